/** From an `Authorization` header to the name of an access code that has not asked too often. */

import { recogniseCaller, type Scheme } from "./access.ts";
import { addressOf, countAttempt, isShutOut } from "./attempts.ts";
import type { Deployment } from "./deployment.ts";
import { refuse, type Outcome } from "./refusal.ts";

/** Refuses with `code-missing`, `code-unknown`, `attempts-spent` or `requests-spent`. */
export async function admit(
  headers: Headers,
  scheme: Scheme,
  { accessCodes, rateLimits }: Deployment,
  now: number,
): Promise<Outcome<string>> {
  const address = addressOf(headers);
  if (rateLimits && isShutOut(address, now)) return refuse({ reason: "attempts-spent" });
  const caller = await recogniseCaller(headers.get("Authorization"), scheme, accessCodes);
  if (!rateLimits) return caller;
  if (!caller.ok) {
    if (caller.refusal.reason !== "code-unknown") return caller;
    const counted = await countAttempt(rateLimits.attempt, address, now);
    return counted.ok ? caller : counted;
  }
  const { success } = await rateLimits.code.limit({ key: caller.value });
  return success ? caller : refuse({ reason: "requests-spent" });
}

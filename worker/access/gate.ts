/**
 * Reads the access code and counts requests. The usage store alone knows whether the code is valid (`budget/budget.ts`). Wrong codes are
 * counted by address, and too many further wrong ones are refused; a right code is never refused for the wrong ones of others.
 */

import { ok } from "../../core/problem.ts";
import { refuse, type Outcome, type Scheme } from "../refusal.ts";
import type { UncheckedRequest } from "../request-context.ts";
import { readCode } from "./caller.ts";

/** @returns the request with its code, still unchecked, or `code-missing`, `requests-spent`, or what `refuseUnknown` returns */
export async function admit(
  request: Request,
  scheme: Scheme,
  { deployment, platform }: Pick<UncheckedRequest, "deployment" | "platform">,
): Promise<Outcome<UncheckedRequest>> {
  const { accessCodes, rateLimits } = deployment;
  const key = await readCode(request.headers.get("Authorization"), scheme, accessCodes);
  if (!key.ok)
    return key.problem.reason === "code-unknown"
      ? refuseUnknown({ request, deployment, scheme })
      : key;
  const limited = await rateLimits?.code.limit({ key: key.value.digest });
  if (limited?.success === false) return refuse({ reason: "requests-spent" });
  return ok({ request, deployment, platform, scheme, key: key.value });
}

/** Counts a wrong code. @returns `code-unknown`, or `attempts-spent` once there are too many from one address */
export async function refuseUnknown({
  request,
  deployment: { rateLimits },
  scheme,
}: Pick<UncheckedRequest, "request" | "deployment" | "scheme">): Promise<Outcome<never>> {
  const counted = await rateLimits?.attempt.limit({ key: addressOf(request.headers) });
  return refuse(
    counted?.success === false ? { reason: "attempts-spent" } : { reason: "code-unknown", scheme },
  );
}

/**
 * The caller's address as Cloudflare reports it; callers can't write this header. IPv6 addresses count by their /64
 * network, which one household has to itself.
 */
export function addressOf(headers: Headers): string {
  const address = headers.get("CF-Connecting-IP") ?? "";
  return address.includes(":") ? `${networkOf(address)}::/64` : address;
}

/** @returns the first four of the eight groups of an IPv6 address. */
function networkOf(address: string): string {
  const [head = "", tail] = address.split("::");
  const groups = head.split(":").filter((group) => group !== "");
  if (tail === undefined) return groups.slice(0, 4).join(":");
  const tailGroups = tail.split(":").filter((group) => group !== "");
  const zeros = Array.from({ length: 8 - groups.length - tailGroups.length }, () => "0");
  return [...groups, ...zeros, ...tailGroups].slice(0, 4).join(":");
}

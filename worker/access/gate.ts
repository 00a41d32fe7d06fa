/**
 * Admits a request: access code, then rate limits. Wrong codes are counted by address. Too many of them shut the address
 * out for a minute, right codes included: otherwise it could go on guessing and watch for the reply that differs.
 */

import { ok } from "../../core/problem.ts";
import type { Deployment } from "../environment.ts";
import { refuse, type Outcome, type Scheme } from "../refusal.ts";
import { recogniseCaller } from "./caller.ts";

/** Addresses remembered; the oldest are dropped, so that a flood of addresses does not fill the memory. */
const SHUT_OUT_CAPACITY = 10_000;
/** Period of both rate limits in wrangler.jsonc. */
export const LIMIT_PERIOD_SECONDS = 60;

/**
 * End of each shut-out in milliseconds since 1970. The rate limit binding counts per Cloudflare location, this map per
 * process.
 */
const shutOutUntil = new Map<string, number>();

/** @returns the caller's name, or `code-missing`, `code-unknown`, `attempts-spent` or `requests-spent`. */
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
    if (caller.problem.reason !== "code-unknown") return caller;
    const counted = await countAttempt(rateLimits.attempt, address, now);
    return counted.ok ? caller : counted;
  }
  const { success } = await rateLimits.code.limit({ key: caller.value });
  return success ? caller : refuse({ reason: "requests-spent" });
}

export function isShutOut(address: string, now: number): boolean {
  const until = shutOutUntil.get(address);
  if (until === undefined) return false;
  if (now < until) return true;
  shutOutUntil.delete(address);
  return false;
}

/** Counts a wrong code. Refuses with `attempts-spent` once there are too many. */
export async function countAttempt(
  limiter: RateLimit,
  address: string,
  now: number,
): Promise<Outcome<void>> {
  const { success } = await limiter.limit({ key: address });
  if (success) return ok(undefined);
  shutOutUntil.set(address, now + LIMIT_PERIOD_SECONDS * 1000);
  const [oldest] = shutOutUntil.keys();
  if (shutOutUntil.size > SHUT_OUT_CAPACITY && oldest !== undefined) shutOutUntil.delete(oldest);
  return refuse({ reason: "attempts-spent" });
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

/**
 * Stops guessing. Wrong codes are counted by address, and an address that has had too many of them is not listened to for a
 * minute, even if it comes with a right one: otherwise it could go on guessing and watch for the answer that differs.
 */

import { done, refuse, type Outcome } from "./refusal.ts";

/** Of both limits in wrangler.jsonc. */
export const LIMIT_PERIOD_SECONDS = 60;
/** Old ones are forgotten first; a flood of addresses must not fill the memory. */
const MOST_SHUT_OUT = 10_000;

/** Until when, in milliseconds since 1970. The binding counts for a place of Cloudflare; this remembers for one process. */
const shutOut = new Map<string, number>();

export function isShutOut(address: string, now: number): boolean {
  const until = shutOut.get(address);
  if (until === undefined) return false;
  if (now < until) return true;
  shutOut.delete(address);
  return false;
}

/** To be told of every wrong code. Refuses with `attempts-spent` once there are too many. */
export async function countAttempt(
  limiter: RateLimit,
  address: string,
  now: number,
): Promise<Outcome<void>> {
  const { success } = await limiter.limit({ key: address });
  if (success) return done(undefined);
  shutOut.set(address, now + LIMIT_PERIOD_SECONDS * 1000);
  const [oldest] = shutOut.keys();
  if (shutOut.size > MOST_SHUT_OUT && oldest !== undefined) shutOut.delete(oldest);
  return refuse({ reason: "attempts-spent" });
}

/** Who asks, as Cloudflare tells it: no caller can write this header. One household has a whole /64 of IPv6 addresses. */
export function addressOf(headers: Headers): string {
  const address = headers.get("CF-Connecting-IP") ?? "";
  return address.includes(":") ? `${networkOf(address)}::/64` : address;
}

/** The first four of the eight groups of an IPv6 address. */
function networkOf(address: string): string {
  const [head = "", tail] = address.split("::");
  const groups = head.split(":").filter((group) => group !== "");
  if (tail === undefined) return groups.slice(0, 4).join(":");
  const tailGroups = tail.split(":").filter((group) => group !== "");
  const zeros = Array.from({ length: 8 - groups.length - tailGroups.length }, () => "0");
  return [...groups, ...zeros, ...tailGroups].slice(0, 4).join(":");
}

/** `Retry-After` as HTTP has it (RFC 9110 §10.2.3): whole seconds, or a date. */

const SECONDS = /^\d{1,6}$/;
const DATE = /^[A-Z][a-z]{2}, [\w :]+ GMT$/;

/** @returns the time to wait in ms, 0 for a date in the past, `null` for a header that is missing or unreadable */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  const value = header?.trim() ?? "";
  if (SECONDS.test(value)) return Number(value) * 1000;
  const atMs = DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/**
 * Splits a moment into the parts of its local time in the Gregorian calendar, each with at least two digits. `timeZoneName` is
 * `GMT+01:00` or `GMT`.
 *
 * @param timeZone default: the machine's
 */
export function wallClock(
  unixMs: number,
  timeZone?: string,
): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Intl.DateTimeFormat("en-GB-u-ca-gregory-nu-latn", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "longOffset",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).formatToParts(unixMs);
  return (type) => parts.find((part) => part.type === type)?.value ?? "";
}

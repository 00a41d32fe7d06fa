/** Local times with their offset in ISO 8601: `2026-11-22T10:05:00+01:00`. */

/** @param timeZone default: the machine's */
export function isoTime(unixMs: number, timeZone?: string): string {
  const parts = wallClock(unixMs, timeZone);
  const offset = parts("timeZoneName").replace("GMT", "") || "+00:00";
  const date = `${parts("year").padStart(4, "0")}-${parts("month")}-${parts("day")}`;
  return `${date}T${parts("hour")}:${parts("minute")}:${parts("second")}${offset.slice(0, 6)}`;
}

/** Parts of a local time in the Gregorian calendar with at least two digits each; `timeZoneName` is `GMT+01:00` or `GMT`. */
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

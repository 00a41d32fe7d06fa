/** A moment as programs read it, with the clock on the wall beside it: ISO 8601 with offset, `2026-11-22T10:05:00+01:00`. */

/** @param timeZone That of the machine unless one is named */
export function isoTime(unixMs: number, timeZone?: string): string {
  const parts = wallClock(unixMs, timeZone);
  const offset = parts("timeZoneName").replace("GMT", "") || "+00:00";
  const date = `${parts("year").padStart(4, "0")}-${parts("month")}-${parts("day")}`;
  return `${date}T${parts("hour")}:${parts("minute")}:${parts("second")}${offset.slice(0, 6)}`;
}

/** Each with two digits at least, in the Gregorian calendar; `timeZoneName` is `GMT+01:00`, or `GMT` alone. */
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

/** Names for exported files that every file system takes: `<title> <yyyy-mm-dd hh.mm>.<extension>`. */

/** Four UTF-8 bytes each at most, and 255 bytes for the whole name. */
const MAX_TITLE_CODE_POINTS = 50;

/** Control, format (bidi overrides) and unpaired surrogate code points, and what Windows forbids. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]/gu;

export function exportFileName(
  title: string,
  startedAt: number,
  extension: string,
  timeZone?: string,
): string {
  const name = safeTitle(title);
  return `${name === "" ? "" : `${name} `}${dateAndTime(startedAt, timeZone)}.${extension}`;
}

function safeTitle(title: string): string {
  const plain = title.normalize("NFC").replace(/\s/g, " ").replace(FORBIDDEN, " ");
  const short = [...plain.replace(/ +/g, " ").trim()].slice(0, MAX_TITLE_CODE_POINTS).join("");
  // A leading dot hides a file, a leading tilde marks a temporary one.
  return short.replace(/^[.~ ]+|[. ]+$/g, "");
}

/** `2026-11-22 09.05`, in the local time zone unless another is named. */
function dateAndTime(unixMs: number, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).formatToParts(unixMs);
  const of = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}.${of("minute")}`;
}

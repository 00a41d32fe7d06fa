/** Names of exported files and folders that every file system accepts: `<title> <yyyy-mm-dd hh.mm>.<extension>`. */

import type { Meeting } from "../meeting.ts";

/**
 * A name has at most 255 bytes on most systems. Chrome needs some of them for a download in progress (`.crdownload`) and for a
 * second file of the same name (` (1)`). Date and extension take 24.
 */
const MOST_TITLE_BYTES = 150;
const MOST_PART_BYTES = 60;
const MOST_TITLE_LETTERS = 50;
const MOST_PART_LETTERS = 20;

/** Forbidden on Windows, invisible (such as bidi overrides), half a surrogate pair, or not a character. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{NChar}\p{Zl}\p{Zp}<>:"/\\|?*]/gu;
/** Chrome replaces it by `_`. Without it a joined emoji becomes its parts. */
const JOINER = /\u200d/g;

/** Devices of Windows, whatever follows the first dot (learn.microsoft.com, "Naming Files, Paths, and Namespaces"). */
const RESERVED = /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?=\s*\.)/i;

interface NameOptions {
  /** Names the part of the meeting that the file holds, if not all of it. */
  readonly part?: string;
  /** Default: the machine's. */
  readonly timeZone?: string;
}

/** @param extension without its dot */
export function exportFileName(
  title: string,
  startedAt: number,
  extension: string,
  { part = "", timeZone }: NameOptions = {},
): string {
  const parts = [
    safe(title, MOST_TITLE_LETTERS, MOST_TITLE_BYTES),
    dateAndTime(startedAt, timeZone),
    safe(part, MOST_PART_LETTERS, MOST_PART_BYTES),
  ];
  return `${parts.filter((each) => each !== "").join(" ")}.${extension}`;
}

function safe(text: string, mostLetters: number, mostBytes: number): string {
  const plain = text
    .normalize("NFC")
    .replace(JOINER, "")
    .replace(/\s/g, " ")
    .replace(FORBIDDEN, " ");
  const short = shortened(plain.replace(/ +/g, " ").trim(), mostLetters, mostBytes);
  // A leading dot hides a file, a leading tilde marks a temporary one.
  return short.replace(/^[.~ ]+|[. ]+$/g, "").replace(RESERVED, "$&_");
}

const letters = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Cuts between graphemes, so that no emoji is torn. */
function shortened(text: string, mostLetters: number, mostBytes: number): string {
  let short = "";
  let bytes = 0;
  let count = 0;
  for (const { segment } of letters.segment(text)) {
    bytes += utf8Bytes(segment);
    if (++count > mostLetters || bytes > mostBytes) break;
    short += segment;
  }
  return short;
}

const utf8Bytes = (text: string): number =>
  Array.from(text, (character) => character.codePointAt(0) ?? 0).reduce(
    (sum, code) => sum + (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4),
    0,
  );

/** `2026-11-22 09.05`. */
function dateAndTime(unixMs: number, timeZone?: string): string {
  const of = wallClock(unixMs, timeZone);
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}.${of("minute")}`;
}

const ARCHIVE_EXTENSION = "zip";

/** Name for the archive of a single meeting. */
export const archiveFileName = (
  { title, startedAt }: Pick<Meeting, "title" | "startedAt">,
  timeZone?: string,
): string =>
  exportFileName(title, startedAt, ARCHIVE_EXTENSION, timeZone === undefined ? {} : { timeZone });

/** Returns a function that gives each meeting a folder name of its own, unique also on disks that ignore case. */
export function createFolderNames(
  timeZone?: string,
): (meeting: Pick<Meeting, "title" | "startedAt">) => string {
  const taken = new Set<string>();
  return (meeting) => {
    const name = archiveFileName(meeting, timeZone).slice(0, -ARCHIVE_EXTENSION.length - 1);
    let unique = name;
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${name} (${n})`;
    taken.add(unique.toLowerCase());
    return unique;
  };
}

/**
 * Splits a moment into the parts of its local time in the Gregorian calendar, each with at least two digits.
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
    ...(timeZone === undefined ? {} : { timeZone }),
  }).formatToParts(unixMs);
  return (type) => parts.find((part) => part.type === type)?.value ?? "";
}

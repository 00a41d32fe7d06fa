/** Names for exported files that every file system takes: `<title> <yyyy-mm-dd hh.mm>.<extension>`. */

import { wallClock } from "./iso-time.ts";

/**
 * A name has 255 bytes on most systems, and Chrome needs some of them while it downloads (`.crdownload`) and where there is
 * such a file already (` (1)`). Date and extension take 24.
 */
const MOST_TITLE_BYTES = 150;
const MOST_PART_BYTES = 60;
const MOST_TITLE_LETTERS = 50;
const MOST_PART_LETTERS = 20;

/** What Windows forbids, what is not seen (bidi overrides among it), halves of characters, and what is none. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{NChar}\p{Zl}\p{Zp}<>:"/\\|?*]/gu;
/** Chrome makes `_` of it. Without it, an emoji of several is these. */
const JOINER = /\u200d/g;

/** Devices of Windows, whatever follows the first dot (learn.microsoft.com, "Naming Files, Paths, and Namespaces"). */
const RESERVED = /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?=\s*\.)/i;

interface NameOptions {
  /** Which part of the meeting it holds, where it is not all of it. */
  readonly part?: string;
  /** That of the machine unless one is named. */
  readonly timeZone?: string;
}

/** @param extension Without a dot */
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

/** Whole letters only: an emoji of many characters is one. */
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

/**
 * Reads transcripts that are plain text: Otter, Zoom, Teams, Google Meet, Whisper's output, Earshot's own exports and most others.
 * Lines with a time or a name begin a part; other lines belong to the part above them.
 */

import { clockMs } from "./cues.ts";
import type { ForeignTranscript, SpokenPart } from "./spoken-part.ts";
import { isProperName, namedLines } from "./name-prefixes.ts";

interface Options {
  /** Text without any name or time is a transcript, one part for each paragraph. */
  readonly mayBeProse: boolean;
}

interface Entry {
  readonly startMs: number | null;
  readonly endMs: number | null;
  speaker: string | null;
  readonly lines: string[];
  /** Its time stands before its words, without a name: a name may follow it on the line. */
  readonly isTimeFirst: boolean;
}

const TIME = String.raw`\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?`;
const OPEN = String.raw`[[(]?\s*`;
const CLOSE = String.raw`\s*[\])]?`;
const DATE = String.raw`(?:\d{4}-\d{2}-\d{2}[ T])?`;

const ONLY_TIME = new RegExp(`^${OPEN}(${TIME})${CLOSE}$`);
const TIME_FIRST = new RegExp(
  String.raw`^${OPEN}(${TIME})(?:\s*-{1,2}>\s*(${TIME}))?${CLOSE}\s*(?:[-–—|:]\s+)?(\S.*)$`,
);
/** "Ann Lee  0:12", "Ann Lee (0:12):", "Ann Lee | 0:12". */
const NAME_TIME = new RegExp(
  String.raw`^([^\s\d\[(].{0,78}?)(\s*[,|·–—-]?\s*[[(]|\s*[|·–—-]\s*|\s+)(${TIME})${CLOSE}\s*:?$`,
);
/** "Ann Lee (0:12): Hello." */
const NAME_TIME_WORDS = new RegExp(
  String.raw`^([^\s\d\[(].{0,78}?)\s*[[(]\s*(${TIME})\s*[\])]\s*:?\s+(\S.*)$`,
);
/** Zoom's saved captions, which count by the clock on the wall. */
const ZOOM_CAPTION = new RegExp(String.raw`^\[(.{1,80})\]\s+(\d{1,2}:\d{2}:\d{2})$`);
const ZOOM_CHAT = new RegExp(
  String.raw`^${DATE}(\d{1,2}:\d{2}:\d{2})\s+From\s+(.{1,80}?)(?:\s+to\s+(.{1,80}?))?\s*:\s*(.*)$`,
  "i",
);
const CREDIT = /^(?:Transcribed by https:\/\/otter\.ai|WEBVTT)\b/i;

/** @returns `null` if the text has neither names nor times and may not be prose */
export function readSpokenLines(text: string, { mayBeProse }: Options): ForeignTranscript | null {
  const insight = EARSHOT_TEXT.test(text) ? EARSHOT_INSIGHT : MARKDOWN_QUOTE;
  const lines = text
    .split("\n")
    .filter((line) => !CREDIT.test(line) && !insight.test(line))
    .map(plainLine);
  const { entries, isByWallClock } = entriesOf(lines);
  const parts = namedParts(withNameLines(entries));
  const firstTimed = parts.findIndex(({ startMs }) => startMs !== null);
  const isNamed = parts.some(({ speaker }) => speaker !== null);
  if (firstTimed < 0 && !isNamed && !mayBeProse) return null;
  // A heading or a summary stands above the first time.
  const spoken = fromZero(parts.slice(Math.max(0, firstTimed)), isByWallClock);
  return spoken.parts.length === 0 ? null : { ...spoken, language: null };
}

/** Without the marks of bold text and headings. */
const plainLine = (line: string): string =>
  line
    .replace(/\*\*|^\s*#{1,6}\s/g, "")
    .replace(/[\u00a0\u2000-\u200a\u202f]/g, " ")
    .trim();

/** Earshot's own text and Markdown have insights below the turns, which nobody said. */
const EARSHOT_TEXT = /^\[\d+:\d\d(?::\d\d)?\] [^:\n]+: /m;
const EARSHOT_INSIGHT = /^ {4}\S[^:\n]{0,40}: /;
const MARKDOWN_QUOTE = /^> /;

const entry = (change: Partial<Entry> & { readonly words?: string }): Entry => ({
  startMs: null,
  endMs: null,
  speaker: null,
  isTimeFirst: false,
  lines: change.words ? [change.words] : [],
  ...change,
});

function entriesOf(lines: readonly string[]): {
  readonly entries: readonly Entry[];
  readonly isByWallClock: boolean;
} {
  const entries: Entry[] = [];
  let isByWallClock = false;
  let wasBlank = true;
  for (const line of lines) {
    const zoom = zoomEntry(line);
    const begun = zoom ?? timedEntry(line);
    isByWallClock ||= zoom !== null;
    if (begun) entries.push(begun);
    else if (line !== "") {
      const last = entries.at(-1);
      // A paragraph of text without times is a part of its own.
      const isOwn = !last || (wasBlank && last.startMs === null && last.lines.length > 0);
      if (isOwn) entries.push(entry({ words: line }));
      else last.lines.push(line);
    }
    wasBlank = line === "";
  }
  return { entries, isByWallClock };
}

function zoomEntry(line: string): Entry | null {
  const caption = ZOOM_CAPTION.exec(line);
  if (caption) return entry({ speaker: caption[1] ?? null, startMs: clockMs(caption[2] ?? "") });
  const chat = ZOOM_CHAT.exec(line);
  if (!chat) return null;
  const [, time = "", speaker = "", , words = ""] = chat;
  return entry({ speaker, startMs: clockMs(time), words });
}

function timedEntry(line: string): Entry | null {
  const only = ONLY_TIME.exec(line);
  if (only) return entry({ startMs: clockMs(only[1] ?? "") });
  const first = TIME_FIRST.exec(line);
  if (first) {
    const [, start = "", end, words = ""] = first;
    const endMs = end === undefined ? null : clockMs(end);
    return entry({ startMs: clockMs(start), endMs, words, isTimeFirst: true });
  }
  const [, name = "", gap = "", time = ""] = NAME_TIME.exec(line) ?? [];
  if (name !== "" && (gap !== " " || isProperName(name)) && !/[.!?,;]$/.test(name))
    return entry({ speaker: name, startMs: clockMs(time) });
  const [, speaker = "", at = "", words = ""] = NAME_TIME_WORDS.exec(line) ?? [];
  return speaker !== "" && isProperName(speaker)
    ? entry({ speaker, startMs: clockMs(at), words })
    : null;
}

/** Most entries have their words on the lines below: then what follows the time is the name. */
const MOST = 0.7;

function withNameLines(entries: readonly Entry[]): readonly Entry[] {
  const timeFirst = entries.filter(({ isTimeFirst }) => isTimeFirst);
  const headed = timeFirst.filter(
    ({ lines: [name = "", ...words] }) =>
      words.length > 0 && name.split(/\s+/).length <= 6 && !/[.!?,;]$/.test(name),
  );
  if (headed.length === 0 || headed.length < timeFirst.length * MOST) return entries;
  return entries.map((each) => {
    const [name = "", ...words] = each.lines;
    return headed.includes(each)
      ? { ...each, speaker: name.replace(/\s*:$/, ""), lines: words }
      : each;
  });
}

/** Splits entries at names before words, and joins the lines of each part. */
function namedParts(entries: readonly Entry[]): readonly SpokenPart[] {
  const named = namedLines(
    entries.flatMap(({ speaker, lines }) => (speaker === null ? lines : [])),
  );
  const parts: (SpokenPart & { text: string })[] = [];
  for (const { startMs, endMs, speaker, lines, isTimeFirst } of entries) {
    let isFirst = true;
    const add = (name: string | null, text: string): void => {
      const time = isFirst ? { startMs, endMs } : { startMs: null, endMs: null };
      parts.push({ ...time, speaker: name, text, startsTurn: true });
      isFirst = false;
    };
    for (const [index, line] of lines.entries()) {
      const mayBeNamed = speaker === null && (index === 0 || !isTimeFirst);
      const prefix = mayBeNamed ? named(line) : null;
      if (prefix) add(prefix.name, prefix.words);
      else if (isFirst) add(speaker, line);
      else {
        const last = parts.at(-1);
        if (last) last.text = `${last.text} ${line}`.trim();
      }
    }
    // A time on a line of its own, as Google Meet writes, holds for what comes next.
    if (isFirst && startMs !== null)
      parts.push({ startMs, endMs, speaker: null, text: "", startsTurn: true });
  }
  return withoutEmpty(parts);
}

function withoutEmpty(parts: readonly SpokenPart[]): readonly SpokenPart[] {
  let waiting: number | null = null;
  return parts.flatMap((part) => {
    const startMs: number | null = part.startMs ?? waiting;
    waiting = part.text === "" ? startMs : null;
    return part.text === "" ? [] : [{ ...part, startMs }];
  });
}

const HALF_DAY_MS = 12 * 3_600_000;

/** Counts from the first time, if they are those of a clock on the wall, which may pass midnight. */
function fromZero(parts: readonly SpokenPart[], isByWallClock: boolean) {
  const beginsAtMs = isByWallClock
    ? (parts.find(({ startMs }) => startMs !== null)?.startMs ?? 0)
    : null;
  if (beginsAtMs === null) return { parts, beginsAtMs };
  const sinceBegin = (ms: number): number =>
    ms - beginsAtMs + (ms < beginsAtMs - HALF_DAY_MS ? 2 * HALF_DAY_MS : 0);
  return {
    parts: parts.map((part) => ({
      ...part,
      startMs: part.startMs === null ? null : Math.max(0, sinceBegin(part.startMs)),
    })),
    beginsAtMs,
  };
}

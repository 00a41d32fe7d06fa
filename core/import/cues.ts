/**
 * Reads WebVTT and SubRip as real programs write them (Zoom, Teams, YouTube, Whisper, editors of subtitles): by the lines with
 * times, whatever the blank lines, numbers and headers around them. A strict parser drops the subtitles that follow a fault.
 */

import { plainText } from "./markup.ts";
import type { ForeignTranscript, SpokenPart } from "./spoken-part.ts";
import { type NamedLines, namedLines } from "./name-prefixes.ts";

interface RawCue {
  readonly startMs: number;
  readonly endMs: number;
  /** Not blank. */
  readonly lines: string[];
}

const TIME = String.raw`(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?`;
const TIMING = new RegExp(String.raw`^\s*(${TIME})\s*-{1,2}>\s*(${TIME})(?:\s.*)?$`);
/** Blocks of WebVTT that are not shown. */
const HIDDEN_BLOCK = /^(?:NOTE|STYLE|REGION)(?:\s|$)/;
/** A number or an id such as Teams writes. */
const IDENTIFIER = /^\S*\d\S*$/;

/** @returns `null` if the text has no line with times */
export function readCues(text: string): ForeignTranscript | null {
  const cues = withoutRolling(rawCues(text));
  if (cues.length === 0) return null;
  const hasNameLines = namesOnLines(cues, text);
  const named = namedLines(cues.flatMap(({ lines }) => lines.flatMap(spokenLines)));
  const parts = carriedOn(cues.flatMap((cue) => partsOf(cue, named, hasNameLines)));
  const [, language = null] = /^Language:\s*([a-z]{2})\b/im.exec(text.slice(0, 500)) ?? [];
  return { parts, language, beginsAtMs: null };
}

function rawCues(text: string): readonly RawCue[] {
  const cues: RawCue[] = [];
  let isBlockStart = true;
  let isHidden = false;
  let lastStartsBlock = false;
  for (const line of text.split("\n")) {
    const timing = TIMING.exec(line);
    const lines = cues.at(-1)?.lines;
    if (timing) {
      const last = lines?.at(-1) ?? "";
      if (IDENTIFIER.test(last) && (lastStartsBlock || /^\d+$/.test(last))) lines?.pop();
      const [, start = "", end = ""] = timing;
      cues.push({ startMs: clockMs(start), endMs: clockMs(end), lines: [] });
    } else if (isBlockStart && HIDDEN_BLOCK.test(line)) isHidden = true;
    else if (line.trim() !== "" && !isHidden) lines?.push(line.trim());
    if (line.trim() === "") isHidden = false;
    else lastStartsBlock = isBlockStart && !timing;
    isBlockStart = line.trim() === "";
  }
  return cues.filter(({ lines }) => lines.length > 0);
}

/** @param time `1:02:03.4`, `02:03`, with any number of digits in each part */
export function clockMs(time: string): number {
  const [clock = "", fraction = ""] = time.split(/[.,]/);
  const seconds = clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return seconds * 1000 + Number(fraction.padEnd(3, "0"));
}

/** From this share on, subtitles that repeat the line before are not what was said twice. */
const ROLLING_SHARE = 0.3;
const ADJOINING_MS = 250;

/** Removes lines that are shown a second time while the next one is written below them, as YouTube does. */
function withoutRolling(cues: readonly RawCue[]): readonly RawCue[] {
  const rolled = cues.map((cue, index) => {
    const before = cues[index - 1];
    return before && cue.startMs - before.endMs <= ADJOINING_MS ? repeatedLines(before, cue) : 0;
  });
  const share = rolled.filter((count) => count > 0).length / cues.length;
  if (share < ROLLING_SHARE || cues.length < 3) return cues;
  return cues
    .map((cue, index) => ({ ...cue, lines: cue.lines.slice(rolled[index]) }))
    .filter(({ lines }) => lines.length > 0);
}

/** How many of the first lines were the last ones before. */
function repeatedLines(before: RawCue, cue: RawCue): number {
  const old = before.lines.map(plainText);
  const now = cue.lines.map(plainText);
  for (let count = Math.min(old.length, now.length); count > 0; count--)
    if (now.slice(0, count).join("\n") === old.slice(-count).join("\n")) return count;
  return 0;
}

/** Teams' older documents: a line with times, one with the name, then the words. */
const UNPADDED_TIMING = /^\s*\d:\d{1,2}:\d(?:\.\d+)?\s*-->/m;

const namesOnLines = (cues: readonly RawCue[], text: string): boolean =>
  UNPADDED_TIMING.test(text) && cues.every(({ lines }) => lines.length > 1);

/** Subtitles name a speaker at a change only: those without a name go on. */
function carriedOn(parts: readonly SpokenPart[]): readonly SpokenPart[] {
  let speaker: string | null = null;
  return parts.map((part) => {
    speaker = part.speaker ?? (part.startsTurn ? null : speaker);
    return { ...part, speaker };
  });
}

const VOICE = /<v(?:\.[^\s>]*)?[ \t]+([^>]*)>/i;
/** What begins the words of another speaker: `>>` in captions of television, a dash in subtitles. */
const SPEAKER_CHANGE = /\s*(?:>>+|(?:&gt;){2,})\s*/;
const DASH = /^[-–—‐]\s*/;

interface Voiced {
  /** Name in a tag; `null` without one. */
  readonly voice: string | null;
  readonly text: string;
  readonly startsTurn: boolean;
}

/** The lines of a cue that may begin with a name. */
const spokenLines = (line: string): readonly string[] =>
  VOICE.test(line)
    ? []
    : line.split(SPEAKER_CHANGE).map((part) => plainText(part.replace(DASH, "")));

function partsOf(cue: RawCue, named: NamedLines, hasNameLines: boolean): readonly SpokenPart[] {
  const [first = "", ...rest] = cue.lines;
  const voiced = hasNameLines
    ? [{ voice: plainText(first), text: rest.map(plainText).join(" "), startsTurn: false }]
    : byName(voicesOf(cue.lines), named);
  const spoken = voiced.filter(({ text }) => text !== "");
  const letters = spoken.reduce((sum, { text }) => sum + text.length, 0);
  const lengthMs = Math.max(0, cue.endMs - cue.startMs);
  let before = 0;
  return spoken.map(({ voice, text, startsTurn }) => {
    const startMs = Math.round(cue.startMs + (lengthMs * before) / letters);
    before += text.length;
    const endMs = Math.round(cue.startMs + (lengthMs * before) / letters);
    return { startMs, endMs, speaker: voice, text, startsTurn };
  });
}

function voicesOf(lines: readonly string[]): readonly Voiced[] {
  const areDashed = lines.length > 1 && lines.every((line) => DASH.test(plainText(line)));
  let voice: string | null = null;
  const voiced: Voiced[] = [];
  for (const line of lines) {
    const [head = "", ...tagged] = line.split(new RegExp(VOICE.source, "i"));
    const add = (text: string, isNew: boolean): void => {
      for (const [index, part] of text.split(SPEAKER_CHANGE).entries()) {
        const plain = plainText(part);
        const words = areDashed ? plain.replace(DASH, "") : plain;
        voiced.push({ voice, text: words, startsTurn: isNew || areDashed || index > 0 });
      }
    };
    add(head, false);
    for (let index = 0; index < tagged.length; index += 2) {
      voice = plainText(tagged[index] ?? "") || null;
      add(tagged[index + 1] ?? "", false);
    }
    if (/<\/v>\s*$/i.test(line)) voice = null;
  }
  return voiced;
}

/** Joins the lines of a voice, and begins a new one at each name. */
function byName(voiced: readonly Voiced[], named: NamedLines): readonly Voiced[] {
  const joined: { voice: string | null; text: string; startsTurn: boolean }[] = [];
  for (const each of voiced) {
    const prefix = each.voice === null ? named(each.text) : null;
    const voice = prefix?.name ?? each.voice;
    const text = prefix?.words ?? each.text;
    const last = joined.at(-1);
    const goesOn = prefix === null && !each.startsTurn && last?.voice === voice;
    // A line without a name belongs to the name above it.
    const follows = goesOn || (prefix === null && !each.startsTurn && each.voice === null);
    if (last && follows) last.text = `${last.text} ${text}`.trim();
    else joined.push({ voice, text, startsTurn: each.startsTurn });
  }
  return joined;
}

/** Makes a meeting without audio of a transcript that another program wrote. */

import type { Meeting, MeetingContent, Turn, Word } from "../meeting.ts";
import { UNKNOWN_SPEAKER } from "../transcript/speaker.ts";
import type { ForeignTranscript, SpokenPart } from "./spoken-part.ts";

/** A part whose times are known or estimated. */
interface TimedPart extends SpokenPart {
  readonly startMs: number;
  readonly endMs: number;
}

interface Facts extends Pick<Meeting, "id" | "title" | "startedAt"> {
  /** Unix time in ms. */
  readonly now: number;
}

/** The meeting counts as one whose audio was deleted: there is nothing to play or transcribe. */
export function importedMeeting(
  { parts, language }: ForeignTranscript,
  { id, title, startedAt, now }: Facts,
): MeetingContent {
  const speakers = labelsOf(parts);
  const timed = timedParts(parts).flatMap(shortParts);
  const isTimed = parts.some(({ startMs }) => startMs !== null);
  const turns = joinedParts(timed).map((joined, order) =>
    turnOf(joined, {
      meetingId: id,
      order,
      language,
      speaker: speakers.labels.get(joined[0]?.speaker ?? "") ?? null,
    }),
  );
  return {
    meeting: {
      id,
      title,
      pageUrl: null,
      startedAt,
      importedAt: now,
      soundDeletedAt: now,
      durationMs: Math.max(0, ...timed.slice(-MOST_OVERLAPPING).map(({ endMs }) => endMs)),
      state: "saved",
      channels: [{ name: "tab", transcribedSamples: 0 }],
      problem: null,
      ...(Object.keys(speakers.names).length > 0 && { names: speakers.names }),
      ...(!isTimed && { hasEstimatedTimes: true }),
    },
    turns,
    notes: [],
  };
}

/** The last part to end is one of the last to begin. */
const MOST_OVERLAPPING = 1_000;

/** "Speaker 2", "SPEAKER_01": a label, which the user may name, and no name. */
const NUMBERED =
  /^(?:speaker|sprecher(?:in)?|intervenant|hablante|locuteur|話者|说话人|発言者)[\s_-]*(\d{1,3})$/iu;
const UNKNOWN = /^(?:unknown|unidentified)(?: speaker)?$|^speaker$/i;
/** More are no people. */
const MOST_SPEAKERS = 500;

interface Speakers {
  /** Label by name as written. */
  readonly labels: ReadonlyMap<string, string>;
  readonly names: Readonly<Record<string, string>>;
}

function labelsOf(parts: readonly SpokenPart[]): Speakers {
  const written = [...new Set(parts.flatMap(({ speaker }) => (speaker === null ? [] : [speaker])))];
  if (written.length > MOST_SPEAKERS) return { labels: new Map(), names: {} };
  const numberOf = (name: string): number => Number(NUMBERED.exec(name)?.[1] ?? Number.NaN);
  const numbered = written
    .filter((name) => NUMBERED.test(name))
    .toSorted((a, b) => numberOf(a) - numberOf(b));
  const people = written.filter((name) => !NUMBERED.test(name) && !UNKNOWN.test(name));
  const labels = new Map<string, string>([
    ...written.filter((name) => UNKNOWN.test(name)).map((name) => [name, UNKNOWN_SPEAKER] as const),
    ...[...numbered, ...people].map((name, index) => [name, labelOf(index)] as const),
  ]);
  const names = people.map((name) => [`tab ${labels.get(name)}`, name.slice(0, 200)] as const);
  return { labels, names: Object.fromEntries(names) };
}

const A = 65;
const LETTERS = 26;

/** A … Z, AA, AB …, as the speech service has them. */
const labelOf = (index: number): string =>
  (index < LETTERS ? "" : labelOf(Math.floor(index / LETTERS) - 1)) +
  String.fromCharCode(A + (index % LETTERS));

/** Letters said in a second: 150 words a minute. */
const LETTERS_PER_SECOND = 15;
const estimateMs = ({ text }: SpokenPart): number =>
  Math.round((text.length / LETTERS_PER_SECOND) * 1000);

/** Longer than it takes to say them slowly: then a pause follows. */
const SLOWEST = 2;

/** Estimates the times that the file does not have, from one time in it to the next. */
function timedParts(parts: readonly SpokenPart[]): readonly TimedPart[] {
  const starts: number[] = [];
  for (let from = 0; from < parts.length;) {
    let to = from + 1;
    while (to < parts.length && (parts[to]?.startMs ?? null) === null) to++;
    const run = parts.slice(from, to);
    const startMs = parts[from]?.startMs ?? 0;
    const room = (parts[to]?.startMs ?? Infinity) - startMs;
    const total = run.reduce((sum, part) => sum + estimateMs(part), 0);
    const scale = room > 0 && room < total ? room / total : 1;
    let at = startMs;
    for (const part of run) {
      starts.push(Math.round(at));
      at += estimateMs(part) * scale;
    }
    from = to;
  }
  return parts
    .map((part, index) => ({
      part,
      startMs: starts[index] ?? 0,
      next: starts[index + 1] ?? Infinity,
    }))
    .map(({ part, startMs, next }) => {
      const spoken = startMs + estimateMs(part) * SLOWEST;
      const endMs = part.endMs ?? (next > startMs ? Math.min(next, spoken) : spoken);
      return { ...part, startMs, endMs: Math.max(startMs, Math.round(endMs)) };
    })
    .toSorted((a, b) => a.startMs - b.startMs);
}

/** About five minutes of speech. */
const LONGEST_PART = 5_000;

/** Cuts a part that is longer than a turn should be at the ends of sentences, or else between words. */
function shortParts(part: TimedPart): readonly TimedPart[] {
  if (part.text.length <= LONGEST_PART || part.words) return [part];
  const pieces =
    part.text.match(/[^]{1,3000}(?:[.!?。！？](?=\s|$)|$)|[^]{1,4000}(?:\s|$)|[^]{1,5000}/gu) ?? [];
  const perLetter = (part.endMs - part.startMs) / part.text.length;
  let at = part.startMs;
  return pieces.map((text, index) => {
    const startMs = Math.round(at);
    at += text.length * perLetter;
    return {
      ...part,
      text: text.trim(),
      startMs,
      endMs: Math.round(at),
      startsTurn: part.startsTurn || index > 0,
    };
  });
}

/** Parts of one speaker make a turn until a pause, or the end of a sentence after some time. */
const PAUSE_MS = 2_000;
const ENOUGH_MS = 15_000;
const MOST_MS = 30_000;

function joinedParts(parts: readonly TimedPart[]): readonly (readonly TimedPart[])[] {
  const turns: TimedPart[][] = [];
  for (const part of parts) {
    const turn = turns.at(-1);
    if (turn && goesOn(turn, part)) turn.push(part);
    else turns.push([part]);
  }
  return turns;
}

function goesOn(turn: readonly TimedPart[], part: TimedPart): boolean {
  const [first] = turn;
  const last = turn.at(-1);
  if (!first || !last || part.startsTurn || part.speaker !== last.speaker) return false;
  if (part.startMs - last.endMs > PAUSE_MS) return false;
  const isEnough =
    last.endMs - first.startMs > ENOUGH_MS && /[.!?…。！？]["”’»)]*$/u.test(last.text);
  return !isEnough && part.endMs - first.startMs <= MOST_MS;
}

function turnOf(
  parts: readonly TimedPart[],
  facts: Pick<Turn, "meetingId" | "order" | "language" | "speaker">,
): Turn {
  return {
    ...facts,
    channel: "tab",
    session: 0,
    startMs: parts[0]?.startMs ?? 0,
    endMs: Math.max(0, ...parts.map(({ endMs }) => endMs)),
    text: parts.map(({ text }) => text).join(" "),
    words: parts.flatMap(wordsOf),
    formatted: true,
    insight: null,
  };
}

const LONGEST_WORD = 100;

/** Words with their own times, or spread over the part by their length. */
function wordsOf({ text, startMs, endMs, words }: TimedPart): readonly Word[] {
  if (words) return words.map((word) => ({ ...word, text: word.text.slice(0, LONGEST_WORD) }));
  const spoken = text.split(/\s+/).flatMap((word) => word.match(/[^]{1,100}/gu) ?? []);
  const perLetter = (endMs - startMs) / spoken.reduce((sum, { length }) => sum + length, 0);
  let letters = 0;
  return spoken.map((word) => {
    const from = Math.round(startMs + letters * perLetter);
    letters += word.length;
    return {
      text: word,
      startMs: from,
      endMs: Math.round(startMs + letters * perLetter),
      confidence: 1,
    };
  });
}

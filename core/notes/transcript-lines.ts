/** Writes the transcript for a language model, one line per turn: `[12] 1:05 Them: words`. */

import { formatClock } from "../clock-time.ts";
import { citedNumbers } from "./citations.ts";
import { type Meeting, type SpeakerKey, type Turn, turnId } from "../meeting.ts";
import {
  namesIn,
  speakerName,
  type SpeakerNames,
  speakerOf,
  type StoredSpeakers,
  type UsualNames,
} from "../transcript/speaker.ts";

export interface TranscriptLine {
  /** Number in citations: the place of the turn in the meeting, from 1. */
  readonly number: number;
  readonly turn: Turn;
  readonly text: string;
}

/** Names that the prompts explain. */
const USUAL = { tab: "Them", mic: "You" } as const;
const ENGLISH: UsualNames = { usual: USUAL, labelled: (label) => `Speaker ${label}` };

/** @param turns in the order they were spoken; a turn without words has a number but no line */
export function transcriptLines(
  turns: readonly Turn[],
  meeting: Pick<Partial<Meeting>, "names" | "merged" | "channels"> = {},
): readonly TranscriptLine[] {
  const speakerIn = lineSpeakers(meeting);
  return turns.flatMap((turn, index) => {
    const words = withoutNumbers(withoutMarkup(turn.text));
    const number = index + 1;
    const head = `[${number}] ${formatClock(turn.startMs)} ${speakerIn(turn)}:`;
    return words === "" ? [] : [{ number, turn, text: `${head} ${words}` }];
  });
}

/** The names of a meeting's speakers in the transcript for the model, and so in its notes. */
export const namesInNotes = (meeting: StoredSpeakers): SpeakerNames => namesIn(meeting, ENGLISH);

export const nameInNotes = (key: SpeakerKey, meeting: StoredSpeakers): string =>
  speakerName(key, namesInNotes(meeting));

/** Returns the name of a turn's speaker as the model reads it. */
export function lineSpeakers(
  meeting: Pick<Partial<Meeting>, "names" | "merged" | "channels">,
): (turn: Turn) => string {
  const names = namesInNotes({ channels: [], ...meeting });
  return (turn) => withoutMarkup(speakerOf(turn, names)).replaceAll(":", "") || USUAL[turn.channel];
}

/** Makes text one line that cannot close the delimiter of the transcript. */
export const withoutMarkup = (text: string): string =>
  text.replace(/\s+/g, " ").replaceAll("<", "‹").replaceAll(">", "›").trim();

/** Numbers in brackets would look like turns of their own. */
const withoutNumbers = (text: string): string => text.replace(/\[(\d{1,6})\]/g, "($1)");

/** Fewer words are a greeting, which is not worth notes. */
const LEAST_WORDS = 8;

export const isTooShort = (lines: readonly TranscriptLine[]): boolean =>
  lines.reduce((words, { turn }) => words + turn.text.trim().split(/\s+/).length, 0) < LEAST_WORDS;

/**
 * Counts four characters of Latin script or one of another as a token. No tokenizer is right for every model; this estimate errs
 * on the safe side.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const character of text) tokens += character.charCodeAt(0) < 0x250 ? 0.25 : 1;
  return Math.ceil(tokens);
}

/** Splits the transcript into pieces of whole lines. A line longer than `maxTokens` is a piece of its own. */
export function splitLines(
  lines: readonly TranscriptLine[],
  maxTokens: number,
): readonly (readonly TranscriptLine[])[] {
  const pieces: TranscriptLine[][] = [];
  let room = 0;
  for (const line of lines) {
    const tokens = estimateTokens(line.text);
    const piece = pieces.at(-1);
    if (!piece || tokens > room) {
      pieces.push([line]);
      room = maxTokens - tokens;
    } else {
      piece.push(line);
      room -= tokens;
    }
  }
  return pieces;
}

/** Returns the turn id of each number that the text cites. */
export function citationsIn(
  markdown: string,
  lines: readonly TranscriptLine[],
): Readonly<Record<number, string>> {
  const byNumber = new Map(lines.map(({ number, turn }) => [number, turnId(turn)]));
  const cited: Record<number, string> = {};
  for (const number of citedNumbers(markdown)) {
    const id = byNumber.get(number);
    if (id !== undefined) cited[number] = id;
  }
  return cited;
}

/** Makes turns on the meeting clock of one session's messages (docs/protocol.md#order-and-replacement). */

import { samplesToMs } from "../audio/format.ts";
import type { ChannelName, PartialTurn, Word } from "../meeting.ts";
import { repeatedWords, unheardWords } from "./resume.ts";
import type { HeardWord, TurnMessage } from "./service.ts";

export interface SessionPlace {
  readonly meetingId: string;
  readonly channel: ChannelName;
  /** Counted from 0 within the channel. */
  readonly session: number;
  /** Place of the session's first sample in the recording. */
  readonly baseSamples: number;
  /** The last words stored before the session; repeated ones are dropped. */
  readonly settled: readonly Word[];
}

/** Finals of one session so far, by `turn_order`. */
export type FinalTurns = ReadonlyMap<number, { readonly formatted: boolean }>;

export type TurnChange =
  | { readonly type: "final"; readonly turn: PartialTurn }
  | { readonly type: "partial"; readonly partial: PartialTurn }
  /** The open turn ended without words. */
  | { readonly type: "dropped" }
  /** A worse or late copy of a final. */
  | { readonly type: "ignored" };

/**
 * `endOfTurn` alone decides finality. A later final of the same order replaces the earlier one, but raw text never replaces formatted
 * text. A partial never replaces a final. An empty final is no turn.
 */
export function applyTurn(
  finals: FinalTurns,
  message: TurnMessage,
  place: SessionPlace,
): { readonly finals: FinalTurns; readonly change: TurnChange } {
  const before = finals.get(message.order);
  if (before && (!message.endOfTurn || (before.formatted && !message.formatted))) {
    return { finals, change: { type: "ignored" } };
  }
  const turn = placeTurn(message, place);
  if (turn.text === "") return { finals, change: { type: before ? "ignored" : "dropped" } };
  if (!message.endOfTurn) return { finals, change: { type: "partial", partial: turn } };
  return {
    finals: new Map(finals).set(message.order, { formatted: message.formatted }),
    change: { type: "final", turn },
  };
}

/** A last word ends up to 1.3 s late (docs/protocol.md#server-messages), which before a pause is beyond the recording. */
const LATE_END_MS = 1_500;
/** A first word begins up to a second early, so it may begin before the last word of the turn before. */
const EARLY_START_MS = 1_000;

/**
 * Up to where a final turn proves the recording heard.
 *
 * @param words of the turn, on the meeting clock
 * @returns null if the words have no plausible times: out of order, or beyond the recording
 */
export function heardUntilMs(words: readonly Word[], recordedMs: number): number | null {
  const isInOrder = words.every(
    ({ startMs, endMs }, index) =>
      startMs <= endMs && startMs >= (words[index - 1]?.startMs ?? startMs) - EARLY_START_MS,
  );
  const endMs = Math.max(...words.map((word) => word.endMs));
  return words.length > 0 && isInOrder && endMs <= recordedMs + LATE_END_MS
    ? Math.min(endMs, recordedMs)
    : null;
}

/**
 * The session's label of the speaker whose last stored word a turn repeats. Null if it repeats none, or if it has words of others and
 * does not label each word.
 */
export function repeatedSpeaker(message: TurnMessage, place: SessionPlace): string | null {
  const heard = message.words.map((word) => placeWord(word, place));
  const count = repeatedWords(heard, place.settled) ?? 0;
  const ofWord = message.words[count - 1]?.speaker;
  return ofWord ?? (count > 0 && count === heard.length ? message.speaker : null);
}

function placeTurn(message: TurnMessage, place: SessionPlace): PartialTurn {
  const heard = message.words.map((word) => placeWord(word, place));
  const words = unheardWords(heard, place.settled);
  const startMs = words[0]?.startMs ?? samplesToMs(place.baseSamples);
  return {
    meetingId: place.meetingId,
    channel: place.channel,
    session: place.session,
    order: message.order,
    startMs,
    endMs: words.at(-1)?.endMs ?? startMs,
    text: words.length === heard.length ? textOf(message) : spoken(words),
    words,
    formatted: message.formatted,
    language: message.language,
    speaker: message.speaker,
  };
}

function placeWord({ text, startMs, endMs, confidence }: HeardWord, place: SessionPlace): Word {
  const baseMs = samplesToMs(place.baseSamples);
  return { text, startMs: baseMs + startMs, endMs: baseMs + endMs, confidence };
}

/** A partial's `transcript` may lack its unsettled words; its `words` never do. */
const textOf = ({ endOfTurn, transcript, words }: TurnMessage): string =>
  endOfTurn || words.length === 0 ? transcript.trim() || spoken(words) : spoken(words);

const spoken = (words: readonly { readonly text: string }[]): string =>
  words
    .map(({ text }) => text)
    .join(" ")
    .trim();

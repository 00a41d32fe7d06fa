/** Makes turns on the meeting clock of one session's messages (docs/protocol.md#order-and-replacement). */

import { samplesToMs } from "../audio/format.ts";
import type { ChannelName, PartialTurn, Word } from "../meeting.ts";
import { type SettledWord, storedWord, unheardWords } from "./resume.ts";
import type { HeardWord, TurnMessage } from "./service.ts";
import { firstPartOf, type SpeakerLabel } from "./turn-parts.ts";

export interface SessionPlace {
  readonly meetingId: string;
  readonly channel: ChannelName;
  /** Counted from 0 within the channel. */
  readonly session: number;
  /** Place of the session's first sample in the recording. */
  readonly baseSamples: number;
  /** The last words stored before the session; repeated ones are dropped. */
  readonly settled: readonly SettledWord[];
}

/** Finals of one session so far, by `turn_order`. */
export type FinalTurns = ReadonlyMap<number, { readonly formatted: boolean }>;

export type TurnChange =
  /** `speakers`: the session's label of each word. */
  | {
      readonly type: "final";
      readonly turn: PartialTurn;
      readonly speakers: readonly SpeakerLabel[];
    }
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
    change: { type: "final", turn, speakers: speakersOf(message, turn.words.length) },
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

/** A speaker whom a session has heard again: its own label and that of the channel. */
export interface RepeatedSpeaker {
  readonly heard: string;
  readonly stored: string;
}

/** The speakers of the words in a turn that are stored already. */
export function repeatedSpeakers(
  message: TurnMessage,
  place: SessionPlace,
): readonly RepeatedSpeaker[] {
  const heard = message.words.map((word) => placeWord(word, place));
  const dropped = heard.length - unheardWords(heard, place.settled).length;
  const ofTurn = dropped === heard.length ? message.speaker : null;
  return heard.slice(0, dropped).flatMap((word, index) => {
    const own = message.words[index]?.speaker ?? ofTurn;
    const stored = storedWord(word, place.settled)?.speaker ?? null;
    return own === null || stored === null ? [] : [{ heard: own, stored }];
  });
}

/** A word without a label belongs to those around it if they agree, or else to the speaker of the turn. */
function speakersOf({ words, speaker }: TurnMessage, kept: number): readonly SpeakerLabel[] {
  const stated = words.slice(words.length - kept).map((word) => word.speaker ?? null);
  return stated.map((own, at) => {
    if (own !== null) return own;
    const before = stated.slice(0, at).findLast((label) => label !== null) ?? null;
    const after = stated.slice(at).find((label) => label !== null) ?? null;
    return before === after && before !== null ? before : (speaker ?? before ?? after);
  });
}

function placeTurn(message: TurnMessage, place: SessionPlace): PartialTurn {
  const heard = message.words.map((word) => placeWord(word, place));
  const words = unheardWords(heard, place.settled);
  const startMs = words[0]?.startMs ?? samplesToMs(place.baseSamples);
  return {
    meetingId: place.meetingId,
    channel: place.channel,
    session: place.session,
    order: firstPartOf(message.order),
    startMs,
    endMs: words.at(-1)?.endMs ?? startMs,
    text: words.length === heard.length ? textOf(message) : spoken(words),
    words,
    formatted: message.formatted,
    language: message.language,
    speaker: message.speaker,
  };
}

export function placeWord(
  { text, startMs, endMs, confidence }: HeardWord,
  place: SessionPlace,
): Word {
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

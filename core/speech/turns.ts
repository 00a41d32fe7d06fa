/** Makes turns on the meeting clock of one session's messages (docs/protocol.md#order-and-replacement). */

import { samplesToMs } from "../audio/format.ts";
import type { ChannelName, PartialTurn, Word } from "../meeting.ts";
import { type Introduction, introducedLabel, isIntroduction } from "./introduction.ts";
import { type SettledWord, storedWord, unheardWords } from "./resume.ts";
import type { HeardWord, TurnMessage } from "./service.ts";
import { firstPartOf, type SpeakerLabel } from "./turn-parts.ts";

export interface SessionPlace {
  readonly meetingId: string;
  readonly channel: ChannelName;
  /** Counted from 0 within the channel. */
  readonly session: number;
  /** Place of the session's first sample in the recording; an introduction takes the place of what it displaces. */
  readonly baseSamples: number;
  readonly introduction: Introduction | null;
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

/** The known speakers in a turn, by words of the introduction and by words that are stored already. */
export function repeatedSpeakers(
  message: TurnMessage,
  place: SessionPlace,
): readonly RepeatedSpeaker[] {
  const { introduced, heard } = heardIn(message, place);
  const placed = heard.map((word) => placeWord(word, place));
  const dropped = heard.length - unheardWords(placed, place.settled).length;
  const isRepetition = dropped === heard.length;
  return [
    ...introduced.map(
      (word) => [word, place.introduction && introducedLabel(place.introduction, word)] as const,
    ),
    ...heard
      .slice(0, dropped)
      .map((word, index) => [word, storedLabel(placed[index], place)] as const),
  ].flatMap(([word, stored]) => {
    const own = word.speaker ?? (isRepetition ? message.speaker : null);
    return own === null || stored === null ? [] : [{ heard: own, stored }];
  });
}

const storedLabel = (word: Word | undefined, { settled }: SessionPlace): SpeakerLabel =>
  (word && storedWord(word, settled)?.speaker) ?? null;

/** Separates the words of the introduction from those of the recording. */
function heardIn({ words }: TurnMessage, { introduction }: SessionPlace) {
  const first = introduction ? words.findIndex((word) => !isIntroduction(introduction, word)) : 0;
  const from = first === -1 ? words.length : first;
  return { introduced: words.slice(0, from), heard: words.slice(from) };
}

/**
 * A word without a label belongs to the speaker on both sides of it, or at an edge to its neighbour if the turn has that label too. Else
 * it is nobody's, because a guess would be a wrong name.
 */
function speakersOf({ words, speaker }: TurnMessage, kept: number): readonly SpeakerLabel[] {
  const stated = words.slice(words.length - kept).map((word) => word.speaker ?? null);
  if (stated.every((label) => label === null)) return stated.map(() => speaker);
  return stated.map((own, at) => {
    if (own !== null) return own;
    const before = stated.slice(0, at).findLast((label) => label !== null) ?? speaker;
    const after = stated.slice(at).find((label) => label !== null) ?? speaker;
    return before === after ? before : null;
  });
}

function placeTurn(message: TurnMessage, place: SessionPlace): PartialTurn {
  const { heard } = heardIn(message, place);
  const placed = heard.map((word) => placeWord(word, place));
  const words = unheardWords(placed, place.settled);
  const startMs = words[0]?.startMs ?? samplesToMs(place.baseSamples);
  return {
    meetingId: place.meetingId,
    channel: place.channel,
    session: place.session,
    order: firstPartOf(message.order),
    startMs,
    endMs: words.at(-1)?.endMs ?? startMs,
    text: words.length === message.words.length ? textOf(message) : spoken(words),
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
  // Nobody reads more digits, and a stored turn would be a fifth larger.
  const rounded = Math.round(confidence * 1_000) / 1_000;
  return { text, startMs: baseMs + startMs, endMs: baseMs + endMs, confidence: rounded };
}

/** A partial's `transcript` may lack its unsettled words; its `words` never do. */
const textOf = ({ endOfTurn, transcript, words }: TurnMessage): string =>
  endOfTurn || words.length === 0 ? transcript.trim() || spoken(words) : spoken(words);

const spoken = (words: readonly { readonly text: string }[]): string =>
  words
    .map(({ text }) => text)
    .join(" ")
    .trim();

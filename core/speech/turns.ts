/** From `Turn` messages of one speech session to turns on the meeting clock: the replacement rules of protocol §4.1. */

import { samplesToMs } from "../audio/format.ts";
import type { ChannelName, PartialTurn, Word } from "../meeting.ts";
import { unheardWords } from "./resume.ts";
import type { HeardWord, TurnMessage } from "./assemblyai/server-message.ts";

/** The speech session a message belongs to. */
export interface SessionPlace {
  readonly meetingId: string;
  readonly channel: ChannelName;
  /** Speech sessions of this channel, counted from 0. */
  readonly session: number;
  /** Where in the recording the session's first sample lies. */
  readonly baseSamples: number;
  /** The last words stored before it began: what is heard of them again is dropped. */
  readonly settled: readonly Word[];
}

/** The finals of one session so far: `turn_order` → whether it came formatted. */
export type FinalTurns = ReadonlyMap<number, { readonly formatted: boolean }>;

export type TurnChange =
  | { readonly type: "final"; readonly turn: PartialTurn }
  | { readonly type: "partial"; readonly partial: PartialTurn }
  /** The open turn ended with no words: what was shown of it goes away. */
  | { readonly type: "dropped" }
  /** A late copy of what is known better already. */
  | { readonly type: "ignored" };

/**
 * Finality by `end_of_turn` alone. A later final of the same order replaces the earlier unless it would replace formatted
 * text by raw; a partial never replaces a final; an empty final is no turn.
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

function placeWord(word: HeardWord, place: SessionPlace): Word {
  const baseMs = samplesToMs(place.baseSamples);
  return { ...word, startMs: baseMs + word.startMs, endMs: baseMs + word.endMs };
}

/** A partial's `transcript` may hold its settled words only; its `words` are always all of them. */
const textOf = ({ endOfTurn, transcript, words }: TurnMessage): string =>
  endOfTurn || words.length === 0 ? transcript.trim() || spoken(words) : spoken(words);

const spoken = (words: readonly { readonly text: string }[]): string =>
  words
    .map(({ text }) => text)
    .join(" ")
    .trim();

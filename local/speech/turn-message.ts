/** Builds Turn messages for both turn styles (docs/protocol.md#server-messages). */

import type { EngineWord } from "./engine.ts";
import type { TurnMessage, WireWord } from "./wire-messages.ts";
import type { TurnContext } from "./turn-state.ts";

/** Speakers of shorter turns are "UNKNOWN". */
const SPEAKER_MIN_MS = 1000;
const SPEAKER_CONFIDENCE = 0.88;
const LANGUAGE = { language_code: "en", language_confidence: 0.97 };

/** A word and whether the turn style has finished it. */
export type JudgedWord = EngineWord & { readonly isFinal: boolean };

export interface TurnFields {
  readonly order: number;
  readonly words: readonly JudgedWord[];
  readonly transcript: string;
  readonly utterance: string;
  readonly endOfTurn: boolean;
  readonly formatted: boolean;
  readonly confidence: number;
}

export const textOf = (words: readonly EngineWord[]): string =>
  words.map((word) => word.text).join(" ");

export function turnMessage(fields: TurnFields, context: TurnContext): TurnMessage {
  const { parameters, behaviour } = context;
  const words = padEdges(fields, context);
  const withSpeaker =
    parameters.speaker_labels && (fields.endOfTurn || behaviour.speakerOnPartials);
  const message: TurnMessage = {
    type: "Turn",
    turn_order: fields.order,
    turn_is_formatted: fields.formatted,
    end_of_turn: fields.endOfTurn,
    transcript: fields.transcript,
    utterance: fields.utterance,
    end_of_turn_confidence: fields.confidence,
    words,
    ...(parameters.language_detection && fields.endOfTurn ? LANGUAGE : {}),
  };
  return withSpeaker ? labelled(message, fields.words, context) : message;
}

/**
 * Pads the edges as the service does: the first word starts too early, and the last word of a final ends too late, but
 * never after the audio received.
 */
function padEdges({ words, endOfTurn }: TurnFields, context: TurnContext): WireWord[] {
  const { padStartMs, padEndMs } = context.behaviour;
  return words.map((word, index) => {
    const early = index === 0 ? padStartMs : 0;
    const late = endOfTurn && index === words.length - 1 ? padEndMs : 0;
    const end = Math.min(word.endMs + late, Math.max(context.heardMs, word.endMs));
    return {
      text: word.text,
      start: Math.max(0, Math.round(word.startMs - early)),
      end: Math.round(end),
      confidence: Math.round(word.confidence * 1000) / 1000,
      word_is_final: word.isFinal,
    };
  });
}

/** Labels a message as the turn is heard; a turn with too little audio is "UNKNOWN" as a whole. */
function labelled(
  message: TurnMessage,
  words: readonly EngineWord[],
  { behaviour, letterOf }: TurnContext,
): TurnMessage {
  const spokenMs = (words.at(-1)?.endMs ?? 0) - (words[0]?.startMs ?? 0);
  const { heard } = behaviour.voicesOf(words, message.turn_order);
  const labels =
    spokenMs < SPEAKER_MIN_MS
      ? words.map(() => UNKNOWN)
      : heard.map((voice) => (voice === null ? null : letterOf(voice)));
  return {
    ...message,
    speaker_label: labelOfMost(labels),
    speaker_confidence: SPEAKER_CONFIDENCE,
    words: withLabels(message.words, labels),
  };
}

const UNKNOWN = "UNKNOWN";

export const withLabels = (
  words: readonly WireWord[],
  labels: readonly (string | null)[],
): readonly WireWord[] =>
  words.map((word, index) => {
    const speaker = labels[index] ?? null;
    return speaker === null ? word : { ...word, speaker, speaker_confidence: SPEAKER_CONFIDENCE };
  });

/** The label of a turn is that of most of its words. */
export function labelOfMost(labels: readonly (string | null)[]): string {
  const known = labels.filter((label) => label !== null);
  const count = (label: string): number => known.filter((each) => each === label).length;
  return known.toSorted((one, other) => count(other) - count(one))[0] ?? UNKNOWN;
}

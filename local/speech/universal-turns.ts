/**
 * Turns of the Universal-Streaming models: word by word, and a finished word never changes. `transcript` holds finished
 * words only. With `format_turns` a formatted final of the same `turn_order` follows the raw one
 * (docs/protocol.md#order-and-replacement).
 */

import type { EngineWord } from "./engine.ts";
import type { TurnMessage } from "./wire-messages.ts";
import { textOf, turnMessage, type JudgedWord } from "./turn-message.ts";
import { closedTurn, type TurnContext, type TurnState, type TurnStep } from "./turn-state.ts";

const OPEN_CONFIDENCE = 0.08;
const END_CONFIDENCE = 0.81;

export function writeUniversalPartial(
  state: TurnState,
  words: readonly EngineWord[],
  context: TurnContext,
): TurnStep {
  const settled = settle(state.settled, words.slice(0, -1));
  const spoken = words.slice(settled.length).map(raw);
  const unsettled = textOf(spoken);
  if (settled.length === state.settled.length && unsettled === state.unsettled) {
    return { state, messages: [] };
  }
  const turn = turnMessage(
    {
      order: state.order,
      words: [...judged(settled, true), ...judged(spoken, false)],
      transcript: textOf(settled),
      utterance: "",
      endOfTurn: false,
      formatted: false,
      confidence: OPEN_CONFIDENCE,
    },
    context,
  );
  return { state: { ...state, open: true, settled, unsettled }, messages: [turn] };
}

export function writeUniversalFinal(
  state: TurnState,
  words: readonly EngineWord[],
  context: TurnContext,
): TurnStep {
  const rawWords = settle(state.settled, words);
  if (rawWords.length === 0) return { state: closedTurn(state.order), messages: [] };
  const rawFinal = finalMessage(state.order, rawWords, false, context);
  const formattedFinal = finalMessage(
    state.order,
    words.length > 0 ? words : rawWords,
    true,
    context,
  );
  const messages = !(context.parameters.format_turns ?? false)
    ? [rawFinal]
    : context.behaviour.formattedPair
      ? [rawFinal, formattedFinal]
      : [formattedFinal];
  return { state: closedTurn(state.order + 1), messages };
}

/** Terminate may add an empty final after the last one. */
export const emptyFinal = (state: TurnState, context: TurnContext): TurnMessage =>
  finalMessage(state.order, [], context.parameters.format_turns ?? false, context);

function finalMessage(
  order: number,
  words: readonly EngineWord[],
  formatted: boolean,
  context: TurnContext,
): TurnMessage {
  const threshold = context.parameters.end_of_turn_confidence_threshold ?? 0;
  const text = textOf(words);
  return turnMessage(
    {
      order,
      words: judged(words, true),
      transcript: text,
      utterance: text,
      endOfTurn: true,
      formatted,
      confidence: Math.max(END_CONFIDENCE, threshold),
    },
    context,
  );
}

/** Appends the engine's later words; settled words never change. */
function settle(settled: readonly EngineWord[], words: readonly EngineWord[]): EngineWord[] {
  return [...settled, ...words.slice(settled.length).map(raw)];
}

const judged = (words: readonly EngineWord[], isFinal: boolean): JudgedWord[] =>
  words.map((word) => ({ ...word, isFinal }));

/** Raw form: lower case without surrounding punctuation. Masks and redaction tags stay. */
const raw = (word: EngineWord): EngineWord => {
  const text = word.text.replace(/^[^\p{L}\p{N}*#[\]]+|[^\p{L}\p{N}*#[\]]+$/gu, "");
  return { ...word, text: text.startsWith("[") ? text : text.toLowerCase() };
};

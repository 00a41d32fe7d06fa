/**
 * Turns of the Pro models: few partials, each free to rewrite earlier words, then exactly one formatted final.
 * SpeechStarted comes directly before the first Turn (docs/protocol.md#order-and-replacement).
 */

import type { EngineWord } from "./engine.ts";
import type { ServerMessage } from "./wire-messages.ts";
import { textOf, turnMessage } from "./turn-message.ts";
import { closedTurn, type TurnContext, type TurnState, type TurnStep } from "./turn-state.ts";

const SPEECH_CONFIDENCE = 0.96;

/** Default of `interruption_delay`, and the time that the first partial takes beyond it. */
const INTERRUPTION_DELAY_MS = 500;
const FIRST_PARTIAL_EXTRA_MS = 256;

/** Pause before a partial, unless `min_turn_silence` says otherwise. */
const PAUSE_MS = 400;

export function writeProPartial(
  state: TurnState,
  words: readonly EngineWord[],
  context: TurnContext,
): TurnStep {
  const text = textOf(words);
  if (text === state.partial?.text || !isPartialDue(state, words, context)) {
    return { state, messages: [] };
  }
  const turn = turnMessage(
    {
      order: state.order,
      words: words.map((word) => ({ ...word, isFinal: false })),
      transcript: text,
      utterance: "",
      endOfTurn: false,
      formatted: context.behaviour.partialsFormatted,
      confidence: 0,
    },
    context,
  );
  return {
    state: { ...state, open: true, partial: { text, atMs: context.heardMs } },
    messages: [...announcement(state, words), turn],
  };
}

/** A turn without words has no final: the Pro models were never seen to send an empty one. */
export function writeProFinal(
  state: TurnState,
  words: readonly EngineWord[],
  context: TurnContext,
): TurnStep {
  if (words.length === 0) return { state: closedTurn(state.order), messages: [] };
  const text = textOf(words);
  const turn = turnMessage(
    {
      order: state.order,
      words: words.map((word) => ({ ...word, isFinal: true })),
      transcript: text,
      utterance: text,
      endOfTurn: true,
      formatted: true,
      confidence: 1,
    },
    context,
  );
  return {
    state: closedTurn(state.order + 1),
    messages: [...announcement(state, words), turn],
  };
}

function announcement(state: TurnState, words: readonly EngineWord[]): ServerMessage[] {
  if (state.open) return [];
  const timestamp = Math.round(state.speechStartedMs ?? words[0]?.startMs ?? 0);
  return [{ type: "SpeechStarted", timestamp, confidence: SPEECH_CONFIDENCE }];
}

/**
 * Due are an early partial, one at every pause without a full stop, and with `continuous_partials` one every few
 * seconds.
 */
function isPartialDue(
  state: TurnState,
  words: readonly EngineWord[],
  { parameters, behaviour, heardMs }: TurnContext,
): boolean {
  const begunMs = state.speechStartedMs ?? words[0]?.startMs ?? 0;
  if (state.partial === null) {
    const delayMs = parameters.interruption_delay ?? INTERRUPTION_DELAY_MS;
    return heardMs - begunMs >= delayMs + FIRST_PARTIAL_EXTRA_MS;
  }
  const last = words.at(-1);
  const pausedMs = heardMs - (last?.endMs ?? 0);
  if (pausedMs >= (parameters.min_turn_silence ?? PAUSE_MS) && !/[.?!]$/.test(last?.text ?? "")) {
    return true;
  }
  const continuous =
    parameters.continuous_partials ?? (behaviour.continuousPartials && !parameters.speaker_labels);
  return continuous && heardMs - state.partial.atMs >= behaviour.partialEveryMs;
}

/** State of a session's turns, and the context in which they are written. */

import type { Behaviour } from "../behaviour.ts";
import type { EngineWord } from "./engine.ts";
import type { ServerMessage } from "./wire-messages.ts";
import type { Parameters } from "./parameters.ts";

export interface TurnState {
  /** `turn_order` of the open turn, or of the next one. */
  readonly order: number;
  readonly open: boolean;
  /** Time at which the engine reported speech. */
  readonly speechStartedMs: number | null;
  /** Pro: the last partial sent, and the audio heard by then. */
  readonly partial: { readonly text: string; readonly atMs: number } | null;
  /** Universal-Streaming: finished words of the open turn, and the words after them. */
  readonly settled: readonly EngineWord[];
  readonly unsettled: string;
}

export interface TurnContext {
  readonly parameters: Parameters;
  readonly behaviour: Behaviour["turns"];
  /** Audio given to the engine so far. */
  readonly heardMs: number;
  /** The session's letter for a voice. */
  readonly letterOf: (voice: string) => string;
}

export interface TurnStep {
  readonly state: TurnState;
  readonly messages: readonly ServerMessage[];
}

export const FIRST_TURN: TurnState = closedTurn(0);

/** State between turns; `order` is the next turn's. */
export function closedTurn(order: number): TurnState {
  return {
    order,
    open: false,
    speechStartedMs: null,
    partial: null,
    settled: [],
    unsettled: "",
  };
}

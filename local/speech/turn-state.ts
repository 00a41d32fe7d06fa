/** What a session remembers of its turns, and what it needs to write them. */

import type { Behaviour } from "../behaviour.ts";
import type { EngineWord } from "./engine.ts";
import type { ServerMessage } from "./wire-messages.ts";
import type { Parameters } from "./parameters.ts";

export interface TurnState {
  /** `turn_order` of the open turn, or of the next one. */
  readonly order: number;
  readonly open: boolean;
  /** Where the engine heard speech begin. */
  readonly speechStartedMs: number | null;
  /** Pro: the last partial on the wire, and how much sound had been heard then. */
  readonly partial: { readonly text: string; readonly atMs: number } | null;
  /** Universal-Streaming: words that are final within the open turn, and the one being spoken. */
  readonly settled: readonly EngineWord[];
  readonly unsettled: string;
}

export interface TurnContext {
  readonly parameters: Parameters;
  readonly behaviour: Behaviour["turns"];
  /** Sound given to the engine so far. */
  readonly heardMs: number;
}

export interface TurnStep {
  readonly state: TurnState;
  readonly messages: readonly ServerMessage[];
}

export const FIRST_TURN: TurnState = closedTurn(0);

/** The state between turns: the next one will be `order`. */
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

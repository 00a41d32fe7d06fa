/** Interface between the local speech service and a speech recogniser. */

export interface EngineWord {
  readonly text: string;
  /** Milliseconds since the first sample of this recognition. */
  readonly startMs: number;
  readonly endMs: number;
  /** 0–1. */
  readonly confidence: number;
}

export type Hypothesis =
  /** Comes once per turn, before its first partial. */
  | { readonly type: "speech-started"; readonly atMs: number }
  /** The open turn as understood so far; may rewrite all earlier words. */
  | { readonly type: "partial"; readonly words: readonly EngineWord[] }
  /** The turn has ended. Cased and punctuated as well as the engine can. */
  | { readonly type: "final"; readonly words: readonly EngineWord[] };

/** Recognition of one audio stream. Hypotheses arrive in order; none arrives after `finish` has resolved. */
export interface Recognition {
  /** @param samples Mono, 16 bit signed, at the rate of `open`; any length. */
  accept(samples: Int16Array): void;
  /** Ends the open turn, if any (`ForceEndpoint`). */
  endTurn(): void;
  /** Ends the stream. Resolves when every hypothesis is delivered, the last final included. */
  finish(): Promise<void>;
  /** Frees all resources. May be called at any time and more than once. */
  close(): void;
}

/** Silences in ms that end a turn (docs/protocol.md#connection-parameters). Without a value the engine decides. */
export interface TurnSilences {
  /** After a complete sentence. */
  readonly afterSentenceMs: number | undefined;
  readonly afterAnythingMs: number | undefined;
}

export interface SpeechEngine {
  /** @param turnSilences May change during recognition; an engine may ignore it. */
  open(
    sampleRate: number,
    onHypothesis: (hypothesis: Hypothesis) => void,
    turnSilences?: () => TurnSilences,
  ): Promise<Recognition>;
  close(): Promise<void>;
}

/** The border between the local speech service and whatever turns sound into words for it. */

export interface EngineWord {
  readonly text: string;
  /** Milliseconds since the first sample of this recognition. */
  readonly startMs: number;
  readonly endMs: number;
  /** 0–1. */
  readonly confidence: number;
}

export type Hypothesis =
  /** Speech has begun; comes once, before the first partial of a turn. */
  | { readonly type: "speech-started"; readonly atMs: number }
  /** The open turn as far as it is understood; may rewrite every earlier word. */
  | { readonly type: "partial"; readonly words: readonly EngineWord[] }
  /** The turn has ended. Cased and punctuated as well as the engine can. */
  | { readonly type: "final"; readonly words: readonly EngineWord[] };

/** One stream of sound being recognised. Hypotheses arrive in order; nothing arrives after `finish` has resolved. */
export interface Recognition {
  /** Mono, signed 16 bit, at the rate it was opened with; any length. */
  accept(samples: Int16Array): void;
  /** Ends the open turn now, if there is one (`ForceEndpoint`). */
  endTurn(): void;
  /** No more sound comes: resolves when every hypothesis, the last final among them, has been delivered. */
  finish(): Promise<void>;
  /** Frees what it holds; safe at any time and more than once. */
  close(): void;
}

/** Silences in ms that end a turn, protocol §4.1; where there is none, as the engine does by itself. */
export interface TurnSilences {
  /** After words that are a whole sentence. */
  readonly afterSentenceMs: number | undefined;
  readonly afterAnythingMs: number | undefined;
}

export interface SpeechEngine {
  /** `turnSilences` can change while it listens; not every engine can heed them. */
  open(
    sampleRate: number,
    onHypothesis: (hypothesis: Hypothesis) => void,
    turnSilences?: () => TurnSilences,
  ): Promise<Recognition>;
  close(): Promise<void>;
}

/** A transcript that another program wrote: who said what and when, before it becomes a meeting. */

/** A stretch of speech as the file has it. */
export interface SpokenPart {
  /** `null`: the file does not say. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  /** Name as written; `null` if unknown. */
  readonly speaker: string | null;
  readonly text: string;
  /** Times of its words, if the file has them. */
  readonly words?: readonly SpokenWord[];
  /** It is not joined with the part before. */
  readonly startsTurn: boolean;
}

export interface SpokenWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0–1. */
  readonly confidence: number;
}

export interface ForeignTranscript {
  /** In the order of the file; at least one. */
  readonly parts: readonly SpokenPart[];
  /** ISO 639-1 code; `null` if the file does not name it. */
  readonly language: string | null;
  /** Time of day at which it begins, if the file counts by the clock on the wall. Times of parts begin at 0 all the same. */
  readonly beginsAtMs: number | null;
}

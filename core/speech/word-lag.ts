/**
 * How far the service's words are behind the audio it was sent. Audio that was sent is not heard yet: a slow service takes it and answers
 * much later. Words tell how far it has come; silence and music yield none, so only late words and an open turn without progress count.
 * Positions are samples of the recording.
 */

import { msToSamples } from "../audio/format.ts";

/**
 * Words of a service in time come within this: partials at the latest every 3 s of speech, finals 1–2 s after it ends
 * (docs/protocol.md#order-and-replacement).
 */
const IN_TIME = msToSamples(5_000);
/** An open turn brings words within this, with speaker labels only when it is final (docs/protocol.md#connection-parameters). */
const OPEN_IN_TIME = msToSamples(15_000);

export interface WordLag {
  /** A session begins at this sample. */
  begin(baseSamples: number): void;
  /** A turn holds words up to this sample, while the session was sent the recording up to `sentUpTo`. */
  words(wordsUpTo: number, sentUpTo: number): void;
  /** The service has heard the beginning of speech. */
  speechStarted(sentUpTo: number): void;
  /** The open turn is final or void. */
  turnClosed(): void;
  /** How far the recording counts as heard, at most `sentUpTo`. */
  heardUpTo(sentUpTo: number): number;
}

export function createWordLag(): WordLag {
  let wordsUpTo = 0;
  let areWordsLate = false;
  /** Position at which the open turn was noticed or last made progress. */
  let openSince: number | null = null;

  return {
    begin(baseSamples) {
      wordsUpTo = baseSamples;
      areWordsLate = false;
      openSince = null;
    },
    words(upTo, sentUpTo) {
      if (upTo <= wordsUpTo) return;
      wordsUpTo = upTo;
      areWordsLate = sentUpTo - upTo > IN_TIME;
      openSince = sentUpTo;
    },
    speechStarted(sentUpTo) {
      openSince ??= sentUpTo;
    },
    turnClosed() {
      openSince = null;
    },
    heardUpTo(sentUpTo) {
      const isStuck = openSince !== null && sentUpTo - openSince > OPEN_IN_TIME;
      return areWordsLate || isStuck ? Math.min(sentUpTo, wordsUpTo) : sentUpTo;
    },
  };
}

/** Builds hypotheses of turns from single words, for engines that know each word when it ends. */

import type { EngineWord, Hypothesis } from "../../local/speech/engine.ts";

export interface TurnBuilder {
  /** Opens a turn if none is open. */
  begin(atMs: number): void;
  /** Adds a word to the open turn; opens one at the word's start if none is open. */
  add(word: EngineWord): void;
  /** Number of words in the open turn. */
  length(): number;
  /** Ends the open turn, if any. */
  end(): void;
}

/** @param asHeard Form of a word in partials. */
export function createTurnBuilder(
  onHypothesis: (hypothesis: Hypothesis) => void,
  asHeard: (word: EngineWord) => EngineWord = (word) => word,
): TurnBuilder {
  let words: readonly EngineWord[] = [];
  let open = false;

  const begin = (atMs: number): void => {
    if (open) return;
    open = true;
    onHypothesis({ type: "speech-started", atMs });
  };

  return {
    begin,
    add(word) {
      begin(word.startMs);
      words = [...words, word];
      onHypothesis({ type: "partial", words: words.map(asHeard) });
    },
    length: () => words.length,
    end() {
      const heard = words;
      words = [];
      open = false;
      if (heard.length > 0) onHypothesis({ type: "final", words: heard });
    },
  };
}

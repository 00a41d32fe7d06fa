/** Speech engine that calls a test back at the moment a certain number is recognised. */

import type { Hypothesis, SpeechEngine } from "../../local/speech/engine.ts";

/** The moment a number, or the first greater one, is recognised within a turn or at the end of its turn. */
export interface Cue {
  readonly at: "number" | "end-of-turn";
  readonly number: number;
}

export interface CuedEngine extends SpeechEngine {
  /** Calls `act` once, before the service accepts more audio. */
  onCue(cue: Cue, act: () => void): void;
  clearCues(): void;
}

export function createCuedEngine(engine: SpeechEngine): CuedEngine {
  let waiting: { readonly cue: Cue; readonly act: () => void }[] = [];

  const runDue = (hypothesis: Hypothesis): void => {
    const due = waiting.filter(({ cue }) => isDue(cue, hypothesis));
    waiting = waiting.filter((each) => !due.includes(each));
    for (const { act } of due) act();
  };

  return {
    open: (sampleRate, onHypothesis) =>
      engine.open(sampleRate, (hypothesis) => {
        onHypothesis(hypothesis);
        runDue(hypothesis);
      }),
    close: () => engine.close(),
    onCue(cue, act) {
      waiting.push({ cue, act });
    },
    clearCues() {
      waiting = [];
    },
  };
}

function isDue({ at, number }: Cue, hypothesis: Hypothesis): boolean {
  if (hypothesis.type !== (at === "number" ? "partial" : "final")) return false;
  return Number(hypothesis.words.at(-1)?.text) >= number;
}

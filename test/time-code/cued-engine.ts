/** An engine under observation: a test acts at the very moment at which a certain number is heard. */

import type { Hypothesis, SpeechEngine } from "../../local/speech/engine.ts";

/** The number, or the first greater one: in the middle of a turn, or when the turn that holds it has ended. */
export interface Cue {
  readonly at: "number" | "end-of-turn";
  readonly number: number;
}

export interface CuedEngine extends SpeechEngine {
  /** Once, before the service takes the next sound. */
  onCue(cue: Cue, act: () => void): void;
  /** Forgets what has not happened yet. */
  clearCues(): void;
}

export function createCuedEngine(engine: SpeechEngine): CuedEngine {
  let waiting: { readonly cue: Cue; readonly act: () => void }[] = [];

  const tell = (hypothesis: Hypothesis): void => {
    const due = waiting.filter(({ cue }) => isDue(cue, hypothesis));
    waiting = waiting.filter((each) => !due.includes(each));
    for (const { act } of due) act();
  };

  return {
    open: (sampleRate, onHypothesis) =>
      engine.open(sampleRate, (hypothesis) => {
        onHypothesis(hypothesis);
        tell(hypothesis);
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

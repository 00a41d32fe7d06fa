/** Speech engine that records when clicks arrive at the service. */

import { msToSamples } from "../../core/audio/format.ts";
import type { Recognition, SpeechEngine } from "../../local/speech/engine.ts";

/** Pause after a detected click, which lasts 10 ms and may lie in two frames. */
const DEAF_MS = 100;
const FULL_SCALE = 32_768;

export interface ClickListener extends SpeechEngine {
  /** Returns the Unix times in ms at which frames with the beginning of a click arrived since the last call. */
  takeArrivals(): number[];
}

/** @param level Share of full scale above which a sample counts as a click */
export function createClickListener(level: number): ClickListener {
  let arrivals: number[] = [];

  const listen = (): Recognition => {
    let position = 0;
    let deafUntil = 0;
    return {
      accept(samples) {
        const now = Date.now();
        const at = samples.findIndex(
          (sample, index) => position + index >= deafUntil && Math.abs(sample) > level * FULL_SCALE,
        );
        if (at >= 0) {
          arrivals.push(now);
          deafUntil = position + at + msToSamples(DEAF_MS);
        }
        position += samples.length;
      },
      endTurn() {},
      finish: () => Promise.resolve(),
      close() {},
    };
  };

  return {
    open: () => Promise.resolve(listen()),
    close: () => Promise.resolve(),
    takeArrivals() {
      const taken = arrivals;
      arrivals = [];
      return taken;
    },
  };
}

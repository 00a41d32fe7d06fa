/** A speech engine that listens for clicks: what arrives at the service, and when, without a change to the service. */

import { msToSamples } from "../../core/audio/format.ts";
import type { Recognition, SpeechEngine } from "../../local/speech/engine.ts";

/** After a click; it lasts 10 ms and may lie in two frames. */
const DEAF_MS = 100;
const FULL_SCALE = 32_768;

export interface ClickListener extends SpeechEngine {
  /** Wall clock (Unix ms) at the arrival of each frame in which a click began, since this was last asked. */
  takeArrivals(): number[];
}

/** @param level of full scale; louder is a click */
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

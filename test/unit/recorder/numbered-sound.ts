/** Sound for tests in compressed time: every 100 ms is one block whose samples say its number. */

import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import type { AudioLog } from "../../../entrypoints/offscreen/recorder/durable-audio-log.ts";

export const BLOCK_SAMPLES = SAMPLE_RATE / 10;

/** Samples in turn say the number's rest and its thousands; none is 0, so that none is silence. */
export function numberedAudio(atSample: number, samples: number): Int16Array<ArrayBuffer> {
  const sound = new Int16Array(samples);
  for (let offset = 0; offset < samples; offset++) {
    const block = Math.floor((atSample + offset) / BLOCK_SAMPLES);
    sound[offset] = 1 + ((atSample + offset) % 2 === 0 ? block % 1_000 : Math.floor(block / 1_000));
  }
  return sound;
}

/** The number of the block that two neighbouring samples belong to; the first lies at an even place. */
export const numberAt = (even: number, odd: number): number => (odd - 1) * 1_000 + (even - 1);

/** A recording that has grown to `samples`; nothing of it is kept in memory. */
export function numberedLog(): AudioLog & { samples: number } {
  const log = {
    samples: 0,
    waitingSamples: 0,
    refusal: null,
    append() {
      throw new Error("This recording grows by itself.");
    },
    read: (atSample: number, samples: number) =>
      numberedAudio(atSample, Math.max(0, Math.min(samples, log.samples - atSample))),
    retry() {},
    close: () => ({ lostSamples: 0, refusal: null }),
  };
  return log;
}

/** Audio for tests in fake time: the samples of each block of 100 ms spell its number. */

import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import type { AudioLog } from "../../../entrypoints/offscreen/recorder/durable-audio-log.ts";

export const BLOCK_SAMPLES = SAMPLE_RATE / 10;

/** Added to each sample, so that none is quiet. */
const LOUD = 8_001;

/** Samples alternate between the number's remainder and its thousands. */
export function numberedAudio(atSample: number, samples: number): Int16Array<ArrayBuffer> {
  const audio = new Int16Array(samples);
  for (let offset = 0; offset < samples; offset++) {
    const block = Math.floor((atSample + offset) / BLOCK_SAMPLES);
    audio[offset] =
      LOUD + ((atSample + offset) % 2 === 0 ? block % 1_000 : Math.floor(block / 1_000));
  }
  return audio;
}

/** Returns the number of the block that two neighbouring samples belong to, the first at an even place. */
export const numberAt = (even: number, odd: number): number => (odd - LOUD) * 1_000 + (even - LOUD);

/** Returns the audio of a recording from a sample on. */
export type AudioAt = (atSample: number, samples: number) => Int16Array<ArrayBuffer>;

/** A recording whose length a test sets; its audio is computed when it is read. */
export function numberedLog(audioAt: AudioAt = numberedAudio): AudioLog & { samples: number } {
  const log = {
    samples: 0,
    waitingSamples: 0,
    refusal: null,
    append() {
      throw new Error("Set `samples` instead.");
    },
    read: (atSample: number, samples: number) =>
      audioAt(atSample, Math.max(0, Math.min(samples, log.samples - atSample))),
    retry() {},
    close: () => ({ lostSamples: 0, refusal: null }),
  };
  return log;
}

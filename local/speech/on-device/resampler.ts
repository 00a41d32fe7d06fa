/** Brings audio of a session to the rate of the model. The product sends that rate; other rates are for trials of the protocol. */

import { createDownsampler } from "../../../core/audio/downsampler.ts";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { toInt16 } from "../../../core/audio/pcm.ts";

const FULL_SCALE = 32_768;

/** The output does not depend on how the input is cut. */
export type Resampler = (samples: Int16Array) => Int16Array;

export function createResampler(sampleRate: number): Resampler {
  if (sampleRate === SAMPLE_RATE) return (samples) => samples;
  return sampleRate > SAMPLE_RATE ? downwards(sampleRate) : upwards(sampleRate);
}

function downwards(sampleRate: number): Resampler {
  let output: number[] = [];
  let at = 0;
  const downsample = createDownsampler(sampleRate, (block, length) => {
    for (let index = 0; index < length; index++) output.push(toInt16(block?.[index] ?? 0));
  });
  return (samples) => {
    output = [];
    downsample(
      Float32Array.from(samples, (sample) => sample / FULL_SCALE),
      samples.length,
      at,
    );
    at += samples.length;
    return Int16Array.from(output);
  };
}

/** Straight lines between the samples. */
function upwards(sampleRate: number): Resampler {
  let last = 0;
  /** Samples taken before this call, and samples put out. */
  let taken = 0;
  let given = 0;
  return (samples) => {
    const output: number[] = [];
    for (const sample of samples) {
      taken++;
      for (; given * sampleRate < taken * SAMPLE_RATE; given++) {
        const share = (given * sampleRate) / SAMPLE_RATE - (taken - 1);
        output.push(Math.round(last + (sample - last) * share));
      }
      last = sample;
    }
    return Int16Array.from(output);
  };
}

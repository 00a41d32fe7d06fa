/** Brings the channels of one track down to the two that are compared, as their middle and their difference. */

import type { PlacedStream } from "./placed-stream.ts";

export interface MidSide {
  /** Mean of both sides, or the only channel. */
  readonly mid: Float32Array;
  /** Half of first minus second; `null` if both are equal, as in a mono recording that was saved as stereo. */
  readonly side: Float32Array | null;
}

/** Channels in the order of WAV, AAC and WebCodecs: left, right, centre, and those around. */
const SURROUND_COUNTS: ReadonlySet<number> = new Set([3, 5, 6, 7, 8]);
const CENTRE = 2;

/**
 * ITU-R BS.775-4, annex 4, table 2, mono: the centre, where people speak, is not divided by the number of loudspeakers. The channel
 * of low frequencies counts too: in a file of six microphones it is a person. Other numbers are microphones, and their mean.
 */
function weightsFor(channels: number): readonly number[] {
  return Array.from({ length: channels }, (_, channel) => {
    if (!SURROUND_COUNTS.has(channels)) return 1 / channels;
    if (channel === CENTRE) return Math.SQRT1_2;
    return channel < CENTRE ? 0.5 : Math.SQRT1_2 / 2;
  });
}

/** @param channels at least one, all of the same length */
export function midSideOf(channels: readonly Float32Array[]): MidSide {
  const [first = new Float32Array(), second] = channels;
  if (!second) return { mid: first, side: null };
  const mid = new Float32Array(first.length);
  if (channels.length > 2) {
    weightsFor(channels.length).forEach((weight, channel) => {
      const samples = channels[channel];
      for (let i = 0; i < mid.length; i++) mid[i] = (mid[i] ?? 0) + weight * (samples?.[i] ?? 0);
    });
    return { mid, side: null };
  }
  const side = new Float32Array(first.length);
  let isApart = false;
  for (let i = 0; i < mid.length; i++) {
    const a = first[i] ?? 0;
    const b = second[i] ?? 0;
    mid[i] = (a + b) / 2;
    side[i] = (a - b) / 2;
    isApart ||= a !== b;
  }
  return { mid, side: isApart ? side : null };
}

/** Puts the channels of one track into two streams. The second begins with the first difference, and never if there is none. */
export function createSidePutter([first, second]: readonly PlacedStream[]) {
  let isApart = false;
  return (channels: readonly Float32Array[], sampleRate: number, atSeconds: number): void => {
    const { mid, side } = midSideOf(channels);
    first?.put(mid, sampleRate, atSeconds);
    isApart ||= side !== null;
    if (isApart) second?.put(side ?? new Float32Array(mid.length), sampleRate, atSeconds);
  };
}

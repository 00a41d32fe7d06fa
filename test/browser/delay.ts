/** Finds windows of the played audio in a recording: a gap or doubled samples show as a change of the delay. */

export interface WindowDelay {
  /** First sample of the window in the played audio. */
  readonly playedSample: number;
  readonly delaySamples: number;
  /** Normalised correlation at that delay: 1 is the same audio, 0 unrelated. */
  readonly likeness: number;
}

export interface DelaySearch {
  readonly windowSamples: number;
  readonly hopSamples: number;
  /** Largest delay of the first window. */
  readonly firstSearchSamples: number;
  /** Largest change of the delay from one window to the next. */
  readonly nextSearchSamples: number;
}

/** The search runs over every eighth value of the smoothed audio first, then sample by sample around the best match. */
const COARSE = 8;
/** Windows below this level are silence between words, which matches everywhere. */
const SILENT_RMS = 200;

/** Returns an entry for each window of `played` that is loud enough to be found in `recorded`. */
export function windowDelays(
  played: Int16Array,
  recorded: Int16Array,
  { windowSamples, hopSamples, firstSearchSamples, nextSearchSamples }: DelaySearch,
): WindowDelay[] {
  const coarsePlayed = thinned(played);
  const coarseRecorded = thinned(recorded);
  const found: WindowDelay[] = [];
  for (let at = 0; at + windowSamples <= played.length; at += hopSamples) {
    if (rms(played, at, windowSamples) < SILENT_RMS) continue;
    const expected = found.at(-1)?.delaySamples ?? 0;
    const reach = found.length === 0 ? firstSearchSamples : nextSearchSamples;
    const roughly = bestDelay(coarsePlayed, coarseRecorded, {
      at: Math.floor(at / COARSE),
      length: Math.floor(windowSamples / COARSE),
      from: Math.floor((expected - reach) / COARSE),
      to: Math.ceil((expected + reach) / COARSE),
    });
    const delay = bestDelay(played, recorded, {
      at,
      length: windowSamples,
      from: (roughly.delay - 1) * COARSE,
      to: (roughly.delay + 1) * COARSE,
    });
    if (delay.likeness > 0)
      found.push({ playedSample: at, delaySamples: delay.delay, likeness: delay.likeness });
  }
  return found;
}

interface Place {
  readonly at: number;
  readonly length: number;
  /** First and last delay to try. */
  readonly from: number;
  readonly to: number;
}

function bestDelay(played: Int16Array, recorded: Int16Array, { at, length, from, to }: Place) {
  let best = { delay: from, likeness: 0 };
  for (let delay = from; delay <= to; delay++) {
    if (at + delay < 0 || at + delay + length > recorded.length) continue;
    const likeness = correlation(played, at, recorded, at + delay, length);
    if (likeness > best.likeness) best = { delay, likeness };
  }
  return best;
}

function correlation(
  a: Int16Array,
  atA: number,
  b: Int16Array,
  atB: number,
  length: number,
): number {
  let product = 0;
  let powerA = 0;
  let powerB = 0;
  for (let i = 0; i < length; i++) {
    const valueA = a[atA + i] ?? 0;
    const valueB = b[atB + i] ?? 0;
    product += valueA * valueB;
    powerA += valueA * valueA;
    powerB += valueB * valueB;
  }
  return product / Math.sqrt(powerA * powerB || 1);
}

const rms = (samples: Int16Array, at: number, length: number): number =>
  Math.sqrt(samples.subarray(at, at + length).reduce((sum, value) => sum + value ** 2, 0) / length);

/** Averages groups of `COARSE` samples. */
function thinned(samples: Int16Array): Int16Array {
  return Int16Array.from({ length: Math.floor(samples.length / COARSE) }, (_, index) => {
    const few = samples.subarray(index * COARSE, (index + 1) * COARSE);
    return few.reduce((sum, value) => sum + value, 0) / COARSE;
  });
}

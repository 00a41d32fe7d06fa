/**
 * Measures how much of the microphone's audio is a copy of the tab's. A loudspeaker and a room delay, weaken and colour the audio,
 * but by the same complex factor in each frequency band all the time. So the two signals are compared at one delay, and the power
 * that a constant factor per band explains is counted (their coherence). Speech on top stays unexplained. Another voice with the
 * same words explains nothing, because its phases differ.
 */

import { BANDS, HOP_MS, type Spectra, type Spectrum } from "./spectra.ts";

/** Part of the microphone's audio, in ms since the start of the spectra. */
export interface AudioSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** An echo takes 20–500 ms. The range is wider because devices buffer what they play and record. */
export const EARLIEST_MS = -300;
export const LATEST_MS = 2_000;

/** Shorter spans are widened to this, because few frames have too little in common for a judgement. */
const SHORTEST_MS = 300;

/**
 * Share of the microphone's power in a span that the tab's audio explains if it is heard `delayMs` later, 0–1. Measured on the
 * sample meeting: a pure copy 0.5–0.85, in a room 0.2–0.6, under an equally loud voice 0.05–0.5; by chance less than 0.03 for 98 %
 * of the words.
 */
export function copiedShare(spectra: Spectra, span: AudioSpan, delayMs: number): number {
  const { frames } = spectra;
  const lag = Math.round(delayMs / HOP_MS);
  const { from, to } = framesOf(span, frames);
  let explained = 0;
  let all = 0;
  for (let band = 0; band < BANDS; band++) {
    const at = band * frames;
    explained += explainedPower(
      spectra,
      at + Math.max(from, lag),
      at + Math.min(to, frames + lag),
      lag,
    );
    all += powerOf(spectra.mic, at + from, at + to);
  }
  return all > 0 ? Math.max(0, explained / all) : 0;
}

/** Explained power of one band. Products of a frame with itself are left out, because a single frame always explains itself. */
function explainedPower({ tab, mic }: Spectra, from: number, to: number, lag: number): number {
  let re = 0;
  let im = 0;
  let alone = 0;
  let ofTab = 0;
  for (let m = from; m < to; m++) {
    const micRe = mic.re[m] ?? 0;
    const micIm = mic.im[m] ?? 0;
    const tabRe = tab.re[m - lag] ?? 0;
    const tabIm = tab.im[m - lag] ?? 0;
    const bothRe = micRe * tabRe + micIm * tabIm;
    const bothIm = micIm * tabRe - micRe * tabIm;
    re += bothRe;
    im += bothIm;
    alone += bothRe * bothRe + bothIm * bothIm;
    ofTab += tabRe * tabRe + tabIm * tabIm;
  }
  return ofTab > 0 ? (re * re + im * im - alone) / ofTab : 0;
}

function powerOf({ re, im }: Spectrum, from: number, to: number): number {
  let power = 0;
  for (let m = from; m < to; m++) power += (re[m] ?? 0) ** 2 + (im[m] ?? 0) ** 2;
  return power;
}

/**
 * Finds the delay that explains most of these spans, with the mean share it explains. It always finds one: without a copy, chance
 * explains up to 0.06 of a second.
 */
export function likeliestDelay(
  spectra: Spectra,
  spans: readonly AudioSpan[],
): { readonly delayMs: number; readonly share: number } {
  let best = { delayMs: 0, share: 0 };
  for (let delayMs = EARLIEST_MS; delayMs <= LATEST_MS; delayMs += HOP_MS) {
    const shares = spans.map((span) => copiedShare(spectra, span, delayMs));
    const share = shares.reduce((sum, each) => sum + each, 0) / spans.length;
    if (share > best.share) best = { delayMs, share };
  }
  return best;
}

function framesOf({ fromMs, toMs }: AudioSpan, frames: number) {
  const missingMs = Math.max(0, SHORTEST_MS - (toMs - fromMs));
  const from = Math.round((fromMs - missingMs / 2) / HOP_MS);
  const to = Math.round((toMs + missingMs / 2) / HOP_MS);
  return { from: Math.max(0, from), to: Math.min(frames, to) };
}

/**
 * Is what the microphone hears a copy of the tab's sound? A loudspeaker and a room delay, weaken and colour it, but turn
 * each frequency band by the same angle and factor all the time. So for every band the sounds are laid over each other at
 * some delay, and what one constant factor explains of the microphone's is counted (the coherence of the two). Speech on
 * top adds what is not explained; another voice saying the same words explains nothing, since its phases are its own.
 */

import { BANDS, HOP_MS, type Spectra, type Spectrum } from "./spectra.ts";

/** Sound of the microphone between two moments, in ms since the spectra begin. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The echo's way takes 20–500 ms. More on both sides for devices that play or record from a store of their own. */
export const EARLIEST_MS = -300;
export const LATEST_MS = 2_000;

/** A shorter span is looked at with what is around it: too few frames have too little in common by which to tell. */
const SHORTEST_MS = 300;

/**
 * How much of the microphone's sound in a span the tab's sound explains, 0–1, when it comes `delayMs` later. On the sample
 * meeting, a copy with nothing on top has 0.5–0.85, and 0.2–0.6 in a room; one with an equally loud voice on top 0.05–0.5. By
 * chance, of 98 % of the words less than 0.03 is explained.
 */
export function copiedShare(spectra: Spectra, span: Span, delayMs: number): number {
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

/** In one band. Only what frames have in common with each other counts: alone, each would explain itself. */
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
 * The delay at which most of these spans is explained, and how much that is on the average. There is always one: where nothing
 * is copied, chance explains up to 0.06 of a second.
 */
export function likeliestDelay(
  spectra: Spectra,
  spans: readonly Span[],
): { readonly delayMs: number; readonly share: number } {
  let best = { delayMs: 0, share: 0 };
  for (let delayMs = EARLIEST_MS; delayMs <= LATEST_MS; delayMs += HOP_MS) {
    const shares = spans.map((span) => copiedShare(spectra, span, delayMs));
    const share = shares.reduce((sum, each) => sum + each, 0) / spans.length;
    if (share > best.share) best = { delayMs, share };
  }
  return best;
}

function framesOf({ fromMs, toMs }: Span, frames: number) {
  const missingMs = Math.max(0, SHORTEST_MS - (toMs - fromMs));
  const from = Math.round((fromMs - missingMs / 2) / HOP_MS);
  const to = Math.round((toMs + missingMs / 2) / HOP_MS);
  return { from: Math.max(0, from), to: Math.min(frames, to) };
}

/** The sound of both channels as the comparison needs it: what each frequency band does, frame by frame. */

import { SAMPLE_RATE, samplesToMs } from "../audio/format.ts";
import { FRAME_LENGTH, transform } from "./fourier.ts";

/** Half a frame: each sample counts in two. */
const HOP_SAMPLES = FRAME_LENGTH / 2;
export const HOP_MS = samplesToMs(HOP_SAMPLES);

/** Where voices are and small loudspeakers still play. Every second line of the spectrum: neighbours know the same. */
const LOWEST_HZ = 200;
const HIGHEST_HZ = 4_000;
const LINE_STEP = 2;
const lineAt = (hz: number): number => Math.round((hz * FRAME_LENGTH) / SAMPLE_RATE);
const FIRST_LINE = lineAt(LOWEST_HZ);
export const BANDS = Math.floor((lineAt(HIGHEST_HZ) - FIRST_LINE) / LINE_STEP) + 1;

/** Hann's, against leakage from strong bands into weak ones. */
const WINDOW = Float64Array.from(
  { length: FRAME_LENGTH },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME_LENGTH),
);

/** Below what the smallest sound has. The arithmetic leaves this much of one channel in the other, which would look like a copy. */
const ROUNDING = 1e-6;

/** Complex numbers, band after band; in each, frame after frame. */
export interface Spectrum {
  readonly re: Float32Array;
  readonly im: Float32Array;
}

export interface Spectra {
  /** One every `HOP_MS`; the first begins with the first sample. */
  readonly frames: number;
  readonly tab: Spectrum;
  readonly mic: Spectrum;
}

/** Of both channels from the same sample on; as long as the shorter one. About 1 ms for each second of sound. */
export function spectraOf(tab: Int16Array, mic: Int16Array): Spectra {
  const samples = Math.min(tab.length, mic.length);
  const frames = Math.max(0, Math.floor((samples - FRAME_LENGTH) / HOP_SAMPLES) + 1);
  const spectra = { frames, tab: emptySpectrum(frames), mic: emptySpectrum(frames) };
  const re = new Float64Array(FRAME_LENGTH);
  const im = new Float64Array(FRAME_LENGTH);
  for (let frame = 0; frame < frames; frame++) {
    const from = frame * HOP_SAMPLES;
    for (let i = 0; i < FRAME_LENGTH; i++) {
      const weight = WINDOW[i] ?? 0;
      re[i] = weight * (tab[from + i] ?? 0);
      im[i] = weight * (mic[from + i] ?? 0);
    }
    transform(re, im);
    for (let band = 0; band < BANDS; band++) {
      // Two real signals were transformed as one complex signal: their spectra are its even and its odd part.
      const line = FIRST_LINE + band * LINE_STEP;
      const lineRe = re[line] ?? 0;
      const lineIm = im[line] ?? 0;
      const mirrorRe = re[FRAME_LENGTH - line] ?? 0;
      const mirrorIm = im[FRAME_LENGTH - line] ?? 0;
      const at = band * frames + frame;
      put(spectra.tab, at, lineRe + mirrorRe, lineIm - mirrorIm);
      put(spectra.mic, at, lineIm + mirrorIm, mirrorRe - lineRe);
    }
  }
  return spectra;
}

const emptySpectrum = (frames: number): Spectrum => ({
  re: new Float32Array(BANDS * frames),
  im: new Float32Array(BANDS * frames),
});

/** The square root of its size, so that the loudest vowel does not decide alone. */
function put({ re, im }: Spectrum, at: number, real: number, imaginary: number): void {
  const power = real * real + imaginary * imaginary;
  const scale = power > ROUNDING ? 1 / Math.sqrt(Math.sqrt(power)) : 0;
  re[at] = real * scale;
  im[at] = imaginary * scale;
}

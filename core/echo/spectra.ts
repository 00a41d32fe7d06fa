/** Spectra of both channels for their comparison, band by band and frame by frame. */

import { SAMPLE_RATE, samplesToMs } from "../audio/format.ts";

/** 32 ms at 16 kHz: separates the harmonics of a voice and still follows its syllables. */
export const FRAME_LENGTH = 512;

const HALF = FRAME_LENGTH / 2;
const angle = (k: number): number => (2 * Math.PI * k) / FRAME_LENGTH;
const COSINES = Float64Array.from({ length: HALF }, (_, k) => Math.cos(angle(k)));
const SINES = Float64Array.from({ length: HALF }, (_, k) => Math.sin(angle(k)));
const REVERSED = reversedBits();

/**
 * Fast Fourier transform. Transforms `FRAME_LENGTH` complex numbers in place: radix 2, decimation in time.
 */
export function transform(re: Float64Array, im: Float64Array): void {
  for (let i = 0; i < FRAME_LENGTH; i++) {
    const j = REVERSED[i] ?? 0;
    if (j <= i) continue;
    swap(re, i, j);
    swap(im, i, j);
  }
  for (let half = 1; half < FRAME_LENGTH; half *= 2)
    for (let k = 0; k < half; k++) {
      const cosine = COSINES[(k * HALF) / half] ?? 0;
      const sine = SINES[(k * HALF) / half] ?? 0;
      for (let a = k; a < FRAME_LENGTH; a += 2 * half) {
        const b = a + half;
        const aRe = re[a] ?? 0;
        const aIm = im[a] ?? 0;
        const bRe = re[b] ?? 0;
        const bIm = im[b] ?? 0;
        const turnedRe = bRe * cosine + bIm * sine;
        const turnedIm = bIm * cosine - bRe * sine;
        re[a] = aRe + turnedRe;
        im[a] = aIm + turnedIm;
        re[b] = aRe - turnedRe;
        im[b] = aIm - turnedIm;
      }
    }
}

function swap(values: Float64Array, i: number, j: number): void {
  const value = values[i] ?? 0;
  values[i] = values[j] ?? 0;
  values[j] = value;
}

function reversedBits(): Uint16Array {
  const reversed = new Uint16Array(FRAME_LENGTH);
  for (let i = 1; i < FRAME_LENGTH; i++)
    reversed[i] = ((reversed[i >> 1] ?? 0) >> 1) | (i % 2 === 1 ? HALF : 0);
  return reversed;
}

/** Half a frame, so that each sample is in two frames. */
const HOP_SAMPLES = FRAME_LENGTH / 2;
export const HOP_MS = samplesToMs(HOP_SAMPLES);

/** Range of voices that small loudspeakers still play. Every second line is enough, because neighbours carry the same. */
const LOWEST_HZ = 200;
const HIGHEST_HZ = 4_000;
const LINE_STEP = 2;
const lineAt = (hz: number): number => Math.round((hz * FRAME_LENGTH) / SAMPLE_RATE);
const FIRST_LINE = lineAt(LOWEST_HZ);
export const BANDS = Math.floor((lineAt(HIGHEST_HZ) - FIRST_LINE) / LINE_STEP) + 1;

/** Hann window, against leakage from strong bands into weak ones. */
const WINDOW = Float64Array.from(
  { length: FRAME_LENGTH },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME_LENGTH),
);

/** Rounding leaves this much power of one channel in the other, which would look like a copy. Real audio has more. */
const ROUNDING = 1e-6;

/** Complex numbers, band after band, with all frames of a band in a row. */
export interface Spectrum {
  readonly re: Float32Array;
  readonly im: Float32Array;
}

export interface Spectra {
  /** Number of frames, one every `HOP_MS` from the first sample on. */
  readonly frames: number;
  readonly tab: Spectrum;
  readonly mic: Spectrum;
}

/**
 * Takes about 1 ms for each second of audio.
 *
 * @param tab starts at the same sample as `mic`; the longer one is cut
 */
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
      // Both real signals were transformed as one complex signal, whose even and odd parts are their spectra.
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

/** Stores the square root of the amplitude, so that the loudest vowel does not dominate. */
function put({ re, im }: Spectrum, at: number, real: number, imaginary: number): void {
  const power = real * real + imaginary * imaginary;
  const scale = power > ROUNDING ? 1 / Math.sqrt(Math.sqrt(power)) : 0;
  re[at] = real * scale;
  im[at] = imaginary * scale;
}

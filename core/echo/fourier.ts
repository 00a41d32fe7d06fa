/** Fast Fourier transform of one length. */

/** 32 ms at 16 kHz: separates the harmonics of a voice and still follows its syllables. */
export const FRAME_LENGTH = 512;

const HALF = FRAME_LENGTH / 2;
const angle = (k: number): number => (2 * Math.PI * k) / FRAME_LENGTH;
const COSINES = Float64Array.from({ length: HALF }, (_, k) => Math.cos(angle(k)));
const SINES = Float64Array.from({ length: HALF }, (_, k) => Math.sin(angle(k)));
const REVERSED = reversedBits();

/** Transforms `FRAME_LENGTH` complex numbers in place: radix 2, decimation in time. */
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

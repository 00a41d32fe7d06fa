/**
 * Time-coded audio: every 100 ms carry their number, so that a test can tell which audio was lost, doubled or late. A block is
 * a burst of 80 ms between two pauses of 10 ms. A burst consists of four symbols of 20 ms; a symbol consists of three
 * simultaneous tones, each from a group of four, which makes 6 bits. Three symbols encode the number, the fourth is a check.
 *
 * The tones lie between 600 Hz and 3.4 kHz at a constant ratio. They survive resampling down to 8 kHz, a pitch that is off by
 * 1.5 % (docs/platform.md#driving-chromium) and any loudness well above the gate. A burst that was cut has the wrong length
 * and is skipped.
 */

export const BLOCK_MS = 100;

/** Upper bound of the numbers, enough for seven hours. */
export const MAX_BLOCKS = 2 ** 18;

const BURST_MS = 80;
const PAUSE_MS = 10;
const SYMBOLS = 4;
const GROUPS = 3;
const TONES_PER_GROUP = 4;
const BITS_PER_SYMBOL = 6;

/** Fade at both ends of a burst, against clicks. */
const FADE_MS = 2;

/** A burst ends when no sample has passed the gate for this long. */
const GATE = 0.01;
const GATE_HOLD_MS = 6;
const LENGTH_TOLERANCE_MS = 4;

/** Length of the middle of a symbol that is analysed. */
const WINDOW_MS = 16;

const FULL_SCALE = 32_767;

const toneHz = (group: number, tone: number): number =>
  600 * 1.17 ** (group * TONES_PER_GROUP + tone);

export interface TimeCodeOptions {
  readonly firstBlock?: number;
  readonly blocks: number;
  readonly sampleRate?: number;
  /** Peak, 0–1. */
  readonly amplitude?: number;
}

/** Generates mono samples, 100 ms per block. */
export function generateTimeCode({
  firstBlock = 0,
  blocks,
  sampleRate = 16_000,
  amplitude = 0.5,
}: TimeCodeOptions): Int16Array<ArrayBuffer> {
  const blockSamples = (sampleRate * BLOCK_MS) / 1000;
  const samples = new Int16Array(Math.round(blocks * blockSamples));
  for (let block = 0; block < blocks; block++) {
    const start = Math.round(block * blockSamples + (sampleRate * PAUSE_MS) / 1000);
    writeBurst(samples, start, symbolsOf(firstBlock + block), sampleRate, amplitude);
  }
  return samples;
}

function writeBurst(
  samples: Int16Array,
  start: number,
  symbols: readonly number[],
  sampleRate: number,
  amplitude: number,
): void {
  const length = (sampleRate * BURST_MS) / 1000;
  const fade = (sampleRate * FADE_MS) / 1000;
  for (let index = 0; index < length; index++) {
    const symbol = symbols[Math.floor((index * SYMBOLS) / length)] ?? 0;
    const envelope = Math.min(1, index / fade, (length - index) / fade);
    let sum = 0;
    for (let group = 0; group < GROUPS; group++) {
      sum += Math.sin((2 * Math.PI * toneHz(group, digit(symbol, group)) * index) / sampleRate);
    }
    samples[start + index] = Math.round((sum / GROUPS) * amplitude * envelope * FULL_SCALE);
  }
}

/** Returns two bits of a symbol: the index of the tone in this group. */
const digit = (symbol: number, group: number): number => (symbol >> (2 * group)) & 3;

function symbolsOf(block: number): readonly number[] {
  const mask = 2 ** BITS_PER_SYMBOL - 1;
  const parts = [block & mask, (block >> 6) & mask, (block >> 12) & mask];
  return [...parts, checkSymbol(parts)];
}

/** The factors are odd, so any single wrong symbol changes the check. */
const checkSymbol = (parts: readonly number[]): number =>
  parts.reduce((sum, part, index) => sum + part * (2 * index + 5), 21) % 2 ** BITS_PER_SYMBOL;

export interface HeardBlock {
  readonly number: number;
  /** Time since the first sample, accurate to about 2 ms. */
  readonly startMs: number;
  readonly endMs: number;
}

/** Returns a decoder that takes audio in pieces of any length and returns the complete blocks that end in each. */
export function createTimeCodeDecoder(sampleRate: number): (samples: Int16Array) => HeardBlock[] {
  const gate = GATE * FULL_SCALE;
  const hold = (sampleRate * GATE_HOLD_MS) / 1000;
  let position = 0;
  let burst: number[] = [];
  let quiet = 0;

  const endBurst = (): HeardBlock[] => {
    const heard = burst.slice(0, burst.length - quiet);
    const endMs = ((position - quiet) * 1000) / sampleRate;
    burst = [];
    const number = decodeBurst(heard, sampleRate);
    if (number === null) return [];
    const middleMs = endMs - (heard.length * 500) / sampleRate;
    const startMs = Math.max(0, Math.round(middleMs - BLOCK_MS / 2));
    return [{ number, startMs, endMs: startMs + BLOCK_MS }];
  };

  return (samples) => {
    const found: HeardBlock[] = [];
    for (const sample of samples) {
      position += 1;
      const loud = Math.abs(sample) > gate;
      quiet = loud ? 0 : quiet + 1;
      if (loud || burst.length > 0) burst.push(sample);
      if (burst.length > 0 && quiet >= hold) found.push(...endBurst());
    }
    return found;
  };
}

/** Returns the number in a burst, or null if the burst was cut or is not time code. */
function decodeBurst(burst: readonly number[], sampleRate: number): number | null {
  const lengthMs = (burst.length * 1000) / sampleRate;
  if (Math.abs(lengthMs - BURST_MS) > LENGTH_TOLERANCE_MS) return null;
  const symbols = Array.from({ length: SYMBOLS }, (_, index) => {
    const middle = ((index + 0.5) * burst.length) / SYMBOLS;
    const half = (sampleRate * WINDOW_MS) / 2000;
    return decodeSymbol(
      burst.slice(Math.round(middle - half), Math.round(middle + half)),
      sampleRate,
    );
  });
  const [low = 0, middle = 0, high = 0, check] = symbols;
  if (checkSymbol([low, middle, high]) !== check) return null;
  return low + (middle << 6) + (high << 12);
}

function decodeSymbol(window: readonly number[], sampleRate: number): number {
  let symbol = 0;
  for (let group = 0; group < GROUPS; group++) {
    const powers = Array.from({ length: TONES_PER_GROUP }, (_, tone) =>
      powerAt(window, toneHz(group, tone), sampleRate),
    );
    symbol |= powers.indexOf(Math.max(...powers)) << (2 * group);
  }
  return symbol;
}

/** Returns the power of one frequency under a Hann window. */
function powerAt(window: readonly number[], hz: number, sampleRate: number): number {
  let real = 0;
  let imaginary = 0;
  for (const [index, sample] of window.entries()) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * (index + 0.5)) / window.length);
    const phase = (2 * Math.PI * hz * index) / sampleRate;
    real += sample * hann * Math.cos(phase);
    imaginary += sample * hann * Math.sin(phase);
  }
  return real * real + imaginary * imaginary;
}

import { describe, expect, it } from "vitest";
import { createDownsampler, type TakeBlock } from "../../../core/audio/downsampler.ts";
import { FRAME_SAMPLES, SAMPLE_RATE } from "../../../core/audio/format.ts";

const BLOCK = 128;
/** Rates of output devices. */
const RATES = [22_050, 32_000, 44_100, 48_000] as const;

interface Output {
  readonly samples: number[];
  readonly firstFrame: number;
}

/** Cuts `input` into blocks of these lengths in turn, and checks that each piece of the output follows the one before. */
function downsampled(
  sampleRate: number,
  input: Float32Array | null[],
  { atFrame = 0, lengths = [BLOCK] }: { atFrame?: number; lengths?: readonly number[] } = {},
): Output {
  const samples: number[] = [];
  let firstFrame: number | null = null;
  const take: TakeBlock = (block, length, frame) => {
    firstFrame ??= frame;
    expect(frame).toBe(firstFrame + samples.length);
    for (let index = 0; index < length; index++) samples.push(block?.[index] ?? 0);
  };
  const { push, flush } = createDownsampler(sampleRate, take);
  for (let from = 0, turn = 0; from < input.length; turn++) {
    const length = Math.min(lengths[turn % lengths.length] ?? BLOCK, input.length - from);
    const block = input instanceof Float32Array ? input.slice(from, from + length) : null;
    push(block, length, atFrame + from);
    // The caller may reuse the block.
    block?.fill(Number.NaN);
    from += length;
  }
  flush();
  return { samples, firstFrame: firstFrame ?? Number.NaN };
}

const tone = (hz: number, sampleRate: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, index) => Math.sin((2 * Math.PI * hz * index) / sampleRate));

/** Leaves out the beginning, which the filter does not see completely. */
function levelDb(samples: readonly number[]): number {
  const settled = samples.slice(1_000);
  const power = settled.reduce((sum, sample) => sum + sample ** 2, 0) / settled.length;
  return 10 * Math.log10(2 * power);
}

describe.each(RATES)("the downsampler from %i Hz", (rate) => {
  it.each([100, 1_000, 3_400, 6_000, 6_500])("passes %i Hz unchanged", (hz) => {
    const { samples } = downsampled(rate, tone(hz, rate, rate / 2));
    expect(Math.abs(levelDb(samples))).toBeLessThan(0.05);
  });

  const FOLDING = [8_050, 9_500, 10_900, 12_000, 15_900, 20_000].filter((hz) => hz < rate / 2);
  it.each(FOLDING)("does not alias %i Hz", (hz) => {
    const { samples } = downsampled(rate, tone(hz, rate, rate / 2));
    expect(levelDb(samples)).toBeLessThan(-75);
  });

  it("outputs one second at 16 kHz for one second of input, however it is cut", () => {
    const noise = Float32Array.from({ length: rate }, (_, index) => Math.sin(index ** 2));
    const whole = downsampled(rate, noise);
    const cut = downsampled(rate, noise, { lengths: [1, 7, 128, 5_000, 2] });
    expect(whole.samples).toHaveLength(SAMPLE_RATE);
    expect(whole.firstFrame).toBe(0);
    expect(cut).toEqual(whole);
  });

  it("counts on the context's clock, so that channels that began at different times stay aligned", () => {
    const input = tone(440, rate, 20 * BLOCK);
    const early = downsampled(rate, input);
    const late = downsampled(rate, input.slice(3 * BLOCK), { atFrame: 3 * BLOCK });
    expect(late.firstFrame).toBe(Math.ceil((3 * BLOCK * SAMPLE_RATE) / rate));
    const from = 600;
    expect(late.samples.slice(from - late.firstFrame)).toEqual(early.samples.slice(from));
    expect(late.samples.length - (from - late.firstFrame)).toBeGreaterThan(0);
  });

  it("delays a click by half the length of its filter, within a fraction of a sample", () => {
    const click = new Float32Array(rate / 10);
    const at = 1_000;
    click[at] = 1;
    const { samples } = downsampled(rate, click);
    const sum = samples.reduce((total, sample) => total + sample, 0);
    const centre = samples.reduce((total, sample, frame) => total + frame * sample, 0) / sum;
    const delayMs = (centre / SAMPLE_RATE - at / rate) * 1000;
    expect(delayMs).toBeGreaterThan(1.66);
    expect(delayMs).toBeLessThan(1.7);
  });

  it("outputs zeros for zeros and for a missing source", () => {
    for (const silence of [new Float32Array(rate), Array.from({ length: rate }, () => null)])
      expect(downsampled(rate, silence).samples.every((sample) => sample === 0)).toBe(true);
  });
});

it.each(RATES)("hands over what completes a frame, 20 times a second from %i Hz", (rate) => {
  const pieces: { readonly from: number; readonly to: number }[] = [];
  const { push } = createDownsampler(rate, (_block, length, from) =>
    pieces.push({ from, to: from + length }),
  );
  const block = new Float32Array(BLOCK);
  for (let at = 0; at < rate; at += BLOCK) push(block, BLOCK, at);
  expect(pieces.length).toBe(SAMPLE_RATE / FRAME_SAMPLES);
  // No later than the block that completes it.
  const longestBlock = Math.ceil((BLOCK * SAMPLE_RATE) / rate);
  for (const [index, { to }] of pieces.entries()) {
    expect(to).toBeGreaterThanOrEqual((index + 1) * FRAME_SAMPLES);
    expect(to).toBeLessThan((index + 1) * FRAME_SAMPLES + longestBlock);
  }
});

it("passes audio of 16 kHz through unchanged", () => {
  const noise = Float32Array.from({ length: 1_000 }, (_, index) => Math.sin(index ** 2));
  expect(downsampled(SAMPLE_RATE, noise)).toEqual({ samples: [...noise], firstFrame: 0 });
});

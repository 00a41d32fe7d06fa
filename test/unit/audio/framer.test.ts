import { describe, expect, it } from "vitest";
import { FRAME_SAMPLES } from "../../../core/audio/format.ts";
import { createFramer } from "../../../core/audio/framer.ts";
import { peakOf, toInt16 } from "../../../core/audio/pcm.ts";

describe("toInt16 converts", () => {
  it.each([
    ["0", 0, 0],
    ["half scale", 0.5, 16_384],
    ["negative half scale", -0.5, -16_384],
    ["the lowest step", 1 / 32_768, 1],
    ["half a step, rounded up", 0.5 / 32_768, 1],
    ["less than half a step, rounded down", 0.49 / 32_768, 0],
    ["full scale, clipped to the highest step", 1, 32_767],
    ["a value beyond full scale", 3.7, 32_767],
    ["negative full scale", -1, -32_768],
    ["a value beyond negative full scale", -1.5, -32_768],
    ["NaN", Number.NaN, 0],
    ["Infinity", Number.POSITIVE_INFINITY, 32_767],
  ])("%s", (_name, sample, expected) => {
    expect(toInt16(sample)).toBe(expected);
  });
});

describe("peakOf", () => {
  it("returns 0 for digital silence", () => {
    expect(peakOf(new Int16Array(10))).toBe(0);
  });
  it("measures the loudest sample of either sign against full scale", () => {
    expect(peakOf(Int16Array.of(100, -32_768, 5))).toBe(1);
    expect(peakOf(Int16Array.of(100, 16_384))).toBe(0.5);
  });
});

describe("a framer", () => {
  /** Pushes the numbers 1, 2, 3 … (in steps of 1/32768) in blocks of these lengths. */
  function frame(blockLengths: readonly number[]): Int16Array[] {
    const frames: Int16Array[] = [];
    const framer = createFramer({
      onFrame: (samples) => frames.push(samples),
      onPaused() {},
      onResumed() {},
      onCut() {},
      onEnded() {},
    });
    framer.switch("begin", 0);
    let next = 0;
    for (const length of blockLengths) {
      const block = Float32Array.from({ length }, (_, index) => (next + index + 1) / 32_768);
      framer.push(block, length, next);
      next += length;
    }
    framer.switch("end", next);
    framer.push(null, 1, next);
    return frames;
  }

  it.each([
    ["render quanta of 128", Array.from({ length: 25 }, () => 128)],
    ["blocks longer than a frame", [2_000, 1_300]],
    ["odd blocks", [1, 799, 801, 3, 1_596]],
  ])("neither loses nor doubles a sample in %s", (_name, blocks) => {
    const frames = frame(blocks);
    const total = blocks.reduce((sum, length) => sum + length, 0);
    const samples = frames.flatMap((each) => [...each]);
    expect(samples).toEqual(Array.from({ length: total }, (_, index) => index + 1));
    expect(frames.slice(0, -1).every(({ length }) => length === FRAME_SAMPLES)).toBe(true);
  });

  it("hands over each frame in new memory", () => {
    const [first, second] = frame([1_600]);
    expect(first?.buffer).not.toBe(second?.buffer);
    expect(first?.[0]).toBe(1);
  });

  it("flushes nothing after a whole frame", () => {
    expect(frame([800])).toHaveLength(1);
  });
});

describe("the peak of a frame", () => {
  /** Pushes a frame of each sample and returns what the framer reports. */
  function peaks(samples: readonly (number | null)[]) {
    const reported: { readonly peak: number; readonly isZero: boolean }[] = [];
    const framer = createFramer({
      onFrame: (frame, peak) => reported.push({ peak, isZero: frame.every((each) => each === 0) }),
      onPaused() {},
      onResumed() {},
      onCut() {},
      onEnded() {},
    });
    framer.switch("begin", 0);
    for (const [index, sample] of samples.entries())
      framer.push(
        sample === null ? null : new Float32Array(FRAME_SAMPLES).fill(sample),
        FRAME_SAMPLES,
        index * FRAME_SAMPLES,
      );
    return reported;
  }

  it("is measured before rounding, so that less than half a step is not digital silence", () => {
    const hardly = Math.fround(0.4 / 32_768);
    expect(peaks([-hardly, 0])).toEqual([
      { peak: hardly, isZero: true },
      { peak: 0, isZero: true },
    ]);
  });

  it("covers this frame alone, either sign, and at most full scale", () => {
    expect(peaks([-0.5, 0.25, 3.7]).map(({ peak }) => peak)).toEqual([0.5, 0.25, 1]);
  });

  it("is 0 for a frame without input and for NaN", () => {
    expect(peaks([null])).toEqual([{ peak: 0, isZero: true }]);
    expect(peaks([Number.NaN])).toEqual([{ peak: 0, isZero: true }]);
  });
});

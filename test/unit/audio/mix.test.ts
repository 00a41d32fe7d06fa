import { expect, it } from "vitest";
import { mixBlocks } from "../../../core/audio/pcm.ts";

const mix = (...blocks: number[][]) => [...mixBlocks(blocks.map((each) => Int16Array.from(each)))];

it("mixBlocks adds the channels", () => {
  expect(mix([100, -200, 300], [10, 20, -300])).toEqual([110, -180, 0]);
});

it("mixBlocks leaves a single channel unchanged, however loud", () => {
  const loud = [32_767, -32_768, 30_000, -30_000, 1];
  expect(mix(loud, [0, 0, 0, 0, 0])).toEqual(loud);
  expect(mix(loud)).toEqual(loud);
});

it("mixBlocks continues a shorter block as silence", () => {
  expect(mix([1, 2, 3], [1])).toEqual([2, 2, 3]);
  expect(mix([], [])).toEqual([]);
});

it("mixBlocks never clips or wraps around, and louder input stays louder", () => {
  for (const sign of [1, -1]) {
    const sums = Array.from({ length: 320 }, (_, i) => {
      const each = sign * i * 100;
      return sign * (mix([each], [each])[0] ?? 0);
    });
    expect(sums.every((sum) => sum >= 0 && sum < 32_768)).toBe(true);
    expect(sums).toEqual(sums.toSorted((a, b) => a - b));
    expect(sums.at(-1)).toBeGreaterThan(32_000);
  }
  expect(mix([32_767], [32_767])).toEqual([32_767]);
  expect(mix([-32_768], [-32_768])).toEqual([-32_768]);
});

it("mixBlocks starts to compress without a jump", () => {
  expect(mix([12_288], [12_288])).toEqual([24_576]);
  expect(mix([12_288], [12_298])).toEqual([24_585]);
});

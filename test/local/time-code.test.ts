import { describe, expect, it } from "vitest";
import type { Hypothesis } from "../../local/speech/engine.ts";
import { createTimeCodeEngine } from "../time-code/time-code-engine.ts";
import { createTimeCodeDecoder, generateTimeCode, MAX_BLOCKS } from "../time-code/time-code.ts";

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

function decode(samples: Int16Array, sampleRate = 16_000, pieceSamples = 800) {
  const decoder = createTimeCodeDecoder(sampleRate);
  const blocks = [];
  for (let start = 0; start < samples.length; start += pieceSamples) {
    blocks.push(...decoder(samples.subarray(start, start + pieceSamples)));
  }
  return blocks;
}
const decodeNumbers = (samples: Int16Array, sampleRate?: number) =>
  decode(samples, sampleRate).map((block) => block.number);

/** Linear interpolation, worse than any browser's resampler. */
function resample(samples: Int16Array, ratio: number): Int16Array {
  return Int16Array.from({ length: Math.floor(samples.length * ratio) }, (_, index) => {
    const position = index / ratio;
    const left = samples[Math.floor(position)] ?? 0;
    const right = samples[Math.floor(position) + 1] ?? 0;
    return left + (right - left) * (position % 1);
  });
}

const scale = (samples: Int16Array, factor: number) => samples.map((sample) => sample * factor);

describe("the decoder", () => {
  it("finds every number and its place", () => {
    const blocks = decode(generateTimeCode({ blocks: 300 }));
    expect(blocks.map((block) => block.number)).toEqual(numbers(0, 300));
    for (const block of blocks) {
      expect(Math.abs(block.startMs - block.number * 100)).toBeLessThanOrEqual(2);
      expect(block.endMs - block.startMs).toBe(100);
    }
  });

  it("knows numbers of many hours", () => {
    for (const firstBlock of [4095, 65_000, 108_000, MAX_BLOCKS - 64]) {
      const samples = generateTimeCode({ firstBlock, blocks: 64 });
      expect(decodeNumbers(samples)).toEqual(numbers(firstBlock, firstBlock + 64));
    }
  });

  it.each([1, 7, 128, 800, 100_000])("gives the same result for pieces of %i samples", (piece) => {
    const blocks = decode(generateTimeCode({ blocks: 10 }), 16_000, piece);
    expect(blocks.map((block) => block.number)).toEqual(numbers(0, 10));
  });

  it.each([
    [44_100, 16_000],
    [48_000, 16_000],
    [16_000, 8000],
    [16_000, 48_000],
  ])("survives resampling from %i to %i Hz", (from, to) => {
    const samples = resample(generateTimeCode({ blocks: 100, sampleRate: from }), to / from);
    expect(decodeNumbers(samples, to)).toEqual(numbers(0, 100));
  });

  it.each([0.985, 1.015])("survives a pitch off by %d", (ratio) => {
    const samples = resample(generateTimeCode({ blocks: 100 }), ratio);
    expect(decodeNumbers(samples)).toEqual(numbers(0, 100));
  });

  it.each([0.15, 0.5, 1.9])("survives loudness times %d", (factor) => {
    expect(decodeNumbers(scale(generateTimeCode({ blocks: 50 }), factor))).toEqual(numbers(0, 50));
  });

  it("survives a little noise", () => {
    const noisy = generateTimeCode({ blocks: 50 }).map(
      (sample, index) => sample + ((index * 7919) % 401) - 200,
    );
    expect(decodeNumbers(noisy)).toEqual(numbers(0, 50));
  });

  it("yields every whole block and no cut one, wherever the audio begins and ends", () => {
    const samples = generateTimeCode({ blocks: 6 });
    for (let offset = 0; offset < 1600; offset += 16) {
      const heard = decodeNumbers(samples.subarray(offset, samples.length - (1600 - offset)));
      // The first block counts as whole if its burst, which begins after 10 ms, is not cut (give or take its fade); the
      // last one if enough silence follows its burst, which ends at 90 ms.
      const first = offset <= 160 ? 0 : 1;
      if (offset <= 160 || offset > 260) expect(heard[0]).toBe(first);
      const last = offset >= 1536 ? 5 : 4;
      expect(heard.at(-1)).toBe(last);
      expect(heard).toEqual(numbers(heard[0] ?? 0, last + 1));
    }
  });

  it("invents no number for two bursts that merged", () => {
    const samples = generateTimeCode({ firstBlock: 1000, blocks: 300 });
    for (let block = 0; block < 250; block += 7) {
      // Block b up to its middle, then block b + 1, b + 11, … from its middle: the burst has the right length.
      for (const skipped of [1, 11, 49]) {
        const middle = (block + 0.5) * 1600;
        const joined = Int16Array.from([
          ...samples.subarray(middle - 800, middle),
          ...samples.subarray(middle + skipped * 1600, middle + skipped * 1600 + 800),
        ]);
        expect(decodeNumbers(joined)).toEqual([]);
      }
    }
  });

  it("invents no number for missing audio", () => {
    const samples = generateTimeCode({ blocks: 20 });
    for (let lost = 0; lost < 1600; lost += 50) {
      const gap = 10 * 1600 + lost;
      const joined = Int16Array.from([...samples.subarray(0, gap), ...samples.subarray(gap + 800)]);
      const heard = decodeNumbers(joined);
      expect(heard).toEqual(numbers(0, 20).filter((number) => heard.includes(number)));
      expect(heard.length).toBeGreaterThanOrEqual(18);
      expect(heard.length).toBeLessThanOrEqual(19);
    }
  });
});

describe("the time-code engine", () => {
  async function recognize(samples: Int16Array, pieceSamples = 800) {
    const heard: Hypothesis[] = [];
    const recognition = await createTimeCodeEngine({ wordsPerTurn: 5, gapMs: 400 }).open(
      16_000,
      (hypothesis) => heard.push(hypothesis),
    );
    for (let start = 0; start < samples.length; start += pieceSamples) {
      recognition.accept(samples.subarray(start, start + pieceSamples));
    }
    const beforeEnd = texts(heard, "final");
    await recognition.finish();
    recognition.close();
    return { heard, beforeEnd, turns: texts(heard, "final") };
  }
  const texts = (heard: readonly Hypothesis[], type: "partial" | "final") =>
    heard.flatMap((hypothesis) =>
      hypothesis.type === type ? [hypothesis.words.map((word) => word.text).join(" ")] : [],
    );

  it("spells out numbers and ends a turn after a set count", async () => {
    const { heard, beforeEnd, turns } = await recognize(generateTimeCode({ blocks: 8 }));
    expect(beforeEnd).toEqual(["0 1 2 3 4"]);
    expect(turns).toEqual(["0 1 2 3 4", "5 6 7"]);
    expect(heard[0]).toEqual({ type: "speech-started", atMs: 0 });
    expect(texts(heard, "partial").slice(0, 2)).toEqual(["0", "0 1"]);
  });

  it.each([
    [450, 800],
    [450, 100_000],
    [600, 800],
    [600, 100_000],
  ])("ends a turn at a gap of %i ms in pieces of %i samples", async (gapMs, piece) => {
    const spoken = generateTimeCode({ firstBlock: 40, blocks: 3 });
    const samples = Int16Array.from([...spoken, ...new Int16Array(gapMs * 16), ...spoken]);
    const { beforeEnd, turns } = await recognize(samples, piece);
    expect(beforeEnd).toEqual(["40 41 42"]);
    expect(turns).toEqual(["40 41 42", "40 41 42"]);
  });
});

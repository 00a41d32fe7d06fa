import { describe, expect, it } from "vitest";
import { SAMPLE_RATE } from "../../../../core/audio/format.ts";
import { repeatedTokens, transcribe } from "../../../../core/speech/on-device/transcribe.ts";
import { createFakeRuntime } from "./fake-runtime.ts";

const seconds = (count: number): Float32Array => new Float32Array(count * SAMPLE_RATE);
const endless = (): number[] =>
  Array.from({ length: 10_000 }, (_, index) => 3 + ((index * 7) % 31));

const idsOf = async (reply: readonly number[], audio = seconds(4)) => {
  const { tokens, hasLooped } = await transcribe(createFakeRuntime({ reply: () => reply }), audio);
  return { ids: tokens.map(({ id }) => id), hasLooped };
};

describe("transcribing", () => {
  it("takes the most probable tokens up to the end", async () => {
    expect(await idsOf([5, 3, 9])).toEqual({ ids: [5, 3, 9], hasLooped: false });
  });

  it("takes the probability of each token", async () => {
    const runtime = createFakeRuntime({ reply: () => [4], logProbability: -0.25 });
    const { tokens } = await transcribe(runtime, seconds(1));
    expect(tokens[0]?.logProbability).toBeCloseTo(-0.25, 5);
  });

  it.each([
    [0.3, 4],
    [2, 13],
    [10, 65],
  ])("of %d s of audio takes at most %i tokens", async (length, most) => {
    const runtime = createFakeRuntime({ reply: endless });
    const { tokens } = await transcribe(runtime, seconds(length));
    expect(tokens).toHaveLength(most);
    expect(runtime.decoderRuns()).toBe(most);
  });

  it("stops in a loop and keeps one of its rounds", async () => {
    const loop = [3, ...Array.from({ length: 1_000 }, (_, index) => 4 + (index % 3))];
    const runtime = createFakeRuntime({ reply: () => loop });
    const { tokens, hasLooped } = await transcribe(runtime, seconds(20));
    expect(hasLooped).toBe(true);
    expect(tokens.map(({ id }) => id)).toEqual([3, 4, 5, 6]);
    expect(runtime.decoderRuns()).toBeLessThan(16);
  });

  it("fills up audio that is too short for the network", async () => {
    const runtime = createFakeRuntime({ reply: () => [3] });
    await transcribe(runtime, new Float32Array(7).fill(0.5));
    const [audio] = runtime.transcribed;
    expect(audio).toHaveLength(SAMPLE_RATE / 10);
    expect(audio?.subarray(0, 8)).toEqual(Float32Array.of(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0));
  });
});

describe("a loop", () => {
  const times = (block: readonly number[], count: number): number[] =>
    Array.from({ length: count }, () => block).flat();

  it.each([
    { name: "one token", block: [5], repeats: 12 },
    { name: "two tokens", block: [5, 6], repeats: 6 },
    { name: "four tokens", block: [5, 6, 7, 5], repeats: 4 },
    { name: "twenty tokens", block: Array.from({ length: 20 }, (_, index) => index), repeats: 4 },
  ])("of $name is found after $repeats rounds", ({ block, repeats }) => {
    const before = [90, 91, 92];
    expect(repeatedTokens([...before, ...times(block, repeats)])).toBe(
      block.length * (repeats - 1),
    );
    const almost = [...before, ...times(block, repeats - 1), ...block.slice(0, -1)];
    expect(repeatedTokens(almost)).toBe(0);
  });

  it("is not what people repeat", () => {
    expect(repeatedTokens(times([5], 6))).toBe(0);
    expect(repeatedTokens(times([5, 6], 4))).toBe(0);
    expect(repeatedTokens(times([5, 6, 7, 8, 9], 3))).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { alignStreams } from "../../../core/audio/aligned-streams.ts";
import { createSidePutter, midSideOf } from "../../../core/audio/downmix.ts";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { createPlacedStream } from "../../../core/audio/placed-stream.ts";

const toneAt = (at: number): number => Math.sin(2 * Math.PI * 440 * at) * 0.5;
const tone = (rate: number, from: number, seconds: number): Float32Array =>
  Float32Array.from({ length: Math.round(rate * seconds) }, (_, i) => toneAt(from + i / rate));

/** Collects what a stream puts out, and checks that no block lies before the end of another. */
function collected(fromSample = 0) {
  const samples: number[] = [];
  const stream = createPlacedStream((block, length, at) => {
    expect(at).toBeGreaterThanOrEqual(fromSample + samples.length);
    while (fromSample + samples.length < at) samples.push(0);
    for (let i = 0; i < length; i++) samples.push(block?.[i] ?? 0);
  }, fromSample);
  return { samples, stream };
}

/** @returns the largest difference from the tone between two seconds of the file */
function worst(samples: readonly number[], from: number, to: number, offset = 0): number {
  let worst = 0;
  for (let i = Math.ceil(from * SAMPLE_RATE); i < to * SAMPLE_RATE; i++)
    worst = Math.max(worst, Math.abs((samples[i - offset] ?? 9) - toneAt(i / SAMPLE_RATE)));
  return worst;
}

describe.each([8_000, 11_025, 16_000, 22_051, 44_100, 48_000, 96_000])(
  "a stream of %i Hz",
  (rate) => {
    it("has every sample in its place, without the filter's delay", () => {
      const { samples, stream } = collected();
      for (let second = 0; second < 3; second++) stream.put(tone(rate, second, 1), rate, second);
      stream.end();
      expect(Math.abs(samples.length - 3 * SAMPLE_RATE)).toBeLessThanOrEqual(1);
      expect(worst(samples, 0.05, 2.95)).toBeLessThan(2e-3);
    });

    it("goes on at any sample as if it had never stopped", () => {
      const whole = collected();
      whole.stream.put(tone(rate, 0, 4), rate, 0);
      whole.stream.end();
      const from = 40_001;
      const again = collected(from);
      again.stream.put(tone(rate, 1, 3), rate, 1);
      again.stream.end();
      expect(again.samples).toHaveLength(whole.samples.length - from);
      again.samples.forEach((sample, i) =>
        expect(sample).toBeCloseTo(whole.samples[from + i] ?? 9, 5),
      );
    });
  },
);

describe("a stream", () => {
  const rate = 48_000;

  it("is silent in a gap and before its first sample", () => {
    const { samples, stream } = collected();
    stream.put(tone(rate, 1, 1), rate, 1);
    stream.put(tone(rate, 3, 1), rate, 3);
    stream.end();
    expect(samples).toHaveLength(4 * SAMPLE_RATE);
    expect(samples.slice(0, 15_900).every((sample) => sample === 0)).toBe(true);
    expect(samples.slice(33_000, 47_900).every((sample) => sample === 0)).toBe(true);
    expect(worst(samples, 3.01, 3.99)).toBeLessThan(2e-3);
  });

  it("drops priming before 0 and what overlaps", () => {
    const { samples, stream } = collected();
    stream.put(tone(rate, -0.02, 1.02), rate, -0.02);
    stream.put(tone(rate, 0.5, 1.5), rate, 0.5);
    stream.end();
    expect(samples).toHaveLength(2 * SAMPLE_RATE);
    expect(worst(samples, 0.01, 1.99)).toBeLessThan(2e-3);
  });

  it("takes timestamps that are rounded to a millisecond or a packet as they follow", () => {
    const { samples, stream } = collected();
    for (let packet = 0; packet < 100; packet++)
      stream.put(tone(rate, packet * 0.02, 0.02), rate, packet * 0.02 + (packet % 3) * 0.009);
    stream.end();
    expect(samples).toHaveLength(2 * SAMPLE_RATE);
    expect(worst(samples, 0.01, 1.99)).toBeLessThan(2e-3);
  });

  it.each([
    ["far ahead", 90_000],
    ["back to the beginning, as in a chained file", -90_000],
  ])("goes on without a gap if a timestamp jumps %s", (_kind, jump) => {
    const { samples, stream } = collected();
    stream.put(tone(rate, 0, 20), rate, 0);
    stream.put(tone(rate, 20, 1), rate, 20 + jump);
    stream.end();
    expect(samples).toHaveLength(21 * SAMPLE_RATE);
  });

  it("goes on if the rate changes", () => {
    const { samples, stream } = collected();
    stream.put(tone(48_000, 0, 1), 48_000, 0);
    stream.put(tone(44_100, 1, 1), 44_100, 1);
    stream.end();
    expect(samples).toHaveLength(2 * SAMPLE_RATE);
    expect(worst(samples, 0.01, 0.98)).toBeLessThan(2e-3);
    expect(worst(samples, 1.02, 1.98)).toBeLessThan(2e-3);
  });
});

describe("channels of a track", () => {
  const full = Float32Array.of(1, 0.5);
  const none = Float32Array.of(0, 0);
  it("are a mean and half a difference", () => {
    expect(midSideOf([full, none])).toEqual({
      mid: Float32Array.of(0.5, 0.25),
      side: Float32Array.of(0.5, 0.25),
    });
    expect(midSideOf([full, full])).toEqual({ mid: full, side: null });
    expect(midSideOf([full])).toEqual({ mid: full, side: null });
  });

  it("keep a voice in the centre of 5.1 within 3 dB, and every other channel within 9", () => {
    const only = (channel: number, count: number): number =>
      midSideOf(Array.from({ length: count }, (_, i) => (i === channel ? full : none))).mid[0] ?? 0;
    expect(only(2, 6)).toBeCloseTo(Math.SQRT1_2);
    for (const count of [3, 5, 6, 7, 8])
      for (let channel = 0; channel < count; channel++)
        expect(only(channel, count)).toBeGreaterThan(0.35);
  });

  it("of four microphones are their mean", () => {
    expect(midSideOf([full, full, full, full]).mid).toEqual(full);
    expect(midSideOf([none, full, none, none]).mid[0]).toBeCloseTo(0.25);
  });
});

describe("streams side by side", () => {
  it("wait for each other, and are silent after their end", () => {
    const taken: (number | undefined)[][] = [];
    const aligned = alignStreams(2, 0, (blocks) =>
      taken.push(blocks.map((block) => block?.at(-1))),
    );
    const ones = new Float32Array(70_000).fill(1);
    aligned.takes[0]?.(ones, 70_000, 0);
    aligned.drain();
    expect(taken).toEqual([]);
    aligned.takes[1]?.(ones, 65_000, 0);
    aligned.drain();
    expect(taken).toEqual([[1, 1]]);
    aligned.end(1);
    aligned.end(0);
    aligned.drain();
    expect(taken).toEqual([
      [1, 1],
      [1, 0],
    ]);
  });

  it("have no second one as long as both sides of a recording are equal", () => {
    const taken: (readonly (Float32Array | null)[])[] = [];
    const aligned = alignStreams(
      2,
      0,
      (blocks) => taken.push(blocks),
      (stream) => stream === 1,
    );
    const streams = aligned.takes.map((take) => createPlacedStream(take));
    const put = createSidePutter(streams);
    const same = tone(SAMPLE_RATE, 0, 4);
    put([same, same], SAMPLE_RATE, 0);
    aligned.drain();
    put([same, new Float32Array(same.length)], SAMPLE_RATE, 4);
    aligned.drain();
    expect(taken.map(([, second]) => second === null)).toEqual([true, false]);
    expect(taken[1]?.[1]?.[100]).toBeCloseTo((same[100] ?? 0) / 2);
  });
});

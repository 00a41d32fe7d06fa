import { describe, expect, test } from "vitest";
import { windowDelays } from "./delay.ts";

const RATE = 16_000;
const SEARCH = {
  windowSamples: RATE / 2,
  hopSamples: RATE / 2,
  firstSearchSamples: 2 * RATE,
  nextSearchSamples: RATE / 5,
};

/** Noise from a linear congruential generator, low-passed into the speech band. */
function noise(samples: number): Int16Array {
  let state = 1;
  let value = 0;
  return Int16Array.from({ length: samples }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    value = 0.8 * value + 0.2 * (state / 2 ** 30 - 1) * 20_000;
    return value;
  });
}

const joined = (...parts: readonly Int16Array[]): Int16Array =>
  Int16Array.from(parts.flatMap((part) => Array.from(part)));

const delaysMs = (played: Int16Array, recorded: Int16Array) =>
  windowDelays(played, recorded, SEARCH).map(({ delaySamples }) => (delaySamples * 1000) / RATE);

describe("windowDelays", () => {
  const played = noise(4 * RATE);

  test("finds a delay of 0.7 s everywhere if the recording began 0.7 s earlier", () => {
    expect(delaysMs(played, joined(new Int16Array(0.7 * RATE), played))).toEqual(
      Array(8).fill(700),
    );
  });

  test("finds a delay of −50 ms everywhere after a lost frame", () => {
    const recorded = joined(played.slice(0, RATE), played.slice(RATE + 800));
    expect(delaysMs(played, recorded).slice(0, 2)).toEqual([0, 0]);
    expect(delaysMs(played, recorded).slice(3)).toEqual(Array(5).fill(-50));
  });

  test("finds a delay of 50 ms everywhere after a doubled frame", () => {
    const recorded = joined(played.slice(0, RATE), played.slice(RATE - 800));
    expect(delaysMs(played, recorded).slice(2)).toEqual(Array(6).fill(50));
  });

  test("skips silence", () => {
    expect(delaysMs(new Int16Array(RATE), new Int16Array(RATE))).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { countSides, noSideCounts, sidesOf, type Sides } from "../../../core/audio/two-sides.ts";

/** Noise in syllables of 150 ms and pauses of 100 ms, while it is this person's turn. */
function speech(seconds: number, seed: number, isTurn: (second: number) => boolean): Float32Array {
  let state = seed;
  let smooth = 0;
  return Float32Array.from({ length: seconds * SAMPLE_RATE }, (_, i) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    smooth = 0.7 * smooth + 0.3 * (state / 2 ** 31 - 1);
    const at = i / SAMPLE_RATE;
    const isSyllable = at % 0.25 < 0.15;
    return isTurn(at) && isSyllable ? 0.6 * smooth : 0;
  });
}

const SECONDS = 60;
const a = speech(SECONDS, 1, (at) => at % 10 < 5.5);
const b = speech(SECONDS, 2, (at) => at % 10 >= 5);
const seldom = speech(SECONDS, 2, (at) => at % 20 >= 18);
const room = speech(SECONDS, 3, () => true);
const silence = new Float32Array(SECONDS * SAMPLE_RATE);
const mixed = (...parts: readonly (readonly [number, Float32Array])[]): Float32Array =>
  silence.map((_, i) => parts.reduce((sum, [gain, part]) => sum + gain * (part[i] ?? 0), 0));
const dB = (decibels: number): number => 10 ** (decibels / 20);

function decided(first: Float32Array, second: Float32Array): Sides {
  const counts = noSideCounts();
  countSides(counts, first, second);
  return sidesOf(counts);
}

describe("two streams become two channels if two people are on them", () => {
  it.each([
    ["alone", mixed([1, a]), mixed([1, b])],
    ["with noise below both", mixed([1, a], [dB(-40), room]), mixed([1, b], [dB(-40), room])],
    ["with crosstalk at −15 dB", mixed([1, a], [dB(-15), b]), mixed([1, b], [dB(-15), a])],
    ["with crosstalk at −8 dB", mixed([1, a], [dB(-8), b]), mixed([1, b], [dB(-8), a])],
    ["one 12 dB softer than the other", mixed([1, a]), mixed([dB(-12), b])],
    ["one of whom speaks a tenth of the time", mixed([1, a]), mixed([1, seldom])],
  ])("%s", (_kind, first, second) => {
    expect(decided(first, second)).toBe("both");
    expect(decided(second, first)).toBe("both");
  });
});

describe("two streams become one channel", () => {
  const both = mixed([1, a], [1, b]);
  it.each<[string, Float32Array, Float32Array, Sides]>([
    ["if they are equal", both, both, "mean"],
    ["if one is a little louder", both, mixed([dB(-6), both]), "mean"],
    [
      "in a stereo recording of a room",
      mixed([1, a], [dB(-3), b]),
      mixed([dB(-3), a], [1, b]),
      "mean",
    ],
    ["if one track is the mix of all, and another one of them", both, b, "mean"],
    ["if the second is silent", both, silence, "first"],
    ["if the first is silent", silence, both, "second"],
    ["if the second has only the crosstalk of a cable", both, mixed([dB(-60), both]), "first"],
    ["if their sum cancels", both, mixed([-1, both]), "difference"],
    ["if their sum nearly cancels", both, mixed([-0.9, both], [0.05, room]), "difference"],
    ["if both are silent", silence, silence, "mean"],
  ])("%s", (_kind, first, second, sides) => {
    expect(decided(first, second)).toBe(sides);
  });
});

it("counts do not depend on how the streams are cut, so an interrupted import decides the same", () => {
  const whole = noSideCounts();
  countSides(whole, a, b);
  const cut = noSideCounts();
  for (let from = 0; from < a.length; from += 64_000)
    countSides(cut, a.subarray(from, from + 64_000), b.subarray(from, from + 64_000));
  const stored = JSON.parse(JSON.stringify(cut)) as typeof cut;
  expect(stored.windows).toEqual(whole.windows);
  expect(stored.first).toBeCloseTo(whole.first, 6);
});

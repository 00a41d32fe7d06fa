import { describe, expect, it } from "vitest";
import { columnsOf, peakCount, peaksOf, SAMPLES_PER_PEAK } from "../../../core/audio/peaks.ts";

/** So many 100 ms of silence, with samples set in it. */
function sound(length: number, at: Readonly<Record<number, number>> = {}): Int16Array {
  const samples = new Int16Array(length);
  for (const [index, value] of Object.entries(at)) samples[Number(index)] = value;
  return samples;
}

describe("peaks", () => {
  it.each([
    ["silence", 0, 0],
    ["the least that is not", 1, 2],
    ["a whisper (−40 dB)", 328, 26],
    ["a quarter of full scale", 8_192, 128],
    ["full scale", 32_767, 255],
    ["full scale downwards", -32_768, 255],
    ["downwards as upwards", -8_192, 128],
  ])("of %s", (_, sample, byte) => {
    expect([...peaksOf(sound(SAMPLES_PER_PEAK, { 700: sample }))]).toEqual([byte]);
  });

  it("are of 100 ms each, to the sample", () => {
    const edges = { [SAMPLES_PER_PEAK - 1]: 8_192, [2 * SAMPLES_PER_PEAK]: 32_767 };
    expect([...peaksOf(sound(3 * SAMPLES_PER_PEAK, edges))]).toEqual([128, 0, 255]);
  });

  it.each([
    [0, 0],
    [1, 1],
    [SAMPLES_PER_PEAK, 1],
    [SAMPLES_PER_PEAK + 1, 2],
    [3 * 3_600 * 16_000, 108_000],
  ])("of %i samples are %i", (samples, count) => {
    expect(peakCount(samples)).toBe(count);
    if (samples < 10_000) expect(peaksOf(sound(samples))).toHaveLength(count);
  });
});

describe("columns", () => {
  it.each([
    [[1, 5, 2, 8], 4, 2, [5, 8]],
    [[1, 5, 2, 8], 4, 4, [1, 5, 2, 8]],
    [[1, 5, 2, 8, 9], 5, 2, [5, 9]],
    // More columns than peaks.
    [[3, 7], 2, 4, [3, 3, 7, 7]],
    // A sound that ends before the meeting.
    [[3, 7], 4, 2, [7, 0]],
    [[], 0, 2, [0, 0]],
    // The length is a fraction: it ends within a peak.
    [[1, 2, 3], 2.5, 1, [2]],
  ])("%j of a length of %d in %i are %j", (peaks, length, count, columns) => {
    expect([...columnsOf(Uint8Array.from(peaks), length, count)]).toEqual(columns);
  });
});

import { describe, expect, it } from "vitest";
import { columnsOf, peakCount, peaksOf, SAMPLES_PER_PEAK } from "../../../core/audio/peaks.ts";

/** Silence with some samples set. */
function samplesWith(length: number, at: Readonly<Record<number, number>> = {}): Int16Array {
  const samples = new Int16Array(length);
  for (const [index, value] of Object.entries(at)) samples[Number(index)] = value;
  return samples;
}

describe("peaksOf", () => {
  it.each([
    ["silence", 0, 0],
    ["one 16-bit step", 1, 2],
    ["a whisper (−40 dB)", 328, 26],
    ["a quarter of full scale", 8_192, 128],
    ["full scale", 32_767, 255],
    ["negative full scale", -32_768, 255],
    ["a negative quarter of full scale", -8_192, 128],
  ])("measures %s", (_, sample, byte) => {
    expect([...peaksOf(samplesWith(SAMPLES_PER_PEAK, { 700: sample }))]).toEqual([byte]);
  });

  it("returns one byte for each 100 ms, to the sample", () => {
    const edges = { [SAMPLES_PER_PEAK - 1]: 8_192, [2 * SAMPLES_PER_PEAK]: 32_767 };
    expect([...peaksOf(samplesWith(3 * SAMPLES_PER_PEAK, edges))]).toEqual([128, 0, 255]);
  });

  it.each([
    [0, 0],
    [1, 1],
    [SAMPLES_PER_PEAK, 1],
    [SAMPLES_PER_PEAK + 1, 2],
    [3 * 3_600 * 16_000, 108_000],
  ])("of %i samples returns %i bytes", (samples, count) => {
    expect(peakCount(samples)).toBe(count);
    if (samples < 10_000) expect(peaksOf(samplesWith(samples))).toHaveLength(count);
  });
});

describe("columnsOf", () => {
  it.each([
    [[1, 5, 2, 8], 4, 2, [5, 8]],
    [[1, 5, 2, 8], 4, 4, [1, 5, 2, 8]],
    [[1, 5, 2, 8, 9], 5, 2, [5, 9]],
    // More columns than peaks.
    [[3, 7], 2, 4, [3, 3, 7, 7]],
    // The audio ends before the meeting.
    [[3, 7], 4, 2, [7, 0]],
    [[], 0, 2, [0, 0]],
    // A fractional length ends within a peak.
    [[1, 2, 3], 2.5, 1, [2]],
  ])("%j of length %d in %i columns returns %j", (peaks, length, count, columns) => {
    expect([...columnsOf(Uint8Array.from(peaks), length, count)]).toEqual(columns);
  });
});

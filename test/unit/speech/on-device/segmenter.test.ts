import { describe, expect, it } from "vitest";
import { msToSamples, SAMPLE_RATE } from "../../../../core/audio/format.ts";
import {
  createSegmenter,
  LONGEST_SEGMENT,
  type Segment,
  type VoiceWindow,
} from "../../../../core/speech/on-device/segmenter.ts";
import { WINDOW_SAMPLES } from "../../../../core/speech/on-device/voice-activity.ts";
import { between, oneOf, seededRandom } from "../../../soak/random.ts";

const WINDOW_MS = (WINDOW_SAMPLES * 1000) / SAMPLE_RATE;

const windowsOf = (ms: number, probability: number, level = probability / 10): VoiceWindow[] =>
  Array.from({ length: Math.round(ms / WINDOW_MS) }, () => ({
    samples: WINDOW_SAMPLES,
    probability,
    level,
  }));

const speech = (ms: number): VoiceWindow[] => windowsOf(ms, 0.98);
const pause = (ms: number): VoiceWindow[] => windowsOf(ms, 0.02);

function segmentsOf(windows: readonly VoiceWindow[]): Segment[] {
  const segmenter = createSegmenter();
  return [...windows.flatMap((window) => segmenter.push(window)), ...segmenter.flush()];
}

/** Speech of any rhythm, with single windows of any probability and, at orders to end a turn, of any length. */
function anyWindows(seed: number): VoiceWindow[] {
  const random = seededRandom(seed);
  return Array.from({ length: between(random, 1, 40) }, () => {
    const probability = oneOf(random, [0.02, 0.3, 0.4, 0.45, 0.6, 0.98, 0.98]);
    const ms = between(random, 1, oneOf(random, [3, 20, 60, 800])) * WINDOW_MS;
    return windowsOf(ms, probability).map((window) => ({
      probability: random() < 0.05 ? random() : window.probability,
      level: random() / 10,
      samples: random() < 0.02 ? between(random, 1, WINDOW_SAMPLES) : WINDOW_SAMPLES,
    }));
  }).flat();
}

describe("any speech", () => {
  const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

  it("has every voiced sample in exactly one segment", () => {
    let voicedWindows = 0;
    for (const seed of SEEDS) {
      const windows = anyWindows(seed);
      const voiced = segmentsOf(windows).flatMap((segment) => segment.voiced);
      let from = 0;
      const wrong = windows.filter(({ samples, probability }) => {
        const to = from + samples;
        const touching = voiced.filter((span) => span.from < to && span.to > from);
        const isWhole = touching.some((span) => span.from <= from && span.to >= to);
        from = to;
        if (probability >= 0.5) voicedWindows++;
        if (probability >= 0.5) return touching.length !== 1 || !isWhole;
        return touching.length > (probability < 0.35 ? 0 : 1);
      });
      expect(wrong, `seed ${seed}`).toEqual([]);
    }
    expect(voicedWindows).toBeGreaterThan(10_000);
  });

  it("has segments in order, apart from each other and no longer than the limit", () => {
    let longest = 0;
    for (const seed of SEEDS) {
      const segments = segmentsOf(anyWindows(seed));
      const wrong = segments.filter(
        ({ from, to, voiced }, index) =>
          from < (segments[index - 1]?.to ?? 0) ||
          to - from > LONGEST_SEGMENT ||
          (voiced[0]?.from ?? -1) < from ||
          (voiced.at(-1)?.to ?? Number.POSITIVE_INFINITY) > to,
      );
      expect(wrong, `seed ${seed}`).toEqual([]);
      longest = Math.max(longest, ...segments.map(({ from, to }) => to - from));
    }
    expect(longest).toBeGreaterThan(LONGEST_SEGMENT / 2);
  });
});

describe("a segment", () => {
  it("ends with a pause of 0.45 s and not with a shorter one", () => {
    const one = [...speech(2_000), ...pause(416), ...speech(2_000)];
    const two = [...speech(2_000), ...pause(480), ...speech(2_000)];
    expect(segmentsOf(one)).toHaveLength(1);
    expect(segmentsOf(two)).toHaveLength(2);
  });

  it("ends while the pause goes on", () => {
    const segmenter = createSegmenter();
    const ended = [...speech(1_000), ...pause(480)].flatMap((window) => segmenter.push(window));
    expect(ended).toHaveLength(1);
    expect(segmenter.open()).toBeNull();
  });

  it("has a little of the silence around its speech", () => {
    const [segment] = segmentsOf([...pause(1_600), ...speech(1_600), ...pause(1_600)]);
    const [voiced] = segment?.voiced ?? [];
    expect(voiced).toEqual({ from: msToSamples(1_600), to: msToSamples(3_200) });
    expect((voiced?.from ?? 0) - (segment?.from ?? 0)).toBe(msToSamples(350));
    expect((segment?.to ?? 0) - (voiced?.to ?? 0)).toBe(msToSamples(300));
  });

  it("does not begin with doubtful voice, but goes on with it", () => {
    expect(segmentsOf(windowsOf(2_000, 0.45))).toEqual([]);
    const [segment] = segmentsOf([...speech(320), ...windowsOf(3_200, 0.45), ...pause(960)]);
    expect(segment?.voiced).toEqual([{ from: 0, to: msToSamples(3_520) }]);
  });

  it("knows its voiced parts", () => {
    const [segment] = segmentsOf([...speech(320), ...pause(320), ...speech(320)]);
    expect(segment?.voiced).toEqual([
      { from: 0, to: msToSamples(320) },
      { from: msToSamples(640), to: msToSamples(960) },
    ]);
  });
});

describe("speech without a pause", () => {
  it.each([11_000, 13_000, 15_000, 19_000])("is cut at its quietest place, at %i ms", (quietMs) => {
    const windows = speech(32_000).map((window, index) => {
      const isQuiet = Math.abs(index * WINDOW_MS - quietMs) < 2 * WINDOW_MS;
      return isQuiet ? { ...window, level: 0.005 } : window;
    });
    const [first, second] = segmentsOf(windows);
    expect(Math.abs((first?.to ?? 0) - msToSamples(quietMs))).toBeLessThanOrEqual(
      2 * WINDOW_SAMPLES,
    );
    expect(second?.from).toBe(first?.to);
  });

  it("is not cut in its first half, however quiet it is there", () => {
    const windows = [...speech(5_000), ...windowsOf(320, 0.4, 0.001), ...speech(30_000)];
    const [first] = segmentsOf(windows);
    expect(first?.to).toBeGreaterThanOrEqual(LONGEST_SEGMENT / 2);
  });

  it("goes on after the cut without a gap", () => {
    const segments = segmentsOf(speech(100_000));
    expect(segments.length).toBeGreaterThan(4);
    for (const [index, { from }] of segments.entries())
      expect(from).toBe(segments[index - 1]?.to ?? 0);
  });
});

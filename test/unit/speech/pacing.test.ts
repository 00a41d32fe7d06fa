import { describe, expect, it } from "vitest";
import { FRAME_SAMPLES, SAMPLE_RATE } from "../../../core/audio/format.ts";
import { speechService } from "../../../core/speech/chosen-service.ts";
import { nextChunkSamples } from "../../../core/speech/pacing.ts";

const SECOND = SAMPLE_RATE;
const { limits } = speechService;

describe("nextChunkSamples", () => {
  it.each([
    ["nothing recorded", 0, 0, 0, 0],
    ["less than a frame waits for the rest of it", FRAME_SAMPLES - 1, 0, 0, 0],
    ["at the head, frame by frame", FRAME_SAMPLES, 5 * SECOND, 5_000, FRAME_SAMPLES],
    ["whole frames only", FRAME_SAMPLES + 1, 0, 0, FRAME_SAMPLES],
    ["behind, at most 200 ms at a time", 60 * SECOND, 0, 0, 4 * FRAME_SAMPLES],
    ["the burst is spent", 60 * SECOND, 30 * SECOND, 0, 0],
    ["after that 1.25 × real time", 60 * SECOND, 30 * SECOND, 1_000, 4 * FRAME_SAMPLES],
    ["and no faster", 60 * SECOND, 31.25 * SECOND, 1_000, 0],
  ])("%s", (_name, backlogSamples, sentSamples, sessionMs, expected) => {
    const progress = { backlogSamples, sentSamples, sessionMs };
    expect(nextChunkSamples(limits, progress)).toBe(expected);
  });

  it("never makes a message that the service refuses", () => {
    for (let backlogSamples = 0; backlogSamples < 10_000; backlogSamples += 37) {
      const samples = nextChunkSamples(limits, { backlogSamples, sentSamples: 0, sessionMs: 0 });
      const isRefused = samples !== 0 && (samples < 0.05 * SECOND || samples > SECOND);
      expect(isRefused).toBe(false);
    }
  });
});

import { describe, expect, it } from "vitest";
import { FRAME_SAMPLES, SAMPLE_RATE } from "../../../core/audio/format.ts";
import { speechService } from "../../../core/speech/chosen-service.ts";
import { nextChunkSamples } from "../../../core/speech/pacing.ts";

const SECOND = SAMPLE_RATE;
const { limits } = speechService;

describe("nextChunkSamples", () => {
  it.each([
    ["nothing of an empty backlog", 0, 0, 0, 0],
    ["nothing of less than a frame", FRAME_SAMPLES - 1, 0, 0, 0],
    ["one frame at the head", FRAME_SAMPLES, 5 * SECOND, 5_000, FRAME_SAMPLES],
    ["whole frames of a backlog", FRAME_SAMPLES + 1, 0, 0, FRAME_SAMPLES],
    ["200 ms at a time of a long backlog", 60 * SECOND, 0, 0, 4 * FRAME_SAMPLES],
    ["nothing after the burst", 60 * SECOND, 30 * SECOND, 0, 0],
    ["1.25 times real time after the burst", 60 * SECOND, 30 * SECOND, 1_000, 4 * FRAME_SAMPLES],
    ["nothing beyond 1.25 times real time", 60 * SECOND, 31.25 * SECOND, 1_000, 0],
  ])("sends %s", (_name, backlogSamples, sentSamples, sessionMs, expected) => {
    const progress = { backlogSamples, sentSamples, sessionMs };
    expect(nextChunkSamples(limits, progress)).toBe(expected);
  });

  it("never sends a message that the service refuses", () => {
    for (let backlogSamples = 0; backlogSamples < 10_000; backlogSamples += 37) {
      const samples = nextChunkSamples(limits, { backlogSamples, sentSamples: 0, sessionMs: 0 });
      const isRefused = samples !== 0 && (samples < 0.05 * SECOND || samples > SECOND);
      expect(isRefused).toBe(false);
    }
  });

  it.each([
    [20, 60],
    [50, 50],
    [60, 60],
    [80, 80],
  ])("sends whole frames of %i ms, %i ms at the head", (frameMs, messageMs) => {
    const progress = { backlogSamples: 90 * 16, sentSamples: 0, sessionMs: 0 };
    expect(nextChunkSamples(limits, progress, frameMs)).toBe(messageMs * 16);
  });
});

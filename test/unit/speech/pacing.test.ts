import { describe, expect, it } from "vitest";
import { FRAME_SAMPLES, SAMPLE_RATE } from "../../../core/audio/format.ts";
import { nextChunkSamples } from "../../../core/speech/pacing.ts";

const SECOND = SAMPLE_RATE;

describe("nextChunkSamples", () => {
  it.each([
    ["nothing recorded", 0, 0, 0, 0],
    ["less than a frame waits for the rest of it", FRAME_SAMPLES - 1, 0, 0, 0],
    ["at the head, frame by frame", FRAME_SAMPLES, 5 * SECOND, 5_000, FRAME_SAMPLES],
    ["whole frames only", FRAME_SAMPLES + 1, 0, 0, FRAME_SAMPLES],
    ["behind, at most 200 ms at a time", 60 * SECOND, 0, 0, 4 * FRAME_SAMPLES],
    ["the burst is spent", 60 * SECOND, 10 * SECOND, 0, 0],
    ["after that 1.2 × real time", 60 * SECOND, 10 * SECOND, 1_000, 4 * FRAME_SAMPLES],
    ["and no faster", 60 * SECOND, 11.2 * SECOND, 1_000, 0],
  ])("%s", (_name, backlog, sent, sessionMs, expected) => {
    expect(nextChunkSamples(backlog, sent, sessionMs)).toBe(expected);
  });

  it("never makes a message that the service refuses", () => {
    for (let backlog = 0; backlog < 10_000; backlog += 37) {
      const samples = nextChunkSamples(backlog, 0, 0);
      const isRefused = samples !== 0 && (samples < 0.05 * SECOND || samples > SECOND);
      expect(isRefused).toBe(false);
    }
  });
});

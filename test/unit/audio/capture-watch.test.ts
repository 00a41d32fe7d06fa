import { describe, expect, it } from "vitest";
import {
  type CaptureWatch,
  COMFORT_NOISE_PEAK,
  QUIET_PEAK,
  createCaptureWatch,
} from "../../../core/audio/capture-watch.ts";
import { msToSamples } from "../../../core/audio/format.ts";

/** One 16-bit step. */
const FAINT = 1 / 32_768;

/** Lengths of a frame; 60 and 80 ms divide neither the level's 200 ms nor a second. */
const FRAME_LENGTHS_MS = [50, 60, 80] as const;

function factsAfter(act: (watch: CaptureWatch) => void, comfortNoisePeak = 0) {
  const watch = createCaptureWatch(comfortNoisePeak);
  act(watch);
  return watch.facts;
}

const frame = (watch: CaptureWatch, peak: number, ms = 50): void =>
  watch.frame(msToSamples(ms), peak);
const frames = (watch: CaptureWatch, peak: number, count: number, ms?: number): void => {
  for (let each = 0; each < count; each++) frame(watch, peak, ms);
};
const look = (watch: CaptureWatch, seconds: number): void => {
  for (let second = 0; second < seconds; second++) watch.look();
};

describe("the time without a frame", () => {
  it("is counted in looks from the beginning", () => {
    expect(factsAfter((watch) => look(watch, 3))).toMatchObject({
      hasFrames: false,
      framelessMs: 3_000,
    });
  });

  it("ends with the first frame, however long the machine has slept", () => {
    const facts = factsAfter((watch) => {
      look(watch, 3_600);
      frame(watch, 0.5);
    });
    expect(facts).toMatchObject({ hasFrames: true, framelessMs: 0 });
  });

  it("is not counted in a pause or after the end", () => {
    const paused = factsAfter((watch) => {
      frames(watch, 0.5, 1);
      watch.pause(true);
      look(watch, 600);
    });
    expect(paused.framelessMs).toBe(0);
    const ended = factsAfter((watch) => {
      watch.end();
      look(watch, 600);
    });
    expect(ended.framelessMs).toBe(0);
  });

  it("starts again after a pause", () => {
    const facts = factsAfter((watch) => {
      look(watch, 5);
      watch.pause(true);
      watch.pause(false);
      look(watch, 2);
    });
    expect(facts).toMatchObject({ isPaused: false, framelessMs: 2_000 });
  });
});

describe("the time in which nothing is heard", () => {
  it("is counted in samples and, without them, in looks", () => {
    const facts = factsAfter((watch) => {
      frames(watch, QUIET_PEAK, 1);
      frames(watch, QUIET_PEAK / 2, 20);
      frames(watch, 0, 20);
      // The first look may follow a frame closely.
      look(watch, 4);
    });
    expect(facts.unheardMs).toBe(5_000);
  });

  it("is counted while muted, and from the beginning of a recording", () => {
    const facts = factsAfter((watch) => {
      watch.mute(true);
      frames(watch, 0, 1_200);
    });
    expect(facts.unheardMs).toBe(60_000);
  });

  it.each<[string, (watch: CaptureWatch) => void]>([
    ["audible audio", (watch) => frame(watch, QUIET_PEAK)],
    ["words, however quiet they were", (watch) => watch.heard()],
    ["a pause", (watch) => watch.pause(true)],
  ])("ends with %s", (_, act) => {
    const facts = factsAfter((watch) => {
      frames(watch, 0, 1_200);
      act(watch);
      look(watch, 1);
    });
    expect(facts.unheardMs).toBe(0);
  });

  it("is not counted in a pause or after the end", () => {
    for (const act of [
      (watch: CaptureWatch) => watch.pause(true),
      (watch: CaptureWatch) => watch.end(),
    ]) {
      const facts = factsAfter((watch) => {
        act(watch);
        look(watch, 600);
      });
      expect(facts.unheardMs).toBe(0);
    }
  });
});

describe("digital silence", () => {
  it.each(FRAME_LENGTHS_MS)("is counted in samples, for frames of %i ms", (ms) => {
    expect(factsAfter((watch) => frames(watch, 0, 160, ms)).silentMs).toBe(160 * ms);
  });

  it("counts a short last frame by its own length", () => {
    const facts = factsAfter((watch) => {
      frames(watch, 0, 2);
      frame(watch, 0, 7);
    });
    expect(facts.silentMs).toBe(107);
  });

  it("ends with a single sample that is not zero", () => {
    const facts = factsAfter((watch) => {
      frames(watch, 0, 160);
      frame(watch, FAINT);
    });
    expect(facts.silentMs).toBe(0);
  });

  it("is 0 while muted and starts again afterwards", () => {
    const muted = factsAfter((watch) => {
      frames(watch, 0, 100);
      watch.mute(true);
      frames(watch, 0, 1_000);
    });
    expect(muted).toMatchObject({ isMuted: true, silentMs: 0 });
    const again = factsAfter((watch) => {
      watch.mute(true);
      frames(watch, 0, 1_000);
      watch.mute(false);
      frames(watch, 0, 2);
    });
    expect(again.silentMs).toBe(100);
  });

  it("starts again after a pause", () => {
    const facts = factsAfter((watch) => {
      frames(watch, 0, 160);
      watch.pause(true);
    });
    expect(facts.silentMs).toBe(0);
  });
});

describe("digital silence under comfort noise", () => {
  const silentMs = (act: (watch: CaptureWatch) => void): number =>
    factsAfter(act, COMFORT_NOISE_PEAK).silentMs;

  it("lasts from the first zeros, once a second of it was zeros", () => {
    const halfSecond = (watch: CaptureWatch): void => {
      frames(watch, 0, 10);
      frames(watch, COMFORT_NOISE_PEAK, 50);
    };
    expect(silentMs(halfSecond)).toBe(500);
    const twice = silentMs((watch) => {
      halfSecond(watch);
      halfSecond(watch);
    });
    expect(twice).toBe(6_000);
  });

  it("is not reported for a quiet device, which delivers no zeros, or a few when it wakes", () => {
    expect(silentMs((watch) => frames(watch, FAINT, 1_000))).toBe(0);
    const woken = silentMs((watch) => {
      frames(watch, 0, 19);
      frames(watch, FAINT, 1_000);
    });
    expect(woken).toBeLessThan(1_000);
  });

  it("ends with anything louder", () => {
    const over = (watch: CaptureWatch): void => {
      frames(watch, 0, 160);
      frame(watch, 1.01 * COMFORT_NOISE_PEAK);
    };
    expect(silentMs(over)).toBe(0);
    const anew = silentMs((watch) => {
      over(watch);
      frames(watch, FAINT, 10);
      frames(watch, 0, 2);
    });
    expect(anew).toBe(100);
  });
});

describe("quiet", () => {
  it("has lasted for ever until something is audible", () => {
    expect(factsAfter((watch) => frames(watch, FAINT, 1)).quietMs).toBe(Infinity);
    expect(factsAfter((watch) => frames(watch, QUIET_PEAK, 1)).quietMs).toBe(0);
  });

  it.each(FRAME_LENGTHS_MS)("is counted from the last audible frame, for frames of %i ms", (ms) => {
    const facts = factsAfter((watch) => {
      frame(watch, QUIET_PEAK, ms);
      frames(watch, FAINT, 40, ms);
    });
    expect(facts.quietMs).toBe(40 * ms);
  });
});

describe("the level", () => {
  it.each([
    [100, 0.7],
    [120, 0.7],
    [160, 0.7],
    [200, 0.2],
    [60, 0.9],
  ])("is the peak of the last 200 ms, for frames of %i ms", (ms, expected) => {
    const facts = factsAfter((watch) => {
      for (const peak of [0.9, 0.7, 0.2]) frame(watch, peak, ms);
    });
    expect(facts.peak).toBe(expected);
  });

  it("outlasts one look and falls to 0 with the second look without a frame", () => {
    const one = factsAfter((watch) => {
      frame(watch, 0.9);
      watch.look();
    });
    expect(one.peak).toBe(0.9);
    const none = factsAfter((watch) => {
      frame(watch, 0.9);
      look(watch, 2);
    });
    expect(none.peak).toBe(0);
  });

  it("forgets the peaks from before the frames stopped", () => {
    const facts = factsAfter((watch) => {
      frame(watch, 0.9);
      look(watch, 2);
      frame(watch, 0.1);
    });
    expect(facts.peak).toBe(0.1);
  });

  it("is 0 in a pause and after the end", () => {
    const paused = factsAfter((watch) => {
      frame(watch, 0.9);
      watch.pause(true);
    });
    expect(paused.peak).toBe(0);
    const ended = factsAfter((watch) => {
      frame(watch, 0.9);
      watch.end();
    });
    expect(ended.peak).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import {
  type CaptureWatch,
  COMFORT_NOISE_PEAK,
  QUIET_PEAK,
  createCaptureWatch,
} from "../../../core/audio/capture-watch.ts";

/** One step of 16 bits. */
const HARDLY = 1 / 32_768;

function watching(does: (watch: CaptureWatch) => void, comfortNoisePeak = 0) {
  const watch = createCaptureWatch(comfortNoisePeak);
  does(watch);
  return watch.facts;
}

const hear = (watch: CaptureWatch, peak: number, frames: number): void => {
  for (let frame = 0; frame < frames; frame++) watch.frame(peak);
};
const look = (watch: CaptureWatch, seconds: number): void => {
  for (let second = 0; second < seconds; second++) watch.look();
};

describe("time without a frame", () => {
  it("is counted in looks, from the beginning on", () => {
    expect(watching((watch) => look(watch, 3))).toMatchObject({
      hasFrames: false,
      framelessMs: 3_000,
    });
  });

  it("ends with the first frame, however long a machine has slept", () => {
    const facts = watching((watch) => {
      look(watch, 3_600);
      watch.frame(0.5);
    });
    expect(facts).toMatchObject({ hasFrames: true, framelessMs: 0 });
  });

  it("is not counted in a pause, nor after the end", () => {
    const paused = watching((watch) => {
      hear(watch, 0.5, 1);
      watch.pause(true);
      look(watch, 600);
    });
    expect(paused.framelessMs).toBe(0);
    const ended = watching((watch) => {
      watch.end();
      look(watch, 600);
    });
    expect(ended.framelessMs).toBe(0);
  });

  it("is counted anew after a pause", () => {
    const facts = watching((watch) => {
      look(watch, 5);
      watch.pause(true);
      watch.pause(false);
      look(watch, 2);
    });
    expect(facts).toMatchObject({ isPaused: false, framelessMs: 2_000 });
  });
});

describe("digital silence", () => {
  it("is counted in sound", () => {
    expect(watching((watch) => hear(watch, 0, 160)).silentMs).toBe(8_000);
  });

  it("is over with a single sample that is not zero", () => {
    const facts = watching((watch) => {
      hear(watch, 0, 160);
      watch.frame(HARDLY);
    });
    expect(facts.silentMs).toBe(0);
  });

  it("is none while muted, and begins anew after it", () => {
    const muted = watching((watch) => {
      hear(watch, 0, 100);
      watch.mute(true);
      hear(watch, 0, 1_000);
    });
    expect(muted).toMatchObject({ isMuted: true, silentMs: 0 });
    const again = watching((watch) => {
      watch.mute(true);
      hear(watch, 0, 1_000);
      watch.mute(false);
      hear(watch, 0, 2);
    });
    expect(again.silentMs).toBe(100);
  });

  it("begins anew after a pause", () => {
    const facts = watching((watch) => {
      hear(watch, 0, 160);
      watch.pause(true);
    });
    expect(facts.silentMs).toBe(0);
  });
});

describe("digital silence under comfort noise", () => {
  const silentMs = (does: (watch: CaptureWatch) => void): number =>
    watching(does, COMFORT_NOISE_PEAK).silentMs;

  it("lasts from the first zeros on, once a second of it was zeros", () => {
    const halfSecond = (watch: CaptureWatch): void => {
      hear(watch, 0, 10);
      hear(watch, COMFORT_NOISE_PEAK, 50);
    };
    expect(silentMs(halfSecond)).toBe(500);
    const twice = silentMs((watch) => {
      halfSecond(watch);
      halfSecond(watch);
    });
    expect(twice).toBe(6_000);
  });

  it("is none of a quiet device, which gives no zeros, or a few when it wakes", () => {
    expect(silentMs((watch) => hear(watch, HARDLY, 1_000))).toBe(0);
    const woken = silentMs((watch) => {
      hear(watch, 0, 19);
      hear(watch, HARDLY, 1_000);
    });
    expect(woken).toBeLessThan(1_000);
  });

  it("is over with anything louder", () => {
    const over = (watch: CaptureWatch): void => {
      hear(watch, 0, 160);
      watch.frame(1.01 * COMFORT_NOISE_PEAK);
    };
    expect(silentMs(over)).toBe(0);
    const anew = silentMs((watch) => {
      over(watch);
      hear(watch, HARDLY, 10);
      hear(watch, 0, 2);
    });
    expect(anew).toBe(100);
  });
});

describe("quiet", () => {
  it("has lasted for ever until there is sound", () => {
    expect(watching((watch) => hear(watch, HARDLY, 1)).quietMs).toBe(Infinity);
    expect(watching((watch) => hear(watch, QUIET_PEAK, 1)).quietMs).toBe(0);
  });

  it("is counted from the last sound on", () => {
    const facts = watching((watch) => {
      watch.frame(QUIET_PEAK);
      hear(watch, HARDLY, 40);
    });
    expect(facts.quietMs).toBe(2_000);
  });
});

describe("the level", () => {
  it("is that of the last two frames", () => {
    const facts = watching((watch) => {
      for (const peak of [0.9, 0.7, 0.2]) watch.frame(peak);
    });
    expect(facts.peak).toBe(0.7);
  });

  it("stays with a look between two frames, and falls to nothing where none come", () => {
    const one = watching((watch) => {
      watch.frame(0.9);
      watch.look();
    });
    expect(one.peak).toBe(0.9);
    const none = watching((watch) => {
      watch.frame(0.9);
      look(watch, 2);
    });
    expect(none.peak).toBe(0);
  });

  it("is not that of before the frames stopped", () => {
    const facts = watching((watch) => {
      watch.frame(0.9);
      look(watch, 2);
      watch.frame(0.1);
    });
    expect(facts.peak).toBe(0.1);
  });

  it("is nothing in a pause and after the end", () => {
    const paused = watching((watch) => {
      watch.frame(0.9);
      watch.pause(true);
    });
    expect(paused.peak).toBe(0);
    const ended = watching((watch) => {
      watch.frame(0.9);
      watch.end();
    });
    expect(ended.peak).toBe(0);
  });
});

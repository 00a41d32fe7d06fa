import { describe, expect, it } from "vitest";
import { createHeldKeyWatch } from "../../core/recording/background-rules.ts";

/** Tells for each press, by its time in ms, whether it counts as a held key. */
const heldAmong = (...pressesMs: readonly number[]): boolean[] => {
  const isHeld = createHeldKeyWatch();
  return pressesMs.map((atMs) => isHeld("mute", atMs));
};

describe("createHeldKeyWatch", () => {
  it("counts a held key as one press, however late it repeats", () => {
    expect(heldAmong(0, 1_000, 1_030, 1_060)).toEqual([false, true, true, true]);
  });

  it("counts one press as long as the key is held", () => {
    const presses = Array.from({ length: 100 }, (_, n) => 5_000 + n * 40);
    expect(heldAmong(...presses).filter((isHeld) => !isHeld)).toHaveLength(1);
  });

  it("counts a new press after a release", () => {
    expect(heldAmong(0, 660, 700, 1_701)).toEqual([false, true, true, false]);
  });

  it("counts other keys separately", () => {
    const isHeld = createHeldKeyWatch();
    expect([isHeld("mute", 0), isHeld("bookmark", 1)]).toEqual([false, false]);
  });
});

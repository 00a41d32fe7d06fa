import { describe, expect, it } from "vitest";
import { createHeldKeyWatch } from "../../core/recording/background-rules.ts";

/** What of these presses, at their times in ms, is taken for a held key. */
const heldAmong = (...pressesMs: readonly number[]): boolean[] => {
  const isHeld = createHeldKeyWatch();
  return pressesMs.map((atMs) => isHeld("mute", atMs));
};

describe("a key that is held down", () => {
  it("is one press, however slowly it begins to repeat itself", () => {
    expect(heldAmong(0, 1_000, 1_030, 1_060)).toEqual([false, true, true, true]);
  });

  it("stays one press for as long as it is held", () => {
    const presses = Array.from({ length: 100 }, (_, n) => 5_000 + n * 40);
    expect(heldAmong(...presses).filter((isHeld) => !isHeld)).toHaveLength(1);
  });

  it("counts anew once it was let go", () => {
    expect(heldAmong(0, 660, 700, 1_701)).toEqual([false, true, true, false]);
  });

  it("holds back no other key", () => {
    const isHeld = createHeldKeyWatch();
    expect([isHeld("mute", 0), isHeld("bookmark", 1)]).toEqual([false, false]);
  });
});

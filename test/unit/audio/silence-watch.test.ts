import { expect, it } from "vitest";
import { SILENCE_LIMIT_MS, silenceAfterFrame } from "../../../core/audio/silence-watch.ts";

const listen = (peaks: readonly number[]): number => peaks.reduce(silenceAfterFrame, 0);

it("counts digital silence in time", () => {
  expect(listen(Array.from({ length: 160 }, () => 0))).toBe(SILENCE_LIMIT_MS);
});

it("takes a quiet meeting for what it is", () => {
  expect(listen([0, 0, 0, 1 / 32_768])).toBe(0);
});

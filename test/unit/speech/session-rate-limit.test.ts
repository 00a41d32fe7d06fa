import { expect, it } from "vitest";
import { createSessionRateLimit } from "../../../core/speech/session-rate-limit.ts";

function opened(timesMs: readonly number[]) {
  const limit = createSessionRateLimit(5);
  for (const ms of timesMs) limit.record(ms);
  return limit;
}

it.each([
  ["none yet", [], 0, 0],
  ["four within a minute", [0, 0, 0, 0], 0, 0],
  ["five: a minute after the first", [1_000, 2_000, 3_000, 4_000, 5_000], 5_000, 56_000],
  ["the minute is over", [1_000, 2_000, 3_000, 4_000, 5_000], 61_000, 0],
  ["six: a minute after the second", [0, 10_000, 20_000, 30_000, 40_000, 60_000], 60_000, 10_000],
])("%s", (_name, timesMs, nowMs, expected) => {
  expect(opened(timesMs).pauseMs(nowMs)).toBe(expected);
});

import { describe, expect, it } from "vitest";
import { createSessionRateLimit } from "../../../core/speech/session-rate-limit.ts";

function opened(timesMs: readonly number[], most = 5) {
  const limit = createSessionRateLimit(most);
  for (const ms of timesMs) limit.attempt().reached(ms);
  return limit;
}

describe("the pause before one more session", () => {
  it.each([
    ["is 0 for the first session", [], 0, 0],
    ["is 0 for the fifth session in a minute", [0, 0, 0, 0], 0, 0],
    [
      "lasts until a minute after the first of five sessions",
      [1_000, 2_000, 3_000, 4_000, 5_000],
      5_000,
      56_000,
    ],
    ["is 0 a minute after five sessions", [1_000, 2_000, 3_000, 4_000, 5_000], 61_000, 0],
    [
      "lasts until a minute after the second of six sessions",
      [0, 10_000, 20_000, 30_000, 40_000, 60_000],
      60_000,
      10_000,
    ],
  ])("%s", (_name, timesMs, nowMs, expected) => {
    expect(opened(timesMs).pauseMs(nowMs)).toBe(expected);
  });
});

it("an attempt counts while it is under way, and afterwards only if it reached the service", () => {
  const limit = createSessionRateLimit(1);
  const attempt = limit.attempt();
  expect(limit.pauseMs(0)).toBe(60_000);
  attempt.end();
  expect(limit.pauseMs(0)).toBe(0);
  attempt.reached(0);
  expect(limit.pauseMs(0)).toBe(0);
});

it("the limit is learned from a refusal and holds for ten minutes", () => {
  const limit = opened([0, 1_000, 2_000], 100);
  const refused = limit.attempt();
  refused.reached(3_000);
  refused.refused(3_000);
  expect(limit.pauseMs(3_000)).toBe(57_000);
  for (const ms of [600_000, 601_000, 602_000]) limit.attempt().reached(ms);
  expect(limit.pauseMs(602_500)).toBe(57_500);
  expect(limit.pauseMs(603_000)).toBe(0);
});

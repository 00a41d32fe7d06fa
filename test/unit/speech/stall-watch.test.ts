import { expect, it } from "vitest";
import { FRAME_MS } from "../../../core/audio/format.ts";
import { type StallWatch, createStallWatch } from "../../../core/speech/stall-watch.ts";

const LOUD = 0.3;
const QUIET = 0.001;

/** After how many seconds of such frames the session is given up; null: not within an hour. */
function givenUpAfter(watch: StallWatch, peak: number, isBlocked = false): number | null {
  for (let ms = FRAME_MS; ms <= 3_600_000; ms += FRAME_MS) {
    if (watch.passed(FRAME_MS, peak, isBlocked)) return ms / 1000;
  }
  return null;
}

function begun(hasHeartbeat = false): StallWatch {
  const watch = createStallWatch();
  watch.begin(hasHeartbeat);
  return watch;
}

it.each([
  ["speech that brings no message", LOUD, false, false, 20],
  ["silence, which brings none anyway", QUIET, false, false, null],
  ["silence, where a heartbeat is missing", QUIET, true, false, 20],
  ["a socket that takes nothing", QUIET, false, true, 10],
])("%s", (_name, peak, hasHeartbeat, isBlocked, expected) => {
  expect(givenUpAfter(begun(hasHeartbeat), peak, isBlocked)).toBe(expected);
});

it("starts anew with every message", () => {
  const watch = begun();
  for (let ms = 0; ms < 19_000; ms += FRAME_MS) watch.passed(FRAME_MS, LOUD, false);
  watch.heard(false);
  expect(givenUpAfter(watch, LOUD)).toBe(20);
});

it.each([
  ["with a heartbeat, from the eighth second on", true, [0, 8_000, 15_000]],
  ["without one, never: music brings no message either", false, [0, 0, 0]],
])("knows that a message is overdue %s", (_name, hasHeartbeat, expected) => {
  const watch = begun(hasHeartbeat);
  const pass = (ms: number): number => {
    for (let passed = 0; passed < ms; passed += FRAME_MS) watch.passed(FRAME_MS, LOUD, false);
    return watch.overdueMs;
  };
  expect([pass(7_950), pass(FRAME_MS), pass(7_000)]).toEqual(expected);
  watch.heard(false);
  expect(watch.overdueMs).toBe(0);
});

it("grows more patient with music, until a turn comes", () => {
  const watch = begun();
  expect([1, 2, 3, 4, 5, 6].map(() => givenUpAfter(watch, LOUD))).toEqual([
    20, 40, 80, 160, 320, 320,
  ]);
  watch.heard(true);
  expect(givenUpAfter(watch, LOUD)).toBe(20);
});

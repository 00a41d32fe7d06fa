import { expect, it } from "vitest";
import { FRAME_MS } from "../../../core/audio/format.ts";
import { type StallWatch, createStallWatch } from "../../../core/speech/stall-watch.ts";

const LOUD = 0.3;
const QUIET = 0.001;

/** Seconds of such frames until the session counts as stalled; null if it does not within an hour. */
function stalledAfter(watch: StallWatch, peak: number, isBlocked = false): number | null {
  for (let ms = FRAME_MS; ms <= 3_600_000; ms += FRAME_MS) {
    if (watch.passed(FRAME_MS, peak, isBlocked)) return ms / 1000;
  }
  return null;
}

function begun(hasHeartbeat = false): StallWatch {
  const watch = createStallWatch();
  watch.begin();
  if (hasHeartbeat) watch.heard("heartbeat");
  return watch;
}

it.each([
  ["loud audio without a message stalls a session", LOUD, false, false, 20],
  ["silence stalls no session", QUIET, false, false, null],
  ["silence without the expected heartbeat stalls a session", QUIET, true, false, 20],
  ["a connection that takes nothing stalls a session", QUIET, false, true, 10],
])("%s", (_name, peak, hasHeartbeat, isBlocked, expected) => {
  expect(stalledAfter(begun(hasHeartbeat), peak, isBlocked)).toBe(expected);
});

it("every message restarts the watch", () => {
  const watch = begun();
  for (let ms = 0; ms < 19_000; ms += FRAME_MS) watch.passed(FRAME_MS, LOUD, false);
  watch.heard("unknown");
  expect(stalledAfter(watch, LOUD)).toBe(20);
});

it("a session counts as one with heartbeats from its own first heartbeat on", () => {
  const watch = begun(true);
  watch.begin();
  expect(stalledAfter(watch, QUIET)).toBeNull();
});

it.each([
  ["overdue from the eighth second on, with heartbeats", true, [0, 8_000, 15_000]],
  ["never overdue without heartbeats", false, [0, 0, 0]],
])("a message is %s", (_name, hasHeartbeat, expected) => {
  const watch = begun(hasHeartbeat);
  const pass = (ms: number): number => {
    for (let passed = 0; passed < ms; passed += FRAME_MS) watch.passed(FRAME_MS, LOUD, false);
    return watch.overdueMs;
  };
  expect([pass(7_950), pass(FRAME_MS), pass(7_000)]).toEqual(expected);
  watch.heard("silence");
  expect(watch.overdueMs).toBe(0);
});

it("patience doubles with each fruitless session, until a turn comes", () => {
  const watch = begun();
  expect([1, 2, 3, 4, 5, 6].map(() => stalledAfter(watch, LOUD))).toEqual([
    20, 40, 80, 160, 320, 320,
  ]);
  watch.heard("turn");
  expect(stalledAfter(watch, LOUD)).toBe(20);
});

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

it("grows more patient with music, until a turn comes", () => {
  const watch = begun();
  expect([1, 2, 3, 4, 5, 6].map(() => givenUpAfter(watch, LOUD))).toEqual([
    20, 40, 80, 160, 320, 320,
  ]);
  watch.heard(true);
  expect(givenUpAfter(watch, LOUD)).toBe(20);
});

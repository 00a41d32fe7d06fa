import { expect, it } from "vitest";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { createQuietWatch } from "../../../core/speech/quiet-watch.ts";

interface Second {
  readonly sentSeconds: number;
  readonly isTurnOpen?: boolean;
  readonly peak?: number;
}

/** Records one sending a second. Returns the last offset, in seconds of the recording. */
function play(seconds: readonly Second[], baseSeconds = 0): number | null {
  const watch = createQuietWatch();
  watch.begin(baseSeconds * SAMPLE_RATE, 0);
  let quiet: number | null = null;
  seconds.forEach(({ sentSeconds, isTurnOpen = false, peak = 0 }, second) => {
    quiet = watch.sent(sentSeconds * SAMPLE_RATE, peak, isTurnOpen, second * 1000) ?? quiet;
  });
  return quiet === null ? null : quiet / SAMPLE_RATE;
}

const realTime = (count: number, base = 0): Second[] =>
  Array.from({ length: count }, (_, second) => ({ sentSeconds: base + second }));

it("the offset follows an hour of silence closely", () => {
  const quiet = play(realTime(3_600));
  expect(quiet).toBeGreaterThan(3_600 - 25);
  expect(quiet).toBeLessThanOrEqual(3_600 - 10);
});

it("the offset does not move during a turn", () => {
  expect(play(realTime(60).map((each) => ({ ...each, isTurnOpen: true })))).toBeNull();
});

it("the offset stays behind the seconds before a turn began", () => {
  const seconds = realTime(60).map((each, second) => ({ ...each, isTurnOpen: second >= 15 }));
  expect(play(seconds)).toBeLessThanOrEqual(5);
});

it("the offset does not move through audible audio, because a stalled service begins no turn either", () => {
  expect(play(realTime(60).map((each) => ({ ...each, peak: 0.01 })))).toBeNull();
  expect(play(realTime(60).map((each) => ({ ...each, peak: 0.001 })))).toBeGreaterThan(30);
});

it("audio sent faster than real time does not count as heard at once", () => {
  const burst = Array.from({ length: 30 }, () => ({ sentSeconds: 100 }));
  expect(play(burst)).toBeLessThanOrEqual(20);
});

it("audio that was just sent does not count as heard", () => {
  const blocked = [...realTime(10), ...Array.from({ length: 9 }, () => ({ sentSeconds: 9 }))];
  expect(play([...blocked, { sentSeconds: 19 }])).toBeLessThanOrEqual(9);
});

it("the offset counts from the beginning of the session", () => {
  expect(play(realTime(31, 500), 500)).toBe(520);
});

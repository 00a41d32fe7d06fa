import { expect, it } from "vitest";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { createQuietWatch } from "../../../core/speech/quiet-watch.ts";

interface Second {
  readonly sentSeconds: number;
  readonly isTurnOpen?: boolean;
  readonly peak?: number;
}

/** Plays one look a second; returns the last offset that was reported, in seconds of the recording. */
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

it("follows an hour of silence closely", () => {
  const quiet = play(realTime(3_600));
  expect(quiet).toBeGreaterThan(3_600 - 25);
  expect(quiet).toBeLessThanOrEqual(3_600 - 10);
});

it("knows nothing while somebody speaks", () => {
  expect(play(realTime(60).map((each) => ({ ...each, isTurnOpen: true })))).toBeNull();
});

it("knows nothing of the seconds before somebody began to speak", () => {
  const seconds = realTime(60).map((each, second) => ({ ...each, isTurnOpen: second >= 15 }));
  expect(play(seconds)).toBeLessThanOrEqual(5);
});

it("knows nothing while there is sound, whatever the service says: it may have stalled", () => {
  expect(play(realTime(60).map((each) => ({ ...each, peak: 0.01 })))).toBeNull();
  expect(play(realTime(60).map((each) => ({ ...each, peak: 0.001 })))).toBeGreaterThan(30);
});

it("does not take for heard what was sent faster than real time", () => {
  const burst = Array.from({ length: 30 }, () => ({ sentSeconds: 100 }));
  expect(play(burst)).toBeLessThanOrEqual(20);
});

it("nor what was sent only just now", () => {
  const blocked = [...realTime(10), ...Array.from({ length: 9 }, () => ({ sentSeconds: 9 }))];
  expect(play([...blocked, { sentSeconds: 19 }])).toBeLessThanOrEqual(9);
});

it("counts from where the session began", () => {
  expect(play(realTime(31, 500), 500)).toBe(520);
});

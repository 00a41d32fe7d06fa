import { describe, expect, it } from "vitest";
import { createGapWatch, type Gap } from "../../../core/recording/gap-watch.ts";

const FRAME_MS = 50;
const STARTED_AT = 1_760_000_000_000;

/** A recording whose frames and clock do what the test says. */
function record() {
  const watch = createGapWatch();
  let now = STARTED_AT;
  let recordedMs = 0;
  const gaps: Gap[] = [];
  const keep = (found: Gap | null): void => void (found && gaps.push(found));
  return {
    watch,
    gaps,
    wait: (ms: number) => void (now += ms),
    /** Records so much; a frame takes `pace` of its length. */
    frames(ms: number, pace = 1) {
      for (let passed = 0; passed < ms; passed += FRAME_MS) {
        now += FRAME_MS * pace;
        recordedMs += FRAME_MS;
        keep(watch.frame(recordedMs, now));
      }
    },
    stop: () => keep(watch.stop()),
  };
}

describe("a gap", () => {
  it("has its place on the meeting clock and its times, however long it is", () => {
    for (const lengthMs of [2_500, 90_000, 8 * 3_600_000]) {
      const recording = record();
      recording.frames(13_000);
      recording.wait(lengthMs);
      recording.frames(10_000);
      expect(recording.gaps).toEqual([
        {
          atMs: 13_000,
          stoppedAt: STARTED_AT + 13_000,
          resumedAt: STARTED_AT + 13_000 + lengthMs,
        },
      ]);
    }
  });

  it("is found once each time", () => {
    const recording = record();
    for (let turn = 0; turn < 3; turn++) {
      recording.frames(10_000);
      recording.wait(3_000);
    }
    recording.frames(10_000);
    expect(recording.gaps.map(({ atMs }) => atMs)).toEqual([10_000, 20_000, 30_000]);
    expect(recording.gaps.map((gap) => gap.resumedAt - gap.stoppedAt)).toEqual([
      3_000, 3_000, 3_000,
    ]);
  });

  it("is found at a pause or the end that follows at once", () => {
    const recording = record();
    recording.frames(5_000);
    recording.wait(4_000);
    recording.frames(1_000);
    recording.stop();
    recording.stop();
    expect(recording.gaps.map(({ atMs }) => atMs)).toEqual([5_000]);
  });

  it("of several short ones in a row is found, because no clock drifts that fast", () => {
    const recording = record();
    recording.frames(5_000);
    recording.wait(1_500);
    recording.frames(1_000);
    recording.wait(1_500);
    recording.frames(10_000);
    expect(recording.gaps.map(({ atMs }) => atMs)).toEqual([6_000]);
  });

  it("lasts as long as its latest frames were missing, not as long as one of them was held up", () => {
    const recording = record();
    recording.frames(5_000);
    recording.wait(10_000);
    // Three seconds of it were only held up.
    recording.frames(3_000, 0);
    recording.frames(4_900);
    recording.wait(1_000);
    recording.frames(FRAME_MS);
    expect(recording.gaps.map((gap) => gap.resumedAt - gap.stoppedAt)).toEqual([7_000]);
  });

  it("of a known interruption may be shorter", () => {
    const recording = record();
    recording.frames(5_000);
    recording.wait(800);
    recording.frames(10_000);
    expect(recording.gaps).toEqual([]);
    recording.watch.interrupted();
    recording.wait(800);
    recording.frames(10_000);
    expect(recording.gaps).toHaveLength(1);
    recording.wait(800);
    recording.frames(10_000);
    expect(recording.gaps).toHaveLength(1);
  });
});

describe("no gap is found", () => {
  it("if frames were only held up", () => {
    const recording = record();
    recording.frames(5_000);
    recording.wait(60_000);
    recording.frames(60_000, 0.01);
    recording.frames(20_000);
    expect(recording.gaps).toEqual([]);
  });

  it("if they were held up several times", () => {
    const recording = record();
    for (let turn = 0; turn < 5; turn++) {
      recording.frames(10_000);
      recording.wait(3_000);
      recording.frames(3_000, 0);
    }
    expect(recording.gaps).toEqual([]);
  });

  it("in a pause", () => {
    const recording = record();
    recording.frames(5_000);
    recording.stop();
    recording.wait(600_000);
    recording.frames(20_000);
    expect(recording.gaps).toEqual([]);
  });

  it.each([0.985, 1.015])("if the clocks drift apart: %d", (pace) => {
    const recording = record();
    recording.frames(3_600_000, pace);
    expect(recording.gaps).toEqual([]);
  });

  it("if the wall clock is set back", () => {
    const recording = record();
    recording.frames(5_000);
    recording.wait(-3_600_000);
    recording.frames(20_000);
    expect(recording.gaps).toEqual([]);
  });
});

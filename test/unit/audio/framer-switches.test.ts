import { describe, expect, it } from "vitest";
import { FRAME_SAMPLES } from "../../../core/audio/format.ts";
import { createFramer, type Framer } from "../../../core/audio/framer.ts";

const BLOCK = 128;

interface Output {
  readonly framer: Framer;
  readonly samples: number[];
  /** Lengths of frames, and the events between them, in order. */
  readonly events: (number | string)[];
}

function createListener(): Output {
  const samples: number[] = [];
  const events: (number | string)[] = [];
  const framer = createFramer({
    onFrame(frame) {
      samples.push(...frame);
      events.push(frame.length);
    },
    onPaused: () => events.push("paused"),
    onResumed: () => events.push("resumed"),
    onCut: (count) => events.push(`cut after ${count}`),
    onEnded: (count) => events.push(`ended after ${count}`),
  });
  return { framer, samples, events };
}

/** Each sample is its position in the context, counted from 1, in steps of 1/32768. */
const blockAt = (atFrame: number): Float32Array =>
  Float32Array.from({ length: BLOCK }, (_, index) => (atFrame + index + 1) / 32_768);

function run(framers: readonly Framer[], blocks: number, firstBlock = 0): void {
  for (let block = firstBlock; block < firstBlock + blocks; block++)
    for (const framer of framers) framer.push(blockAt(block * BLOCK), BLOCK, block * BLOCK);
}

const places = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index + 1);

describe("a framer", () => {
  it("begins, pauses, resumes and ends exactly at the requested sample", () => {
    const { framer, samples, events } = createListener();
    framer.switch("begin", 130);
    framer.switch("pause", 1_001);
    framer.switch("resume", 2_003);
    framer.switch("end", 2_900);
    run([framer], 30);
    expect(samples).toEqual([...places(130, 1_001), ...places(2_003, 2_900)]);
    expect(events).toEqual([
      FRAME_SAMPLES,
      871 - FRAME_SAMPLES,
      "paused",
      "resumed",
      FRAME_SAMPLES,
      97,
      `ended after ${1_001 - 130 + 2_900 - 2_003}`,
    ]);
  });

  it("keeps two channels equally long if one receives the switch a block later", () => {
    const tab = createListener();
    const mic = createListener();
    for (const { framer } of [tab, mic]) framer.switch("begin", 0);
    run([tab.framer, mic.framer], 10);
    tab.framer.switch("pause", 2_000);
    run([tab.framer, mic.framer], 1, 10);
    mic.framer.switch("pause", 2_000);
    run([tab.framer, mic.framer], 20, 11);
    expect(tab.samples).toHaveLength(2_000);
    expect(mic.samples).toEqual(tab.samples);
  });

  it("performs a switch at once if its sample has passed, in the order of the calls", () => {
    const { framer, samples, events } = createListener();
    run([framer], 4);
    framer.switch("begin", 0);
    framer.switch("pause", 100);
    framer.switch("resume", 50);
    run([framer], 2, 4);
    expect(samples).toEqual([]);
    expect(events).toEqual(["paused", "resumed"]);
    framer.switch("end", 0);
    run([framer], 1, 6);
    expect(samples).toEqual(places(4 * BLOCK, 6 * BLOCK));
  });

  it("ignores a second pause and everything after the end", () => {
    const { framer, events } = createListener();
    framer.switch("begin", 0);
    for (const to of ["pause", "pause", "end", "resume", "end"] as const) framer.switch(to, 0);
    run([framer], 10);
    expect(events).toEqual(["paused", "ended after 0"]);
  });

  it("writes zeros while its source is missing", () => {
    const { framer, samples } = createListener();
    framer.switch("begin", 0);
    run([framer], 1);
    framer.push(null, BLOCK, BLOCK);
    run([framer], 1, 2);
    framer.switch("end", 0);
    run([framer], 1, 3);
    expect(samples).toEqual([
      ...places(0, BLOCK),
      ...Array.from({ length: BLOCK }, () => 0),
      ...places(2 * BLOCK, 3 * BLOCK),
    ]);
  });
});

describe("a framer that is cut", () => {
  it("hands over every sample it holds, and the next framer continues without a loss or a double", () => {
    const first = createListener();
    first.framer.switch("begin", 0);
    run([first.framer], 10);
    first.framer.cut();
    const second = createListener();
    second.framer.switch("begin", 10 * BLOCK);
    run([first.framer, second.framer], 10, 10);
    expect([...first.samples, ...second.samples]).toEqual(
      places(0, 20 * BLOCK - ((20 * BLOCK - 1_280) % FRAME_SAMPLES)),
    );
    expect(first.events).toEqual([FRAME_SAMPLES, 480, `cut after ${10 * BLOCK}`]);
  });

  it("performs the switches that wait for a block, and ignores later ones", () => {
    const { framer, events } = createListener();
    framer.switch("begin", 0);
    run([framer], 1);
    framer.switch("pause", 10_000);
    framer.cut();
    framer.switch("end", 0);
    run([framer], 1, 1);
    expect(events).toEqual([BLOCK, "paused", `cut after ${BLOCK}`]);
  });

  it("that is paused is continued by one that resumes first", () => {
    const { framer, samples, events } = createListener();
    run([framer], 1);
    framer.switch("resume", 0);
    run([framer], 7, 1);
    expect(events[0]).toBe("resumed");
    expect(samples).toHaveLength(FRAME_SAMPLES);
  });
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FRAME_SAMPLES } from "../../../core/audio/format.ts";
import {
  type AudioLog,
  createDurableAudioLog,
  drainToDisk,
} from "../../../entrypoints/offscreen/recorder/durable-audio-log.ts";
import { createTestFile } from "./sync-file.ts";

const FRAME_BYTES = FRAME_SAMPLES * 2;
const TEN_MINUTES_MS = 600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A log of ten frames, three and a half of them on a disk that is full. */
function fullDisk() {
  const file = createTestFile();
  file.room = 3.5 * FRAME_BYTES;
  const log = createDurableAudioLog(file);
  for (let i = 0; i < 10; i++) log.append(new Int16Array(FRAME_SAMPLES).fill(i + 1));
  return { file, log };
}

function waitFor(logs: readonly AudioLog[]) {
  const wait = { isOver: false };
  void drainToDisk(logs).then(() => (wait.isOver = true));
  return wait;
}

it("drainToDisk resolves at once if nothing waits", async () => {
  const wait = waitFor([createDurableAudioLog(createTestFile())]);
  await vi.advanceTimersByTimeAsync(0);
  expect(wait.isOver).toBe(true);
});

it("drainToDisk waits minutes for room, and then nothing is lost", async () => {
  const { file, log } = fullDisk();
  const wait = waitFor([createDurableAudioLog(createTestFile()), log]);
  await vi.advanceTimersByTimeAsync(TEN_MINUTES_MS - 5_000);
  expect(wait.isOver).toBe(false);
  expect(log.waitingSamples).toBe(6.5 * FRAME_SAMPLES);
  expect(log.refusal).toMatch(/space/);

  file.room = Infinity;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(wait.isOver).toBe(true);
  expect(log).toMatchObject({ waitingSamples: 0, refusal: null });
  expect(log.close().lostSamples).toBe(0);
  expect(file.content).toHaveLength(10 * FRAME_BYTES);
});

it("logs can be read from disk and memory during drainToDisk", async () => {
  const { log } = fullDisk();
  waitFor([log]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect([0, 3, 9].map((frame) => log.read(frame * FRAME_SAMPLES, 1)[0])).toEqual([1, 4, 10]);
});

it("drainToDisk asks the disk once a second", async () => {
  const { file, log } = fullDisk();
  const before = file.writes;
  waitFor([log]);
  await vi.advanceTimersByTimeAsync(9_500);
  expect(file.writes - before).toBe(10);
});

it("drainToDisk ends after ten minutes, and the log counts what is lost", async () => {
  const { log } = fullDisk();
  const wait = waitFor([log]);
  await vi.advanceTimersByTimeAsync(TEN_MINUTES_MS);
  expect(wait.isOver).toBe(true);
  expect(log.close().lostSamples).toBe(6.5 * FRAME_SAMPLES);
});

import { expect, it } from "vitest";
import { FRAME_SAMPLES } from "../../../core/audio/format.ts";
import { watchStorage } from "../../../entrypoints/offscreen/recorder/storage-watch.ts";

const MINUTE_BYTES = 32_000 * 60;
const THIRTY_SECONDS = 480_000;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Answers in order, and repeats the last answer. */
function watch(channels: number, answers: (StorageEstimate | Error)[]) {
  let asked = 0;
  const watched = watchStorage(channels, async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer === undefined || answer instanceof Error) throw answer;
    return answer;
  });
  const record = async (samples: number): Promise<void> => {
    for (let left = samples; left > 0; left -= FRAME_SAMPLES)
      watched.recorded(Math.min(left, FRAME_SAMPLES));
    await settled();
  };
  return { watched, record, asked: () => asked };
}

const room = (minutes: number): StorageEstimate => ({ quota: minutes * MINUTE_BYTES, usage: 0 });
const low = (minutes: number) => ({ reason: "disk-low", detail: String(minutes) });

it("watchStorage asks before the first frame, then every 30 s of recording", async () => {
  const { watched, record, asked } = watch(1, [room(100), room(29), room(100)]);
  await record(0);
  expect(watched.problem).toBeNull();
  await record(THIRTY_SECONDS - 1);
  expect(asked()).toBe(1);
  await record(1);
  expect(watched.problem).toEqual(low(29));
  await record(THIRTY_SECONDS);
  expect(watched.problem).toBeNull();
});

it("watchStorage counts the samples of both channels", async () => {
  const { watched, record, asked } = watch(2, [room(40)]);
  await record(2 * THIRTY_SECONDS - 1);
  expect(asked()).toBe(1);
  await record(1);
  expect(asked()).toBe(2);
  expect(watched.problem).toEqual(low(20));
});

it.each([
  ["fails", new Error("no storage here")],
  ["leaves the quota out", { usage: 1 }],
  ["leaves the usage out", { quota: 1 }],
])("watchStorage reports no problem when the estimate %s", async (_name, answer) => {
  const { watched, record } = watch(1, [room(1), answer]);
  await record(0);
  expect(watched.problem).toEqual(low(1));
  await record(THIRTY_SECONDS);
  expect(watched.problem).toBeNull();
});

it.each([20, 60, 80])("watchStorage asks every 30 s with frames of %i ms", async (frameMs) => {
  const { watched, asked } = watch(1, [room(100)]);
  for (let ms = 0; ms < 120_000; ms += frameMs) watched.recorded(frameMs * 16);
  await settled();
  expect(asked()).toBe(5);
});

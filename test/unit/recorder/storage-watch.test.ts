import { expect, it } from "vitest";
import { watchStorage } from "../../../entrypoints/offscreen/recorder/storage-watch.ts";

const MINUTE_BYTES = 32_000 * 60;
const THIRTY_SECONDS_FRAMES = 600;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Gives the answers in turn, the last one from then on. */
function watch(channels: number, answers: (StorageEstimate | Error)[]) {
  let asked = 0;
  const watched = watchStorage(channels, async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer === undefined || answer instanceof Error) throw answer;
    return answer;
  });
  const record = async (frames: number): Promise<void> => {
    for (let i = 0; i < frames; i++) watched.afterFrame();
    await settled();
  };
  return { watched, record, asked: () => asked };
}

const room = (minutes: number): StorageEstimate => ({ quota: minutes * MINUTE_BYTES, usage: 0 });
const low = (minutes: number) => ({ reason: "disk-low", detail: String(minutes) });

it("asks before the first frame, then every 30 s of recording", async () => {
  const { watched, record, asked } = watch(1, [room(100), room(29), room(100)]);
  await record(0);
  expect(watched.problem).toBeNull();
  await record(THIRTY_SECONDS_FRAMES - 1);
  expect(asked()).toBe(1);
  await record(1);
  expect(watched.problem).toEqual(low(29));
  await record(THIRTY_SECONDS_FRAMES);
  expect(watched.problem).toBeNull();
});

it("counts the frames of both channels", async () => {
  const { watched, record, asked } = watch(2, [room(40)]);
  await record(2 * THIRTY_SECONDS_FRAMES - 1);
  expect(asked()).toBe(1);
  await record(1);
  expect(asked()).toBe(2);
  expect(watched.problem).toEqual(low(20));
});

it.each([
  ["fails", new Error("no storage here")],
  ["leaves the quota out", { usage: 1 }],
  ["leaves the usage out", { quota: 1 }],
])("warns of nothing when the estimate %s", async (_name, answer) => {
  const { watched, record } = watch(1, [room(1), answer]);
  await record(0);
  expect(watched.problem).toEqual(low(1));
  await record(THIRTY_SECONDS_FRAMES);
  expect(watched.problem).toBeNull();
});

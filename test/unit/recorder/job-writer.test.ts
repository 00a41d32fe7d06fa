import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Problem } from "../../../core/problem.ts";
import type { TurnMessage } from "../../../core/speech/service.ts";
import {
  createJobWriter,
  type JobWriter,
} from "../../../entrypoints/offscreen/recorder/job-writer.ts";
import { createTurnKeeper } from "../../../entrypoints/offscreen/recorder/turn-keeper.ts";
import { addMeeting, getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { listTurns } from "../../../entrypoints/shared/database/turn-store.ts";
import { NOTHING_YET, held } from "../spoken.ts";

const FULL = new DOMException("full", "QuotaExceededError");

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function openWriter() {
  const problems: (Problem | null)[] = [];
  const writer = createJobWriter((found) => problems.push(found));
  return { writer, problems };
}

/** Fails as often as told, then succeeds. */
const failing =
  (times: number, done: () => void, error: Error = FULL) =>
  async (): Promise<void> => {
    if (times-- > 0) throw error;
    done();
  };

it("a refused write is tried again, and those behind it wait", async () => {
  const { writer, problems } = openWriter();
  const order: string[] = [];
  writer.store(failing(3, () => order.push("first")));
  writer.store(async () => void order.push("second"));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(order).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(order).toEqual(["first", "second"]);
  expect(problems.map((found) => found?.reason ?? null)).toEqual([
    ...Array<string>(3).fill("database-failed"),
    null,
  ]);
});

it("a write that fails for another reason is lost at once, and the next one follows", async () => {
  const { writer, problems } = openWriter();
  const order: string[] = [];
  writer.store(
    failing(1, () => {}, new TypeError("bug")),
    () => order.push("lost"),
  );
  writer.store(async () => void order.push("second"));
  await writer.drain();
  expect(order).toEqual(["lost", "second"]);
  expect(problems.map((found) => found?.reason ?? null)).toEqual(["unexpected"]);
});

it("the end waits ten minutes for a database that takes nothing", async () => {
  const { writer } = openWriter();
  const lost = vi.fn();
  writer.store(
    failing(Infinity, () => {}),
    lost,
  );
  let isDrained = false;
  void writer.drain().then(() => (isDrained = true));
  await vi.advanceTimersByTimeAsync(9 * 60_000);
  expect(isDrained).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(isDrained).toBe(true);
  expect(lost).toHaveBeenCalledOnce();
});

/** Lets the database, which runs in real time, and the pauses between two tries take turns. */
async function drainedInTime({ drain }: JobWriter): Promise<void> {
  let isDrained = false;
  void drain().then(() => (isDrained = true));
  while (!isDrained) {
    await vi.advanceTimersByTimeAsync(100);
    await new Promise(setImmediate);
  }
}

describe("turns and the offset", () => {
  const sentence = (order: number, endMs: number): TurnMessage => ({
    type: "turn",
    order,
    endOfTurn: true,
    formatted: true,
    transcript: `${order}.`,
    words: [{ text: `${order}.`, startMs: endMs - 500, endMs, confidence: 1 }],
    language: null,
    speaker: null,
  });

  /** Says three sentences, while the database refuses to store the second one that often. */
  async function sayThree(meetingId: string, refusals: number, error: Error) {
    const database = await openDatabase();
    const tab = { name: "tab", transcribedSamples: 0 } as const;
    await addMeeting(database, held({ id: meetingId, channels: [tab] }));
    const { writer } = openWriter();
    let sessions = 0;
    const turns = createTurnKeeper({
      meetingId,
      channel: "tab",
      progress: NOTHING_YET,
      recordedSamples: () => 1_600_000,
      database,
      store: writer.store,
      echoes: { stored() {}, changed() {}, shown: (partial) => partial },
      announcePartial() {},
      announceReplaced() {},
      nextSession: () => sessions++,
      draftAfter: null,
    });
    turns.beginSession(false);
    turns.turn(sentence(0, 10_000));
    await writer.drain();
    const refusing = vi.spyOn(IDBObjectStore.prototype, "put");
    for (let times = 0; times < refusals; times++)
      refusing.mockImplementationOnce(() => {
        throw error;
      });
    turns.turn(sentence(1, 20_000));
    turns.turn(sentence(2, 30_000));
    await drainedInTime(writer);
    const stored = await getMeeting(database, meetingId);
    return {
      texts: (await listTurns(database, meetingId)).map(({ text }) => text),
      offset: stored?.channels[0]?.transcribedSamples,
    };
  }

  it("no turn is lost to a database that refuses for a while", async () => {
    expect(await sayThree("full", 4, FULL)).toEqual({
      texts: ["0.", "1.", "2."],
      offset: 30 * 16_000,
    });
  });

  it("a turn that can't be stored keeps the offset before it", async () => {
    expect(await sayThree("broken", 1, new TypeError("bug"))).toEqual({
      texts: ["0.", "2."],
      offset: 10 * 16_000,
    });
  });
});

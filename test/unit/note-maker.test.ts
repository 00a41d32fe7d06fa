import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { NoteWish } from "../../core/protocol/control.ts";
import { LIVE_CHANNEL, type LiveEvent, type NoteWork } from "../../core/protocol/live.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../core/settings.ts";
import { createNoteMaker } from "../../entrypoints/offscreen/notes/note-maker.ts";
import { keepLiveNotes } from "../../entrypoints/offscreen/notes/own-accord.ts";
import { addMeeting } from "../../entrypoints/shared/database/meetings.ts";
import { listNotes } from "../../entrypoints/shared/database/notes.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { storeTurn } from "../../entrypoints/shared/database/turns.ts";
import { held, spoken } from "./spoken.ts";

const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  workerUrl: "https://worker.example",
  accessCode: "rose",
};
const WISH: NoteWish = {
  meetingId: "m",
  subject: { type: "template", templateId: "standard", name: "" },
};
const reply = () =>
  Response.json({
    model: "claude",
    content: "- It moves. [1]",
    finish_reason: "stop",
    usage: { input_tokens: 1, output_tokens: 1 },
  });
const refusal = () =>
  Response.json({ error: { code: "upstream_failed", message: "Away." } }, { status: 502 });

/** The last that panels were told. */
let works: readonly NoteWork[] = [];
let panel: BroadcastChannel;
let idles = 0;
const onIdle = (): void => void idles++;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  works = [];
  idles = 0;
  panel = new BroadcastChannel(LIVE_CHANNEL);
  panel.onmessage = ({ data }: MessageEvent<LiveEvent>) => {
    if (data.type === "notes-work") works = data.works;
  };
  const database = await openDatabase();
  await addMeeting(database, held());
  await storeTurn(database, spoken({ text: "It moves to the nineteenth of March, she says." }), 0);
  database.close();
});
afterEach(() => {
  panel.close();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const stored = async () => listNotes(await openDatabase(), "m");

/** The first question is answered by nobody, and the rest at once. */
function answerAllButTheFirst() {
  let asked = 0;
  return vi.spyOn(globalThis, "fetch").mockImplementation((_, init) =>
    asked++ > 0
      ? Promise.resolve(reply())
      : new Promise((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
        }),
  );
}

it("makes one note of two equal wishes", async () => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => reply());
  const maker = createNoteMaker(onIdle);
  await Promise.all([maker.make(WISH, SETTINGS), maker.make(WISH, SETTINGS)]);
  expect(await stored()).toMatchObject([{ markdown: "- It moves. [1]" }]);
  expect(maker.isBusy).toBe(false);
  expect(idles).toBe(1);
  await vi.waitFor(() => expect(works).toEqual([]));
});

it("makes anew what is cancelled and at once wished again", async () => {
  const fetched = answerAllButTheFirst();
  const maker = createNoteMaker(onIdle);
  const cancelled = maker.make(WISH, SETTINGS);
  await vi.waitUntil(() => fetched.mock.calls.length === 1);
  maker.cancel(WISH);
  expect(maker.isBusy).toBe(false);
  await maker.make(WISH, SETTINGS);
  await cancelled;
  expect(await stored()).toHaveLength(1);
  await vi.waitFor(() => expect(works).toEqual([]));
  expect(idles).toBeGreaterThan(0);
});

it.each([
  ["that was asked for", {}, true],
  ["that was asked for while the meeting went on", { isLive: true }, true],
  ["that nobody asked for", { isUnasked: true }, true],
  ["that comes again by itself", { isLive: true, isUnasked: true }, false],
])("of a note %s it is told that it failed: %#", async (_, wish, isTold) => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => refusal());
  const maker = createNoteMaker(onIdle);
  await maker.make({ ...WISH, ...wish }, SETTINGS);
  const other = maker.make({ ...WISH, subject: { type: "question", question: "Why?" } }, SETTINGS);
  await other;
  await vi.waitFor(() =>
    expect(works.some(({ wish: { subject } }) => subject.type === "question")).toBe(true),
  );
  const told = works.filter(({ wish: { subject } }) => subject.type === "template");
  expect(told.map(({ problem }) => problem?.reason)).toEqual(isTold ? ["notes-failed"] : []);
});

it("ends live notes with the meeting, so that those of the whole are made", async () => {
  const fetched = answerAllButTheFirst();
  const maker = createNoteMaker(onIdle);
  const stop = keepLiveNotes("m", SETTINGS, maker);
  const live = maker.make({ ...WISH, isLive: true }, SETTINGS);
  await vi.waitUntil(() => fetched.mock.calls.length === 1);
  stop();
  await maker.make({ ...WISH, isUnasked: true }, SETTINGS);
  await live;
  expect(await stored()).toEqual([expect.not.objectContaining({ isLive: true })]);
});

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Meeting } from "../../core/meeting.ts";
import { withPending } from "../../core/notes/pending.ts";
import { problem } from "../../core/problem.ts";
import type { NoteRequest } from "../../core/protocol/offscreen-requests.ts";
import { LIVE_CHANNEL, type LiveEvent, type NoteJob } from "../../core/protocol/live.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../core/settings/settings.ts";
import { createNoteMaker } from "../../entrypoints/offscreen/notes/note-maker.ts";
import { cancelLiveNotes } from "../../entrypoints/offscreen/notes/automatic-notes.ts";
import {
  addMeeting,
  getMeeting,
  updateMeeting,
} from "../../entrypoints/shared/database/meeting-store.ts";
import { listNotes } from "../../entrypoints/shared/database/note-store.ts";
import { type Database, openDatabase } from "../../entrypoints/shared/database/open.ts";
import { recoverNotes } from "../../entrypoints/shared/recover.ts";
import { storeTurn } from "../../entrypoints/shared/database/turn-store.ts";
import { held, spoken } from "./spoken.ts";

const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  workerUrl: "https://worker.example",
  accessCode: "rose",
};
const WISH: NoteRequest = {
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

/** What panels were told, and the last of what is being made. */
let told: LiveEvent[] = [];
let works: readonly NoteJob[] = [];
let panel: BroadcastChannel;
let idles = 0;
const onIdle = (): void => void idles++;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  told = [];
  works = [];
  idles = 0;
  panel = new BroadcastChannel(LIVE_CHANNEL);
  panel.onmessage = ({ data }: MessageEvent<LiveEvent>) => {
    told.push(data);
    if (data.type === "note-jobs") works = data.works;
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

async function inDatabase<T>(act: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase();
  const value = await act(database);
  database.close();
  return value;
}

const stored = () => inDatabase((database) => listNotes(database, "m"));
const owed = async () =>
  (await inDatabase((database) => getMeeting(database, "m")))?.owedNotes ?? [];
const change = (how: (meeting: Meeting) => Meeting) =>
  inDatabase((database) => updateMeeting(database, "m", how));
const recover = () => inDatabase(recoverNotes);

/** That one question is answered by nobody, and the rest at once. */
function answerAllBut(nth: number) {
  let asked = 0;
  return vi.spyOn(globalThis, "fetch").mockImplementation((_, init) =>
    ++asked !== nth
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

it("listens to the panels while a note is made, and not to a recording for hours after it", async () => {
  const open = new Set<BroadcastChannel>();
  class Counted extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      open.add(this);
    }
    override close(): void {
      open.delete(this);
      super.close();
    }
  }
  vi.stubGlobal("BroadcastChannel", Counted);
  const fetched = answerAllBut(1);
  const maker = createNoteMaker(onIdle);
  expect(open.size).toBe(0);
  const made = maker.make(WISH, SETTINGS);
  await vi.waitUntil(() => fetched.mock.calls.length === 1);
  told = [];
  panel.postMessage({ type: "hello" });
  await vi.waitFor(() => expect(told).toMatchObject([{ type: "note-jobs", works: [{}] }]));
  maker.cancel(WISH);
  await made;
  expect(open.size).toBe(0);
  vi.unstubAllGlobals();
});

it("makes anew what is cancelled and at once wished again", async () => {
  const fetched = answerAllBut(1);
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

it("counts what was answered of notes that are cancelled", async () => {
  await inDatabase(async (database) => {
    for (const order of [1, 2])
      await storeTurn(database, spoken({ order, text: "words ".repeat(800) }), 0);
  });
  const fetched = answerAllBut(2);
  const maker = createNoteMaker(onIdle);
  const notes = { ...SETTINGS.notes, contextTokens: 1_000 };
  const made = maker.make(WISH, { ...SETTINGS, notes });
  await vi.waitUntil(() => fetched.mock.calls.length === 2);
  maker.cancel(WISH);
  await made;
  const meeting = await inDatabase((database) => getMeeting(database, "m"));
  expect(meeting?.usage?.models).toEqual({ claude: { inputTokens: 1, outputTokens: 1 } });
  expect(await stored()).toEqual([]);
});

it.each([
  ["that was asked for", {}, true],
  ["that was asked for while the meeting went on", { isLive: true }, true],
  ["that nobody asked for", { isUnasked: true }, true],
  ["that comes again by itself", { isLive: true, isUnasked: true }, false],
])("of a note %s it is kept that it failed: %#", async (_, request, isKept) => {
  vi.useFakeTimers({ toFake: ["Date"], now: 7 });
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => refusal());
  const maker = createNoteMaker(onIdle);
  await maker.make({ ...WISH, ...request }, SETTINGS);
  const failed = {
    subject: WISH.subject,
    problem: { reason: "notes-failed", detail: "Away." },
    at: 7,
  };
  expect(await owed()).toEqual(isKept ? [failed] : []);
  await vi.waitFor(() => expect(told.at(-1)).toEqual({ type: "note-jobs", works: [] }));
  const meetings = told.filter((event) => event.type === "meeting");
  expect(meetings.at(-1)?.meeting.owedNotes ?? []).toEqual(await owed());
});

it("says why it failed before it says that nothing is being made", async () => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => refusal());
  await createNoteMaker(onIdle).make(WISH, SETTINGS);
  await vi.waitFor(() => expect(told.at(-1)).toEqual({ type: "note-jobs", works: [] }));
  expect(told.at(-2)).toMatchObject({ meeting: { owedNotes: [{ problem: { detail: "Away." } }] } });
});

describe("what a meeting is owed", () => {
  const QUESTION: NoteRequest = { meetingId: "m", subject: { type: "question", question: "Why?" } };
  /** What is owed while the first of two is being made and the second waits for its turn. */
  async function openTwo() {
    const fetched = answerAllBut(1);
    const maker = createNoteMaker(onIdle);
    const made = [maker.make(WISH, SETTINGS), maker.make(QUESTION, SETTINGS)];
    await vi.waitUntil(() => fetched.mock.calls.length === 1);
    await vi.waitUntil(async () => (await owed()).length === 2);
    return { maker, made };
  }

  it("is every note from the moment it is wished for, until it is there", async () => {
    const { maker, made } = await openTwo();
    expect(await owed()).toMatchObject([
      { subject: WISH.subject, problem: null },
      { subject: QUESTION.subject, problem: null },
    ]);
    maker.cancel(WISH);
    await Promise.all(made);
    expect(await owed()).toEqual([]);
  });

  it("is no failure any more while it is tried again, nor after it is made", async () => {
    const fetched = vi.spyOn(globalThis, "fetch").mockImplementation(async () => refusal());
    const maker = createNoteMaker(onIdle);
    await maker.make(WISH, SETTINGS);
    expect(await owed()).toMatchObject([{ problem: { reason: "notes-failed" } }]);
    const gate = Promise.withResolvers<Response>();
    fetched.mockImplementation(() => gate.promise);
    const again = maker.make(WISH, SETTINGS);
    await vi.waitUntil(async () => (await owed())[0]?.problem === null);
    gate.resolve(reply());
    await again;
    expect(await owed()).toEqual([]);
  });

  it("is not interrupted while somebody makes it", async () => {
    const { maker, made } = await openTwo();
    await recover();
    expect(await owed()).toMatchObject([{ problem: null }, { problem: null }]);
    maker.cancel(WISH);
    await Promise.all(made);
  });

  it("is interrupted when nobody makes it any more, and nothing else is", async () => {
    const subject = WISH.subject;
    const failed = { subject: QUESTION.subject, problem: problem("notes-failed"), at: 1 };
    await change((meeting) =>
      withPending(withPending(meeting, failed), { subject, problem: null, at: 2 }),
    );
    await recover();
    expect(await owed()).toEqual([
      failed,
      { subject, problem: { reason: "notes-interrupted" }, at: 2 },
    ]);
  });
});

it("ends live notes with the meeting, so that those of the whole are made", async () => {
  const fetched = answerAllBut(1);
  const maker = createNoteMaker(onIdle);
  const live = maker.make({ ...WISH, isLive: true }, SETTINGS);
  await vi.waitUntil(() => fetched.mock.calls.length === 1);
  cancelLiveNotes({ meetingId: "m", settings: SETTINGS }, maker);
  await maker.make({ ...WISH, isUnasked: true }, SETTINGS);
  await live;
  expect(await stored()).toEqual([expect.not.objectContaining({ isLive: true })]);
});

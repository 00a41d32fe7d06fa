import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Meeting, Note } from "../../../core/meeting.ts";
import type { SectionChange } from "../../../core/notes/section.ts";
import { withPending } from "../../../core/notes/pending.ts";
import { problem } from "../../../core/problem.ts";
import type { NoteRequest } from "../../../core/protocol/offscreen-requests.ts";
import { LIVE_CHANNEL, type LiveEvent, type NoteJob } from "../../../core/protocol/live.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../core/settings/settings.ts";
import { createNoteMaker } from "../../../entrypoints/offscreen/notes/note-maker.ts";
import {
  cancelLiveNotes,
  makeChosenNotes,
} from "../../../entrypoints/offscreen/notes/automatic-notes.ts";
import {
  addMeeting,
  getMeeting,
  updateMeeting,
} from "../../../entrypoints/shared/database/meeting-store.ts";
import { addNote, editNote, listNotes } from "../../../entrypoints/shared/database/note-store.ts";
import { type Database, openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { recoverNotes } from "../../../entrypoints/shared/recover.ts";
import { storeTurn } from "../../../entrypoints/shared/database/turn-store.ts";
import { held, spoken } from "../spoken.ts";

const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  workerUrl: "https://worker.example",
  accessCode: "rose",
  notes: { ...DEFAULT_SETTINGS.notes, secondReading: false },
};
const REQUEST: NoteRequest = {
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

/** Events for panels, and the note jobs of the last one. */
let events: LiveEvent[] = [];
let jobs: readonly NoteJob[] = [];
let panel: BroadcastChannel;
let idles = 0;
const onIdle = (): void => void idles++;

/** Length of the audio of channel "tab" on disk. */
let recordedSamples = 0;
const directory = {
  getDirectoryHandle: async () => directory,
  getFileHandle: async () => ({ getFile: async () => ({ size: 2 * recordedSamples }) }),
};

beforeEach(async () => {
  recordedSamples = 0;
  vi.stubGlobal("navigator", {
    locks: navigator.locks,
    storage: { getDirectory: async () => directory },
  });
  globalThis.indexedDB = new IDBFactory();
  events = [];
  jobs = [];
  idles = 0;
  panel = new BroadcastChannel(LIVE_CHANNEL);
  panel.onmessage = ({ data }: MessageEvent<LiveEvent>) => {
    events.push(data);
    if (data.type === "note-jobs") jobs = data.jobs;
  };
  const database = await openDatabase();
  await addMeeting(database, held());
  await storeTurn(database, spoken({ text: "It moves to the nineteenth of March, she says." }), 0);
  database.close();
});
afterEach(() => {
  panel.close();
  vi.unstubAllGlobals();
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
const pending = async () =>
  (await inDatabase((database) => getMeeting(database, "m")))?.owedNotes ?? [];
const change = (how: (meeting: Meeting) => Meeting) =>
  inDatabase((database) => updateMeeting(database, "m", how));
const recover = () => inDatabase(recoverNotes);

/** Answers every request at once but the nth, which stays open until it is aborted. */
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

it("a note maker makes one note for two equal requests", async () => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => reply());
  const maker = createNoteMaker(onIdle);
  await Promise.all([maker.make(REQUEST, SETTINGS), maker.make(REQUEST, SETTINGS)]);
  expect(await stored()).toMatchObject([{ markdown: "- It moves. [1]" }]);
  expect(idles).toBe(1);
  await vi.waitFor(() => expect(jobs).toEqual([]));
});

it("a note maker keeps the live channel open only while a note is made", async () => {
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
  const made = maker.make(REQUEST, SETTINGS);
  await vi.waitUntil(() => fetched.mock.calls.length === 1);
  events = [];
  panel.postMessage({ type: "hello" });
  await vi.waitFor(() => expect(events).toMatchObject([{ type: "note-jobs", jobs: [{}] }]));
  maker.cancel(REQUEST);
  await made;
  expect(open.size).toBe(0);
  vi.unstubAllGlobals();
});

it("a note maker starts again if a cancelled note is requested again at once", async () => {
  const fetched = answerAllBut(1);
  const maker = createNoteMaker(onIdle);
  const cancelled = maker.make(REQUEST, SETTINGS);
  await vi.waitUntil(() => fetched.mock.calls.length === 1);
  maker.cancel(REQUEST);
  await maker.make(REQUEST, SETTINGS);
  await cancelled;
  expect(await stored()).toHaveLength(1);
  await vi.waitFor(() => expect(jobs).toEqual([]));
  expect(idles).toBeGreaterThan(0);
});

it("a note maker stores the cost of the replies to a cancelled note", async () => {
  await inDatabase(async (database) => {
    for (const order of [1, 2])
      await storeTurn(database, spoken({ order, text: "words ".repeat(800) }), 0);
  });
  const fetched = answerAllBut(2);
  const maker = createNoteMaker(onIdle);
  const notes = { ...SETTINGS.notes, contextTokens: 1_000 };
  const made = maker.make(REQUEST, { ...SETTINGS, notes });
  await vi.waitUntil(() => fetched.mock.calls.length === 2);
  maker.cancel(REQUEST);
  await made;
  const meeting = await inDatabase((database) => getMeeting(database, "m"));
  expect(meeting?.usage?.models).toEqual({ claude: { inputTokens: 1, outputTokens: 1 } });
  expect(await stored()).toEqual([]);
});

it("a note whose stream fails after text is not stored, and its cost is incomplete", async () => {
  const events = [
    { model: "claude", choices: [{ delta: { content: "- It mo" } }] },
    { error: { code: 529, message: "Overloaded" } },
  ];
  const stream = `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")}data: [DONE]\n\n`;
  vi.spyOn(globalThis, "fetch").mockImplementation(
    async () => new Response(stream, { headers: { "Content-Type": "text/event-stream" } }),
  );
  await createNoteMaker(onIdle).make(REQUEST, SETTINGS);
  expect(await stored()).toEqual([]);
  expect(await pending()).toMatchObject([
    { problem: { reason: "notes-failed", detail: "Overloaded" } },
  ]);
  const meeting = await inDatabase((database) => getMeeting(database, "m"));
  expect(meeting?.usage?.models).toEqual({
    claude: { inputTokens: 0, outputTokens: 0, isIncomplete: true },
  });
});

it.each([
  ["a requested note", {}, true],
  ["a requested live note", { isLive: true }, true],
  ["an automatic note", { isUnasked: true }, true],
  ["an automatic live note, which comes again", { isLive: true, isUnasked: true }, false],
])("a note maker stores the failure of %s: %#", async (_, request, isKept) => {
  vi.useFakeTimers({ toFake: ["Date"], now: 7 });
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => refusal());
  const maker = createNoteMaker(onIdle);
  await maker.make({ ...REQUEST, ...request }, SETTINGS);
  const failed = {
    subject: REQUEST.subject,
    problem: { reason: "notes-failed", detail: "Away." },
    at: 7,
  };
  expect(await pending()).toEqual(isKept ? [failed] : []);
  await vi.waitFor(() => expect(events.at(-1)).toEqual({ type: "note-jobs", jobs: [] }));
  const meetings = events.filter((event) => event.type === "meeting");
  expect(meetings.at(-1)?.meeting.owedNotes ?? []).toEqual(await pending());
});

it("a note maker logs an exception, and makes the next note all the same", async () => {
  const logged = vi.spyOn(console, "error").mockReturnValue();
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => reply());
  const broken: Settings = {
    ...SETTINGS,
    get notes(): Settings["notes"] {
      throw new Error("a bug");
    },
  };
  const maker = createNoteMaker(onIdle);
  const question = { ...REQUEST, subject: { type: "question", question: "Why?" } } as const;
  await Promise.all([maker.make(REQUEST, broken), maker.make(question, SETTINGS)]);
  expect(logged).toHaveBeenCalledWith("Earshot: making a note:", new Error("a bug"));
  expect(await pending()).toMatchObject([
    { subject: REQUEST.subject, problem: { reason: "unexpected", detail: "Error: a bug" } },
  ]);
  expect(await stored()).toMatchObject([{ subject: question.subject }]);
});

it("a note maker announces a failure before the end of the job", async () => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => refusal());
  await createNoteMaker(onIdle).make(REQUEST, SETTINGS);
  await vi.waitFor(() => expect(events.at(-1)).toEqual({ type: "note-jobs", jobs: [] }));
  expect(events.at(-2)).toMatchObject({
    meeting: { owedNotes: [{ problem: { detail: "Away." } }] },
  });
});

describe("a pending note", () => {
  const QUESTION: NoteRequest = { meetingId: "m", subject: { type: "question", question: "Why?" } };
  /** Requests two notes: the first is being made, the second waits. */
  async function openTwo() {
    const fetched = answerAllBut(1);
    const maker = createNoteMaker(onIdle);
    const made = [maker.make(REQUEST, SETTINGS), maker.make(QUESTION, SETTINGS)];
    await vi.waitUntil(() => fetched.mock.calls.length === 1);
    await vi.waitUntil(async () => (await pending()).length === 2);
    return { maker, made };
  }

  it("is stored from the request until it is made or cancelled", async () => {
    const { maker, made } = await openTwo();
    expect(await pending()).toMatchObject([
      { subject: REQUEST.subject, problem: null },
      { subject: QUESTION.subject, problem: null },
    ]);
    maker.cancel(REQUEST);
    await Promise.all(made);
    expect(await pending()).toEqual([]);
  });

  it("loses its failure while it is made again", async () => {
    const fetched = vi.spyOn(globalThis, "fetch").mockImplementation(async () => refusal());
    const maker = createNoteMaker(onIdle);
    await maker.make(REQUEST, SETTINGS);
    expect(await pending()).toMatchObject([{ problem: { reason: "notes-failed" } }]);
    const gate = Promise.withResolvers<Response>();
    fetched.mockImplementation(() => gate.promise);
    const again = maker.make(REQUEST, SETTINGS);
    await vi.waitUntil(async () => (await pending())[0]?.problem === null);
    gate.resolve(reply());
    await again;
    expect(await pending()).toEqual([]);
  });

  it("is not marked as interrupted while it is being made", async () => {
    const { maker, made } = await openTwo();
    await recover();
    expect(await pending()).toMatchObject([{ problem: null }, { problem: null }]);
    maker.cancel(REQUEST);
    await Promise.all(made);
  });

  it("is marked as interrupted when nothing makes it any more, and a failed one stays as it is", async () => {
    const subject = REQUEST.subject;
    const failed = { subject: QUESTION.subject, problem: problem("notes-failed"), at: 1 };
    await change((meeting) =>
      withPending(withPending(meeting, failed), { subject, problem: null, at: 2 }),
    );
    await recover();
    expect(await pending()).toEqual([
      failed,
      { subject, problem: { reason: "notes-interrupted" }, at: 2 },
    ]);
  });
});

it("cancelLiveNotes ends a live note, so that the note of the whole meeting is made", async () => {
  const fetched = answerAllBut(1);
  const maker = createNoteMaker(onIdle);
  const live = maker.make({ ...REQUEST, isLive: true }, SETTINGS);
  await vi.waitUntil(() => fetched.mock.calls.length === 1);
  cancelLiveNotes({ meetingId: "m", settings: SETTINGS }, maker);
  await maker.make({ ...REQUEST, isUnasked: true }, SETTINGS);
  await live;
  expect(await stored()).toEqual([expect.not.objectContaining({ isLive: true })]);
});

describe("a note of an incomplete transcript", () => {
  const transcribe = (seconds: number) =>
    inDatabase((database) =>
      updateMeeting(database, "m", (meeting) => ({
        ...meeting,
        channels: [{ name: "tab", transcribedSamples: seconds * 16_000 }],
      })),
    );

  it("says how far it covers the meeting", async () => {
    recordedSamples = 65 * 16_000;
    await transcribe(20);
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => reply());
    await createNoteMaker(onIdle).make(REQUEST, SETTINGS);
    expect(await stored()).toMatchObject([{ upToMs: 20_000 }]);
  });

  it("is made again when the rest is there, and covers all", async () => {
    recordedSamples = 65 * 16_000;
    await transcribe(20);
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => reply());
    const maker = createNoteMaker(onIdle);
    await maker.make(REQUEST, SETTINGS);
    await transcribe(65);
    await makeChosenNotes({ meetingId: "m", settings: SETTINGS }, maker);
    await makeChosenNotes({ meetingId: "m", settings: SETTINGS }, maker);
    expect((await stored()).map(({ upToMs }) => upToMs)).toEqual([20_000, undefined]);
  });
});

it("a note leads with the user's lines and keeps what the model adds to them, with its citations", async () => {
  const line = { id: "a", atMs: 500, text: "nineteenth?" };
  await inDatabase((database) =>
    updateMeeting(database, "m", (meeting) => ({ ...meeting, ownLines: [line] })),
  );
  const filled = JSON.stringify({ lines: [{ line: 1, points: [{ text: "Yes.", turns: [1] }] }] });
  vi.spyOn(globalThis, "fetch").mockImplementation(async (_, init) => {
    const isForLines = String(init?.body).includes("<lines>");
    return isForLines
      ? Response.json({
          model: "claude",
          content: filled,
          finish_reason: "stop",
          usage: { input_tokens: 1, output_tokens: 1 },
        })
      : reply();
  });
  await createNoteMaker(onIdle).make(REQUEST, SETTINGS);
  expect(await stored()).toMatchObject([
    {
      markdown: "- It moves. [1]",
      ownPoints: [{ line: "a", markdown: "- Yes. [1]" }],
      citations: { 1: "m/tab/0/0" },
      usage: { inputTokens: 2, outputTokens: 2 },
    },
  ]);
});

describe("names of labelled speakers", () => {
  const said = [
    ["A", "That is all from me about the launch."],
    ["B", "Thanks, Michael."],
  ] as const;

  async function makeWith(
    answer: () => Response | Promise<Response>,
    changes: Partial<Meeting> = {},
  ) {
    await inDatabase(async (database) => {
      await updateMeeting(database, "m", (meeting) => ({ ...meeting, ...changes }));
      for (const [order, [speaker, text]] of said.entries())
        await storeTurn(database, spoken({ order, speaker, text, startMs: order * 5_000 }), 0);
    });
    const answers = [reply, answer];
    const fetched = vi.fn(async () => (answers.shift() ?? refusal)());
    vi.stubGlobal("fetch", fetched);
    await createNoteMaker(onIdle).make(REQUEST, SETTINGS);
    const meeting = await inDatabase((database) => getMeeting(database, "m"));
    return { heardNames: meeting?.heardNames, requests: fetched.mock.calls.length };
  }
  const names = () =>
    Response.json({
      model: "claude",
      content: "Speaker A = Michael [2]\nSpeaker B = Laura [1]",
      finish_reason: "stop",
      usage: { input_tokens: 1, output_tokens: 1 },
    });

  it("are asked for after a note, and stored if the cited turn has them", async () => {
    expect(await makeWith(names)).toEqual({
      heardNames: [{ speaker: "tab A", name: "Michael", turn: "m/tab/0/1" }],
      requests: 2,
    });
    expect(events.at(-1)).toMatchObject({ type: "meeting" });
    expect(idles).toBe(1);
  });

  it("leave the note as it is if the service fails, and are not asked for again", async () => {
    expect(await makeWith(refusal)).toEqual({ heardNames: [], requests: 2 });
    expect(await inDatabase((database) => listNotes(database, "m"))).toHaveLength(1);
    expect(await makeWith(names)).toMatchObject({ requests: 1 });
  });

  it("are not asked for if every speaker has one", async () => {
    expect(await makeWith(names, { names: { "tab A": "Ann", "tab B": "Bob" } })).toMatchObject({
      requests: 1,
    });
  });
});

describe("the second reading of a note", () => {
  const verdicts = (content: string) => () =>
    Response.json({
      model: "claude",
      content,
      finish_reason: "stop",
      usage: { input_tokens: 10, output_tokens: 2 },
    });
  async function makeWith(
    second: () => Response,
    request: Partial<NoteRequest> = {},
    settings: Settings = { ...SETTINGS, notes: DEFAULT_SETTINGS.notes },
  ) {
    const answers = [reply, second];
    const fetched = vi.fn(async () => (answers.shift() ?? refusal)());
    vi.stubGlobal("fetch", fetched);
    await createNoteMaker(onIdle).make({ ...REQUEST, ...request }, settings);
    return { notes: await stored(), requests: fetched.mock.calls.length };
  }

  it("stores the doubts and adds its cost", async () => {
    const { notes } = await makeWith(
      verdicts('Here:\n```json\n{"verdicts": [{"statement": 1, "verdict": "not"}]}\n```'),
    );
    expect(notes).toMatchObject([
      {
        usage: { inputTokens: 11, outputTokens: 3 },
        secondReading: {
          model: "claude",
          statements: 1,
          doubts: [{ statement: "It moves.", verdict: "not" }],
        },
      },
    ]);
    const meeting = await inDatabase((database) => getMeeting(database, "m"));
    expect(meeting?.usage?.models).toMatchObject({ claude: { inputTokens: 11 } });
    await vi.waitFor(() =>
      expect(events.filter(({ type }) => type === "note")).toMatchObject([
        { note: { markdown: "- It moves. [1]" } },
        { note: { secondReading: { statements: 1 } } },
      ]),
    );
  });

  it.each([
    ["the service fails", refusal],
    ["the reply is not of the form", verdicts("All is well.")],
  ])("leaves the note as it is if %s", async (_, second) => {
    const { notes, requests } = await makeWith(second);
    expect(notes).toMatchObject([{ markdown: "- It moves. [1]" }]);
    expect(notes[0]?.secondReading).toBeUndefined();
    expect(requests).toBe(2);
    expect(await pending()).toEqual([]);
  });

  it.each([
    ["of a live note", { isLive: true }, {}],
    ["of an answer", { subject: { type: "question", question: "When?" } as const }, {}],
    ["that is switched off", {}, { secondReading: false }],
  ])("is skipped %s", async (_, request, notes) => {
    const settings = { ...SETTINGS, notes: { ...DEFAULT_SETTINGS.notes, ...notes } };
    expect((await makeWith(refusal, request, settings)).requests).toBe(1);
  });
});

describe("one section", () => {
  const NOTE: Note = {
    id: "n",
    meetingId: "m",
    subject: REQUEST.subject,
    markdown: "## Summary\n\n- Long words. [1]\n\n## Decisions\n\n- It moves. [1]",
    citations: { 1: "m/tab/0/0" },
    model: "claude",
    createdAt: 1,
    isEdited: true,
  };
  const sectionOf = (change: SectionChange, title = "Summary"): NoteRequest => ({
    ...REQUEST,
    section: { noteId: "n", place: 0, title, change },
  });
  beforeEach(() => inDatabase((database) => addNote(database, NOTE)));

  it.each([
    ["again", "transcript"],
    ["shorter", "notes"],
    ["formal", "notes"],
  ] as const)("is written %s from the %s, and the rest stays", async (change, material) => {
    const fetched = vi.spyOn(globalThis, "fetch").mockImplementation(async () => reply());
    await createNoteMaker(onIdle).make(sectionOf(change), SETTINGS);
    const [before, after] = await stored();
    expect(before).toEqual(NOTE);
    expect(after).toMatchObject({
      markdown: "## Summary\n\n- It moves. [1]\n\n## Decisions\n\n- It moves. [1]",
      citations: { 1: "m/tab/0/0" },
      isEdited: true,
    });
    const { messages } = JSON.parse(String(fetched.mock.calls[0]?.[1]?.body)) as {
      readonly messages: readonly { readonly content: string }[];
    };
    expect(messages[0]?.content).toContain(change === "again" ? "## Summary" : "one section");
    expect(messages[1]?.content).toContain(`<${material}>`);
    expect(messages[1]?.content).not.toContain("## Decisions");
  });

  it("gets the second reading of its own statements, and the rest keeps its verdicts", async () => {
    const secondReading = {
      model: "claude",
      statements: 2,
      doubts: [
        { statement: "Long words.", verdict: "not" },
        { statement: "It moves.", verdict: "partly" },
      ],
    } as const;
    const markdown = NOTE.markdown.replace("Long words.", "She says it moves.");
    await inDatabase((database) =>
      editNote(database, "n", (note) => ({ ...note, markdown, secondReading })),
    );
    const sent: string[] = [];
    const replies = [
      "- It moves to the nineteenth. [1]",
      '{"verdicts":[{"statement":1,"verdict":"not"}]}',
    ];
    vi.spyOn(globalThis, "fetch").mockImplementation(async (_, init) => {
      sent.push(String(init?.body));
      const content = replies.shift() ?? "";
      const usage = { input_tokens: 1, output_tokens: 1 };
      return Response.json({ model: "claude", content, finish_reason: "stop", usage });
    });
    await createNoteMaker(onIdle).make(sectionOf("again"), {
      ...SETTINGS,
      notes: DEFAULT_SETTINGS.notes,
    });
    expect(sent[1]?.match(/<statement /g)).toHaveLength(1);
    expect(sent[1]).toContain("It moves to the nineteenth.");
    expect((await stored()).at(-1)?.secondReading).toEqual({
      model: "claude",
      statements: 2,
      doubts: [
        { statement: "It moves.", verdict: "partly" },
        { statement: "It moves to the nineteenth.", verdict: "not" },
      ],
    });
  });

  it("that is gone, or that only a rule could write, fails and can be tried again", async () => {
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => reply());
    const maker = createNoteMaker(onIdle);
    await maker.make(sectionOf("again", "Other"), SETTINGS);
    expect(await pending()).toMatchObject([{ section: { title: "Other" } }]);
    await maker.make(sectionOf("shorter"), DEFAULT_SETTINGS);
    expect(await pending()).toMatchObject([{ problem: { reason: "notes-failed" } }]);
    expect(await stored()).toHaveLength(1);
  });
});

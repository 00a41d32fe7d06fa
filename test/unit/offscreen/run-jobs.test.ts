import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { START_TIMEOUT_MS } from "../../../core/offscreen/jobs.ts";
import { fail, ok, problem, type Result } from "../../../core/problem.ts";
import type { RequestTo } from "../../../core/protocol/control.ts";
import { LIVE_CHANNEL, type LiveEvent } from "../../../core/protocol/live.ts";
import type { CaptureRequest, MeetingPlan } from "../../../core/protocol/offscreen-requests.ts";
import type { RecorderCommand } from "../../../core/protocol/recorder.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../core/settings/settings.ts";
import {
  type Capture,
  type CapturedChannel,
  type CaptureListener,
  type JobDependencies,
  runJobs,
  type ThreadListener,
} from "../../../entrypoints/offscreen/run-jobs.ts";
import { addMeeting, getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { storeTurn } from "../../../entrypoints/shared/database/turn-store.ts";
import { held, spoken } from "../spoken.ts";

const MINUTE_MS = 60_000;
const BOTH: CaptureRequest = { tab: { streamId: "s", isMuted: false }, mic: { device: null } };
const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  workerUrl: "https://worker.example",
  accessCode: "rose",
  insight: { ...DEFAULT_SETTINGS.insight, enabled: false },
};
const PLAN: MeetingPlan = { meetingId: "m", title: "Weekly", pageUrl: null, settings: SETTINGS };

/** Sizes of audio files by name; the disk is empty unless a test says otherwise. */
let files: Record<string, number> = {};

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  files = {};
  const notFound = (): never => {
    throw new DOMException("", "NotFoundError");
  };
  const directory = {
    getDirectoryHandle: async () => directory,
    getFileHandle: async (name: string) =>
      name in files ? { getFile: async () => ({ size: files[name] }) } : notFound(),
  };
  vi.stubGlobal("navigator", {
    locks: navigator.locks,
    storage: { getDirectory: async () => directory },
  });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Promises and the database proceed; no time passes. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise(setImmediate);
}

/** The document with sources and threads that do what the test says. */
function openDocument() {
  const log: string[] = [];
  const commands: RecorderCommand<MessagePort>[] = [];
  const background: RequestTo<"background">[] = [];
  const openings: {
    readonly listener: CaptureListener;
    readonly abandoned: AbortSignal;
    readonly resolve: (result: Result<Capture>) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  const threads: ThreadListener[] = [];
  const released = Promise.withResolvers<void>();

  const capture = (channels: readonly CapturedChannel[] = []): Capture => ({
    channels,
    pause: () => log.push("pause"),
    resume: () => log.push("resume"),
    muteMic: (isMuted) => log.push(`mute mic ${isMuted}`),
    muteTab: (isMuted) => log.push(`mute tab ${isMuted}`),
    async end() {
      log.push("end capture");
      await released.promise;
    },
  });
  const askBackground: JobDependencies["askBackground"] = async (request) => {
    background.push(request as RequestTo<"background">);
    return ok(request.type === "look-at-source" ? problem("tab-crashed") : null) as never;
  };
  const jobs = runJobs({
    openCapture(_request, listener, abandoned) {
      const { promise, resolve, reject } = Promise.withResolvers<Result<Capture>>();
      openings.push({ listener, abandoned, resolve, reject });
      return promise;
    },
    startThread(listener) {
      threads.push(listener);
      return {
        tell: (command) => void commands.push(command),
        terminate: () => log.push("terminate"),
      };
    },
    askBackground,
    close: () => log.push("close"),
  });
  return {
    log,
    commands,
    background,
    openings,
    threads,
    jobs,
    release: released.resolve,
    record: (change: Partial<MeetingPlan> = {}, request = BOTH) =>
      jobs.record({
        to: "offscreen",
        type: "record",
        capture: request,
        plan: { ...PLAN, ...change },
      }),
    stop: () => jobs.stop({ to: "offscreen", type: "stop" }),
    act: (act: RequestTo<"offscreen", "act">["act"]) =>
      jobs.act({ to: "offscreen", type: "act", act }),
    async open(channels?: readonly CapturedChannel[]) {
      openings.at(-1)?.resolve(ok(capture(channels)));
      await settle();
    },
    /** The first recording finishes. */
    async finish(canGoOn = false) {
      released.resolve();
      await settle();
      threads[0]?.onReport({ type: "finished", canGoOn });
      await settle();
    },
  };
}

const isPending = async (promise: Promise<unknown>): Promise<boolean> =>
  (await Promise.race([promise, settle().then(() => "pending")])) === "pending";

describe("a recording", () => {
  it("hands the frames to a thread, then everything that came while the sources opened", async () => {
    const document = openDocument();
    const started = document.record();
    const [opening] = document.openings;
    opening?.listener.onMicLabel("Desk");
    opening?.listener.onMicProblem(problem("mic-unplugged", "USB"));
    await document.act({ type: "mute", isMuted: true });
    const { port1: frames } = new MessageChannel();
    const channel = { frames, label: "USB", problem: null };
    await document.open([
      { ...channel, name: "tab", label: "" },
      { ...channel, name: "mic", problem: problem("mic-replaced", "USB") },
    ]);
    expect(document.log).toEqual(["mute mic true"]);
    expect(document.commands).toEqual([
      {
        type: "record",
        plan: PLAN,
        channels: [
          { name: "tab", label: "Weekly", frames },
          { name: "mic", label: "USB", frames },
        ],
      },
      { type: "source", channel: "mic", problem: problem("mic-replaced", "USB") },
      { type: "label", channel: "mic", label: "Desk" },
      { type: "source", channel: "mic", problem: problem("mic-unplugged", "USB") },
      { type: "muted", channel: "mic", isMuted: true },
    ]);
    document.threads[0]?.onReport({ type: "begun" });
    expect(await started).toEqual(ok({ meetingId: "m" }));
    frames.close();
  });

  it("is stopped when its sources are released, and the document closes when it is saved", async () => {
    const document = openDocument();
    const started = document.record();
    await document.open();
    document.threads[0]?.onReport({ type: "begun" });
    await started;
    document.threads[0]?.onReport({ type: "phase", phase: "recording" });
    const stopped = document.stop();
    expect(await isPending(stopped)).toBe(true);
    document.release();
    expect(await stopped).toEqual(ok(null));
    expect(document.commands.at(-1)).toEqual({ type: "end", problem: null });
    expect(document.log).toEqual(["end capture"]);
    await document.finish();
    expect(document.log).toEqual(["end capture", "terminate", "close"]);
    expect(document.background).toEqual([
      { to: "background", type: "phase", phase: "recording", isMuted: false, isAsked: false },
      { to: "background", type: "phase", phase: "saved", isMuted: false, isAsked: false },
      { to: "background", type: "idle" },
    ]);
  });

  it("asks the service worker about a silent tab and passes its problem to the thread", async () => {
    const document = openDocument();
    void document.record();
    await document.open();
    document.threads[0]?.onReport({ type: "silence", channel: "tab", isSilent: true });
    await settle();
    expect(document.commands.at(-1)).toEqual({
      type: "source",
      channel: "tab",
      problem: problem("tab-crashed"),
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(document.background.filter(({ type }) => type === "look-at-source")).toHaveLength(3);
  });
});

describe("a Start that is pending", () => {
  it("in Chrome's picker is ended by Stop at once, and a tab picked afterwards is released", async () => {
    const document = openDocument();
    const started = document.record({}, { tab: "picker", mic: null });
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(await isPending(started)).toBe(true);
    expect(await document.stop()).toEqual(ok(null));
    expect(await started).toEqual(fail("start-stopped"));
    expect(document.openings[0]?.abandoned.aborted).toBe(true);
    await document.open();
    expect(document.threads).toHaveLength(0);
    expect(document.log).toEqual(["close"]);
  });

  it("without a frame ends after 15 seconds: nothing is left, and another one works", async () => {
    const database = await openDatabase();
    await addMeeting(database, held());
    const deleted: string[] = [];
    const panel = new BroadcastChannel(LIVE_CHANNEL);
    panel.onmessage = ({ data }: MessageEvent<LiveEvent>) => {
      if (data.type === "meeting" && data.meeting.deletedAt) deleted.push(data.meeting.id);
    };
    const document = openDocument();
    const started = document.record();
    await document.open();
    await vi.advanceTimersByTimeAsync(START_TIMEOUT_MS - 1);
    expect(await isPending(started)).toBe(true);
    document.release();
    await vi.advanceTimersByTimeAsync(1);
    expect(await started).toEqual(fail("no-audio"));
    expect(document.log).toEqual(["end capture"]);

    const second = document.record({ meetingId: "second" });
    await document.open();
    document.threads[1]?.onReport({ type: "begun" });
    expect(await second).toEqual(ok({ meetingId: "second" }));

    await document.finish();
    await vi.waitFor(() => expect(deleted).toEqual(["m"]));
    expect((await getMeeting(database, "m"))?.deletedAt).toBeTypeOf("number");
    expect(document.log).toEqual(["end capture", "terminate"]);
    panel.close();
    database.close();
  });

  it("without a frame that is stopped keeps a meeting with audio on disk", async () => {
    const database = await openDatabase();
    await addMeeting(database, held());
    files = { "tab.pcm": 1_600 };
    const document = openDocument();
    const started = document.record();
    await document.open();
    const stopped = document.stop();
    document.release();
    expect(await stopped).toEqual(ok(null));
    expect(await started).toEqual(fail("start-stopped"));
    await document.finish();
    expect(document.log).toEqual(["end capture", "terminate", "close"]);
    expect((await getMeeting(database, "m"))?.deletedAt).toBeUndefined();
    database.close();
  });

  it("fails as unexpected if opening the sources throws", async () => {
    const logged = vi.spyOn(console, "error").mockReturnValue();
    const document = openDocument();
    const started = document.record();
    document.openings[0]?.reject(new Error("no graph"));
    expect(await started).toEqual(fail("unexpected", "Error: no graph"));
    expect(logged).toHaveBeenCalled();
    expect(document.log).toEqual(["close"]);
  });
});

describe("settings that change while a meeting runs", () => {
  /** Bodies of the requests to the Worker. */
  let asked: string[] = [];
  let turns = 0;
  beforeEach(async () => {
    asked = [];
    turns = 0;
    const database = await openDatabase();
    await addMeeting(database, held({ state: "recording" }));
    database.close();
    vi.stubGlobal("fetch", async (_: URL, { body }: { body: string }) => {
      asked.push(body);
      return Response.json({
        model: "claude",
        content: "- Yes. [1]",
        finish_reason: "stop",
        usage: { input_tokens: 1, output_tokens: 1 },
      });
    });
  });

  /** One more turn is stored, then the time passes. */
  async function pass(minutes: number): Promise<void> {
    const startMs = turns * 1_000;
    const text = "We ship the release on Friday, she says.";
    const turn = spoken({ order: turns++, startMs, endMs: startMs + 900, text });
    const database = await openDatabase();
    await storeTurn(database, turn, 0);
    database.close();
    await vi.advanceTimersByTimeAsync(minutes * MINUTE_MS);
    for (let round = 0; round < 10; round++) await settle();
  }

  const withNotes = (change: Partial<Settings["notes"]>): Settings => ({
    ...SETTINGS,
    notes: { ...SETTINGS.notes, chosen: ["standard"], liveEveryMinutes: 5, ...change },
  });

  async function openRunning(settings: Settings) {
    const document = openDocument();
    void document.record({ settings });
    await document.open();
    document.threads[0]?.onReport({ type: "begun" });
    return {
      ...document,
      configure: (next: Settings) => document.act({ type: "configure", settings: next }),
    };
  }

  it("hold for live notes: language, interval, and whether there are any", async () => {
    const document = await openRunning(withNotes({ language: "English" }));
    await pass(5);
    expect(asked).toHaveLength(1);
    await document.configure(withNotes({ language: "Spanish" }));
    await pass(5);
    expect(asked).toHaveLength(2);
    expect(asked[0]).not.toMatch(/spanish/i);
    expect(asked[1]).toMatch(/spanish/i);
    await document.configure(withNotes({ liveEveryMinutes: 10 }));
    await pass(6);
    expect(asked).toHaveLength(2);
    await pass(4);
    expect(asked).toHaveLength(3);
    await document.configure(withNotes({ liveEveryMinutes: null }));
    await pass(20);
    expect(asked).toHaveLength(3);
  });

  it("hold for batched insights", async () => {
    const withInsights = (enabled: boolean): Settings => ({
      ...withNotes({ liveEveryMinutes: null }),
      insight: { ...SETTINGS.insight, enabled, mode: "batched" },
    });
    const document = await openRunning(withInsights(false));
    await pass(1);
    expect(asked).toHaveLength(0);
    await document.configure(withInsights(true));
    await pass(1);
    expect(asked).toHaveLength(1);
    await document.configure(withInsights(false));
    await pass(5);
    expect(asked).toHaveLength(1);
  });
});

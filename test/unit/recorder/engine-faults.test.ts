/** Whatever is wrong with the engine on this computer: the user is told, and the recording is whole. As a draft it is not even told. */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FRAME_MS, FRAME_SAMPLES } from "../../../core/audio/format.ts";
import type { EngineCommand, EngineReport, EngineRequest } from "../../../core/protocol/engine.ts";
import type { FramerMessage, RecorderReport } from "../../../core/protocol/recorder.ts";
import type { Reason } from "../../../core/problem.ts";
import { LIVE_CHANNEL, type LiveEvent, type LiveState } from "../../../core/protocol/live.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { ENGINE_FAILURES, type EngineFailure } from "../../../core/speech/on-device/service.ts";
import { createDurableAudioLog } from "../../../entrypoints/offscreen/recorder/durable-audio-log.ts";
import { recordMeeting } from "../../../entrypoints/offscreen/recorder/record-meeting.ts";
import { getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { withDatabase } from "../../../entrypoints/shared/database/open.ts";
import { restorePlatform, SETTINGS, stubPlatform } from "./number-channel.ts";
import { numberedAudio } from "./numbered-audio.ts";
import { createTestFile } from "./sync-file.ts";

const STEP_MS = 250;
const SECONDS = 20;
const ON_THIS_COMPUTER: Settings = {
  ...SETTINGS,
  speech: { ...SETTINGS.speech, place: "computer" },
};
const DRAFTING: Settings = {
  ...SETTINGS,
  speech: { ...SETTINGS.speech, draftWhileAway: true },
};

const cleanups: (() => void)[] = [];
beforeEach(stubPlatform);
afterEach(() => {
  for (const cleanUp of cleanups.splice(0)) cleanUp();
  restorePlatform();
});

type Engine = (post: (report: EngineReport) => void, command: EngineCommand | null) => void;

/** Answers each new session, for which `command` is null, and each command. Returns the number of sessions so far. */
function serveEngine(answer: Engine): () => number {
  let sessions = 0;
  vi.stubGlobal("postMessage", ({ port }: EngineRequest<MessagePort>) => {
    sessions++;
    cleanups.push(() => port.close());
    const post = (report: EngineReport): void => port.postMessage(report);
    port.onmessage = ({ data }: MessageEvent<EngineCommand>) => answer(post, data);
    answer(post, null);
  });
  return () => sessions;
}

const begin: EngineReport = {
  type: "message",
  message: { type: "begin", sessionId: "", expiresAt: null, reported: null },
};
const failing =
  (failure: EngineFailure): Engine =>
  (post, command) => {
    if (command === null) post({ type: "failed", failure });
  };

/** Lets ports, locks and the database finish their tasks. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

let meetings = 0;

/** Records for `SECONDS` and returns what panels and disk have of it. */
async function record(settings: Settings) {
  const meetingId = `engine-${meetings++}`;
  const file = createTestFile();
  const reports: RecorderReport[] = [];
  const states: LiveState[] = [];
  const panel = new BroadcastChannel(LIVE_CHANNEL);
  panel.addEventListener("message", ({ data }: MessageEvent<LiveEvent>) => {
    if (data.type === "state") states.push(data.state);
  });
  const { port1, port2 } = new MessageChannel();
  cleanups.push(
    () => panel.close(),
    () => port1.close(),
  );
  const recorder = await recordMeeting(
    { meetingId, title: "Weekly", pageUrl: null, settings },
    [{ name: "tab", label: "", frames: port2 }],
    {
      report: (report) => reports.push(report),
      openAudio: async () => createDurableAudioLog(file),
    },
  );
  const send = (message: FramerMessage): void => port1.postMessage(message);
  for (let ms = 0; ms < SECONDS * 1_000; ms += FRAME_MS) {
    const samples = numberedAudio((ms / FRAME_MS) * FRAME_SAMPLES, FRAME_SAMPLES);
    send({ type: "frame", samples, peak: 0.5 });
    if (ms % STEP_MS !== 0) continue;
    await settle();
    await vi.advanceTimersByTimeAsync(STEP_MS);
  }
  await settle();
  const during = states.at(-1);
  send({ type: "ended", samples: SECONDS * 16_000 });
  const ended = recorder.end(null);
  for (let step = 0; step < 30; step++) {
    await settle();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  await ended;
  const meeting = await withDatabase((database) => getMeeting(database, meetingId));
  expect(reports.map(({ type }) => type)).not.toContain("failed");
  expect(meeting).toMatchObject({ state: "saved", durationMs: SECONDS * 1_000 });
  const recorded = new Int16Array(file.content.buffer, 0, SECONDS * 16_000);
  expect(recorded).toEqual(numberedAudio(0, SECONDS * 16_000));
  return { during, problems: during?.problems.map(({ reason }) => reason), last: reports.at(-1) };
}

const REASON: Readonly<Record<EngineFailure, Reason>> = {
  "no-wasm": "engine-unsupported",
  memory: "engine-memory",
  damaged: "engine-damaged",
  crashed: "engine-failed",
  ended: "engine-failed",
};

it.each(ENGINE_FAILURES)(
  "an engine that fails by %s is a problem, and the audio is whole",
  async (failure) => {
    serveEngine(failing(failure));
    const { problems, last } = await record(ON_THIS_COMPUTER);
    expect(problems).toEqual([REASON[failure]]);
    expect(last).toEqual({ type: "finished", canGoOn: true });
  },
);

it.each(ENGINE_FAILURES)(
  "a draft that fails by %s is no problem of the meeting",
  async (failure) => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    const sessions = serveEngine(failing(failure));
    const { problems } = await record(DRAFTING);
    expect(problems).toEqual(["worker-unreachable"]);
    expect(sessions()).toBeGreaterThan(0);
  },
);

it("speech in another language is a problem, and as a draft it ends the draft", async () => {
  const sessions = serveEngine((post, command) => {
    if (command?.type === "audio") post({ type: "done", doneMs: 1e9 });
    if (command !== null) return;
    post(begin);
    post({ type: "message", message: { type: "other-language" } });
  });
  expect((await record(ON_THIS_COMPUTER)).problems).toEqual(["speech-not-english"]);
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const before = sessions();
  expect((await record(DRAFTING)).problems).toEqual(["worker-unreachable"]);
  expect(sessions()).toBe(before + 1);
});

it("an engine at half of real time leaves the transcript behind, which the panel says, and Stop lets it finish", async () => {
  serveEngine((post, command) => {
    if (command === null) {
      post(begin);
      const timer = setInterval(() => post({ type: "done", doneMs: performance.now() / 2 }), 100);
      cleanups.push(() => clearInterval(timer));
    }
    if (command?.type !== "terminate") return;
    const message = { type: "termination", heardSeconds: null, sessionSeconds: null } as const;
    post({ type: "message", message });
  });
  const { during, last } = await record(ON_THIS_COMPUTER);
  expect(during?.phase).toBe("catching-up");
  expect(during?.channels[0]?.heardSamples).toBeLessThan(15 * 16_000);
  expect(last).toEqual({ type: "finished", canGoOn: false });
});

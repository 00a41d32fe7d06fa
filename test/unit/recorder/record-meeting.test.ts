import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FRAME_MS, FRAME_SAMPLES, msToSamples } from "../../../core/audio/format.ts";
import { peakOf } from "../../../core/audio/pcm.ts";
import type { ChannelName, Meeting } from "../../../core/meeting.ts";
import { problem } from "../../../core/problem.ts";
import {
  LIVE_CHANNEL,
  type LiveEvent,
  type LivePresence,
  type LiveState,
} from "../../../core/protocol/live.ts";
import {
  type AudioLog,
  createDurableAudioLog,
} from "../../../entrypoints/offscreen/recorder/durable-audio-log.ts";
import { recordMeeting } from "../../../entrypoints/offscreen/recorder/record-meeting.ts";
import type { FramerMessage, RecorderReport } from "../../../core/protocol/recorder.ts";
import { getMeeting, updateMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { listTurns } from "../../../entrypoints/shared/database/turn-store.ts";
import { listErrors } from "../../../entrypoints/shared/diagnostics-log.ts";
import { announceOnce, openLiveChannel } from "../../../entrypoints/shared/live-channel.ts";
import { meetingLock } from "../../../entrypoints/shared/locks.ts";
import { problemOf } from "../../../entrypoints/shared/storage-problem.ts";
import { held } from "../spoken.ts";
import { SETTINGS, restorePlatform, stubPlatform } from "./number-channel.ts";
import { facts } from "./number-service.ts";
import { BLOCK_SAMPLES, numberedAudio } from "./numbered-audio.ts";
import { createTestFile } from "./sync-file.ts";

const STEP_MS = 250;
/** From this sample on the numbers are loud enough to be no quiet. */
const LOUD_SAMPLES = 500 * BLOCK_SAMPLES;
const LABELS = { tab: "Weekly", mic: "USB Mic" } as const;
const CHANNELS: readonly ChannelName[] = ["tab", "mic"];
const cleanups: (() => void)[] = [];
let meetings = 0;

beforeEach(stubPlatform);
afterEach(() => {
  for (const cleanUp of cleanups.splice(0)) cleanUp();
  vi.restoreAllMocks();
  restorePlatform();
});

/** Lets ports, locks and the database finish their tasks, without time passing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

interface MeetingOptions {
  readonly names?: readonly ChannelName[];
  readonly frameMs?: number;
  /** Changes each channel's log on disk. */
  readonly changeLog?: (log: AudioLog) => AudioLog;
  /** Loudness of frames that are not zeros. */
  readonly loudness?: (audio: Int16Array) => number;
  /** No panel is open. */
  readonly isUnwatched?: boolean;
}

/** A meeting as the audio thread and the panels see it. */
async function openMeeting({
  names = CHANNELS,
  frameMs = FRAME_MS,
  changeLog = (log) => log,
  loudness = peakOf,
  isUnwatched = false,
}: MeetingOptions = {}) {
  const meetingId = `meeting-${meetings++}`;
  const ports = new Map(names.map((name) => [name, new MessageChannel()]));
  const samples = new Map(names.map((name) => [name, 0]));
  let deliveredMs = 0;
  const reports: RecorderReport[] = [];
  const states: LiveState[] = [];
  const announcedMeetings: Meeting[] = [];
  const panel = new BroadcastChannel(LIVE_CHANNEL);
  panel.addEventListener("message", (event) => {
    const data = event.data as LiveEvent;
    if (data.type === "state") states.push(data.state);
    if (data.type === "meeting") announcedMeetings.push(data.meeting);
  });
  cleanups.push(() => {
    panel.close();
    for (const { port1 } of ports.values()) port1.close();
  });

  const settings = { ...SETTINGS, capture: { ...SETTINGS.capture, names: { tab: "Ann" } } };
  const recorder = await recordMeeting(
    { meetingId, title: "Weekly", pageUrl: null, settings },
    names.flatMap((name) => {
      const frames = ports.get(name)?.port2;
      return frames ? [{ name, label: LABELS[name], frames }] : [];
    }),
    {
      report: (report) => reports.push(report),
      openAudio: async () => changeLog(createDurableAudioLog(createTestFile())),
    },
  );

  const post = (name: ChannelName, message: FramerMessage): void =>
    ports.get(name)?.port1.postMessage(message);
  const postAll = (message: FramerMessage): void => names.forEach((name) => post(name, message));
  const endFrames = (name: ChannelName): void =>
    post(name, { type: "ended", samples: samples.get(name) ?? 0 });

  function frame(name: ChannelName, count = msToSamples(frameMs), isZero = false): void {
    const at = samples.get(name) ?? 0;
    samples.set(name, at + count);
    const audio = isZero ? new Int16Array(count) : numberedAudio(LOUD_SAMPLES + at, count);
    post(name, { type: "frame", samples: audio, peak: isZero ? 0 : loudness(audio) });
  }

  return {
    recorder,
    reports,
    states,
    announcedMeetings,
    meetingId,
    post,
    postAll,
    endFrames,
    frame,
    phases: () => reports.flatMap((each) => (each.type === "phase" ? [each.phase] : [])),
    /** Lets time pass, in which only these channels deliver frames. */
    async pass(
      ms: number,
      delivering: readonly ChannelName[] = names,
      ...zeros: readonly ChannelName[]
    ) {
      for (let passed = 0; passed < ms; passed += STEP_MS) {
        if (!isUnwatched) panel.postMessage({ type: "present" } satisfies LivePresence);
        for (; deliveredMs < passed + STEP_MS; deliveredMs += frameMs) {
          for (const name of delivering) frame(name, msToSamples(frameMs), zeros.includes(name));
        }
        await settle();
        await vi.advanceTimersByTimeAsync(STEP_MS);
      }
      deliveredMs -= ms;
      await settle();
    },
    state(): LiveState {
      const state = states.at(-1);
      if (!state) throw new Error("No state was announced.");
      return state;
    },
    channel(name: ChannelName) {
      return this.state().channels.find((each) => each.name === name);
    },
    problems() {
      return this.state().problems;
    },
    async end() {
      names.forEach(endFrames);
      const ended = recorder.end(null);
      await this.pass(30_000, []);
      await ended;
      await settle();
      const database = await openDatabase();
      const stored = await getMeeting(database, meetingId);
      database.close();
      return stored;
    },
  };
}

it("a recording that ends takes all frames that are on their way, however long that takes", async () => {
  const meeting = await openMeeting();
  await meeting.pass(1_000);
  const ended = meeting.recorder.end(null);
  await meeting.pass(5_000);
  CHANNELS.forEach(meeting.endFrames);
  await meeting.pass(30_000, []);
  await ended;
  expect(meeting.channel("tab")?.recordedSamples).toBe(6_000 * 16);
});

it("a sample more or less between audio thread and log is logged as an unexpected error", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const whole = await openMeeting();
  await whole.pass(1_000);
  await whole.end();
  expect(await listErrors()).toEqual([]);
  expect(logged).not.toHaveBeenCalled();

  const short = await openMeeting({ names: ["tab"] });
  await short.pass(1_000);
  short.post("tab", { type: "ended", samples: 16_001 });
  await short.end();
  expect(await listErrors()).toMatchObject([
    { where: "taking sound", error: expect.stringContaining("16000 of 16001 samples") },
  ]);
});

it("a recording ends although the audio thread never reports its end", async () => {
  const meeting = await openMeeting();
  await meeting.pass(1_000);
  const ended = meeting.recorder.end(null);
  await meeting.pass(30_000, []);
  await ended;
  expect(meeting.reports.at(-1)).toMatchObject({ type: "finished" });
});

describe("a pause", () => {
  it("is one mark in the record and shows at once in every part", async () => {
    const meeting = await openMeeting();
    await meeting.pass(5_000);
    for (const name of CHANNELS) meeting.frame(name, 400);
    meeting.postAll({ type: "paused" });
    await settle();
    expect(meeting.phases().at(-1)).toBe("paused");
    expect(meeting.channel("mic")).toMatchObject({ peak: 0, health: { frames: "paused" } });

    await meeting.pass(600_000, []);
    expect(facts.openSockets.size).toBe(0);
    expect(meeting.state()).toMatchObject({ phase: "paused", problems: [] });
    expect(meeting.channel("tab")?.health).toMatchObject({ frames: "paused", service: "closed" });

    meeting.postAll({ type: "resumed" });
    await meeting.pass(5_000);
    expect(meeting.phases().at(-1)).toBe("recording");
    expect(meeting.channel("mic")?.health).toMatchObject({ frames: "flowing", service: "live" });
    const marks = (await meeting.end())?.marks;
    expect(marks).toMatchObject([{ type: "pause", atMs: 5_025 }]);
    const [mark] = marks ?? [];
    const spanMs =
      mark?.type === "pause" && mark.resumedAt !== null ? mark.resumedAt - mark.pausedAt : 0;
    expect(spanMs).toBeGreaterThanOrEqual(600_000);
  });

  it("counts once although every channel reports it, in any order", async () => {
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    meeting.post("tab", { type: "paused" });
    meeting.post("tab", { type: "resumed" });
    await settle();
    meeting.post("mic", { type: "paused" });
    meeting.post("mic", { type: "resumed" });
    await meeting.pass(1_000);
    expect(meeting.phases().at(-1)).not.toBe("paused");
    expect(meeting.announcedMeetings).toHaveLength(2);
    const marks = (await meeting.end())?.marks;
    expect(marks).toHaveLength(1);
    expect(marks).not.toMatchObject([{ resumedAt: null }]);
  });

  it("is not ended by a channel that only resumes the pause before", async () => {
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    for (const name of CHANNELS) {
      for (const type of ["paused", "resumed", "paused"] as const) meeting.post(name, { type });
      await settle();
    }
    expect(meeting.phases().at(-1)).toBe("paused");
    expect(meeting.announcedMeetings.at(-1)?.marks).toHaveLength(2);
    expect(meeting.announcedMeetings.at(-1)?.marks?.[1]).toMatchObject({ resumedAt: null });
    await meeting.end();
  });

  it("in which the meeting ends is never resumed, and nothing is missing", async () => {
    const meeting = await openMeeting();
    await meeting.pass(5_000);
    meeting.postAll({ type: "paused" });
    await meeting.pass(10_000, []);
    expect(await meeting.end()).toMatchObject({
      state: "saved",
      durationMs: 5_000,
      problem: null,
      marks: [{ type: "pause", atMs: 5_000, resumedAt: null }],
    });
    expect(meeting.reports.at(-1)).toEqual({ type: "finished", canGoOn: false });
  });
});

describe("an audio system that fails", () => {
  it("loses and doubles no sample", async () => {
    const meeting = await openMeeting();
    await meeting.pass(5_000);
    const complaints = vi.spyOn(console, "error").mockImplementation(() => {});
    meeting.recorder.audioLost(true);
    await settle();
    expect(meeting.problems()).toEqual([problem("audio-stopped")]);
    const next = CHANNELS.map((name) => ({ name, ...new MessageChannel() }));
    for (const { name, port1, port2 } of next) {
      meeting.recorder.frames(name, port2);
      // The new frames may arrive before the last one of the old framer.
      const samples = numberedAudio(LOUD_SAMPLES + 80_400, FRAME_SAMPLES);
      port1.postMessage({ type: "frame", samples, peak: 0.5 });
    }
    await settle();
    for (const name of CHANNELS) {
      meeting.frame(name, 400);
      meeting.post(name, { type: "cut", samples: 80_400 });
    }
    await meeting.pass(1_000, []);
    meeting.recorder.audioLost(false);
    await settle();
    expect(meeting.problems()).toEqual([]);
    expect(meeting.channel("tab")?.recordedSamples).toBe(81_200);
    for (const { port1 } of next) port1.postMessage({ type: "ended", samples: FRAME_SAMPLES });
    await meeting.end();
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
    for (const { port1 } of next) port1.close();
  });
});

describe("a silence", () => {
  const unheard = (meeting: Awaited<ReturnType<typeof openMeeting>>) =>
    meeting.reports.flatMap((each) => (each.type === "unheard" ? [each.minutes] : []));

  it("of all channels is reported minute by minute until one of them is heard", async () => {
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    meeting.recorder.muted("mic", true);
    await meeting.pass(70_000, CHANNELS, ...CHANNELS);
    // A dead source is heard as little as a silent one.
    await meeting.pass(55_000, ["tab"], "tab");
    expect(unheard(meeting)).toEqual([1, 2]);
    await meeting.pass(2_000, ["tab"]);
    await meeting.pass(55_000, ["tab"], "tab");
    expect(unheard(meeting)).toEqual([1, 2, 0]);
    await meeting.end();
  });

  it("of one channel is none", async () => {
    const meeting = await openMeeting();
    await meeting.pass(70_000, CHANNELS, "mic");
    expect(unheard(meeting)).toEqual([]);
    await meeting.end();
  });

  it("in which the service recognises words is none", async () => {
    const meeting = await openMeeting({ names: ["tab"], loudness: () => 0.001 });
    await meeting.pass(130_000);
    expect(unheard(meeting)).toEqual([]);
    await meeting.end();
  });

  it("is not counted in a pause", async () => {
    const meeting = await openMeeting();
    await meeting.pass(61_000, CHANNELS, ...CHANNELS);
    meeting.postAll({ type: "paused" });
    await meeting.pass(600_000, []);
    meeting.postAll({ type: "resumed" });
    await meeting.pass(55_000, CHANNELS, ...CHANNELS);
    expect(unheard(meeting)).toEqual([1, 0]);
    await meeting.end();
  });

  it("shows the question and the pause in every panel until they are taken back", async () => {
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    meeting.recorder.longSilence({ minutes: 10, isPaused: false });
    await settle();
    expect(meeting.state()).toMatchObject({ silentMinutes: 10, problems: [] });
    meeting.recorder.longSilence({ minutes: 10, isPaused: true });
    await settle();
    expect(meeting.state()).toMatchObject({ problems: [problem("paused-in-silence")] });
    expect(meeting.state()).not.toHaveProperty("silentMinutes");
    meeting.recorder.longSilence(null);
    await settle();
    expect(meeting.state()).toMatchObject({ problems: [] });
    meeting.recorder.longSilence({ minutes: 10, isPaused: true });
    expect(await meeting.end()).toMatchObject({ problem: null });
  });
});

describe("sleep", () => {
  it("becomes a gap in the record with its length and loses no audio", async () => {
    const meeting = await openMeeting();
    await meeting.pass(13_000);
    await meeting.pass(90_000, []);
    await meeting.pass(10_000);
    const stored = await meeting.end();
    expect(stored).toMatchObject({ durationMs: 23_000, problem: null });
    expect(stored?.marks).toMatchObject([{ type: "gap", atMs: 13_000 }]);
    const [mark] = stored?.marks ?? [];
    const lengthMs = mark?.type === "gap" ? mark.resumedAt - mark.stoppedAt : 0;
    expect(Math.abs(lengthMs - 90_000)).toBeLessThanOrEqual(STEP_MS);
  });

  it("in a pause belongs to the pause", async () => {
    const meeting = await openMeeting();
    await meeting.pass(5_000);
    meeting.post("tab", { type: "paused" });
    await settle();
    meeting.frame("mic", 400);
    meeting.post("mic", { type: "paused" });
    await meeting.pass(90_000, []);
    meeting.postAll({ type: "resumed" });
    await meeting.pass(10_000);
    expect((await meeting.end())?.marks).toMatchObject([{ type: "pause", atMs: 5_000 }]);
  });
});

it("a problem with batched insights is announced until it is taken back", async () => {
  const meeting = await openMeeting();
  await meeting.pass(1_000);
  meeting.recorder.insights(problem("insight-missing", "No such model."));
  await settle();
  expect(meeting.problems()).toEqual([{ reason: "insight-missing", detail: "No such model." }]);
  meeting.recorder.insights(null);
  await settle();
  expect(meeting.problems()).toEqual([]);
  await meeting.end();
});

describe("the meeting's record", () => {
  it("has the usage of all channels' sessions", async () => {
    const meeting = await openMeeting();
    await meeting.pass(20_000);
    const usage = (await meeting.end())?.usage;
    // 20 s, less 2.2 s until Begin, plus 0.6 s until Termination, in whole seconds.
    expect(usage?.speechSeconds).toBe(2 * 18);
    expect(usage?.models).toEqual({});
  });

  it("begins with the names of the settings and the labels of the channels", async () => {
    const meeting = await openMeeting();
    expect(await meeting.end()).toMatchObject({
      names: { tab: "Ann" },
      channels: [
        { name: "tab", label: "Weekly" },
        { name: "mic", label: "USB Mic" },
      ],
    });
  });

  it("takes bookmarks at the meeting clock, in a pause too, and announces them", async () => {
    const meeting = await openMeeting();
    await meeting.pass(2_000);
    meeting.recorder.bookmark();
    await meeting.pass(1_000);
    meeting.postAll({ type: "paused" });
    await settle();
    meeting.recorder.bookmark();
    await settle();
    expect(meeting.announcedMeetings.at(-1)?.marks).toMatchObject([
      { type: "bookmark", atMs: 2_000, note: "" },
      { type: "pause", atMs: 3_000 },
      { type: "bookmark", atMs: 3_000 },
    ]);
    const marks = (await meeting.end())?.marks ?? [];
    expect(new Set(marks.map((mark) => mark.type === "bookmark" && mark.id)).size).toBe(3);
  });

  it("has the label of a channel's new device", async () => {
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    meeting.recorder.label("mic", "Built-in");
    await settle();
    expect(meeting.channel("mic")?.label).toBe("Built-in");
    expect((await meeting.end())?.channels).toMatchObject([
      { label: "Weekly" },
      { label: "Built-in" },
    ]);
  });
});

describe("a channel without frames", () => {
  it("is reported within eight seconds, and no more after the next frame", async () => {
    const meeting = await openMeeting();
    await meeting.pass(5_000);
    await meeting.pass(6_000, ["tab"]);
    expect(meeting.problems()).toEqual([]);
    expect(meeting.channel("mic")).toMatchObject({ peak: 0, health: { frames: "stopped" } });
    await meeting.pass(2_000, ["tab"]);
    expect(meeting.problems()).toEqual([problem("mic-no-frames", "USB Mic")]);
    expect(meeting.channel("tab")?.health.frames).toBe("flowing");
    await meeting.pass(1_000);
    expect(meeting.problems()).toEqual([]);
    await meeting.end();
  });

  it("is reported if it is the only channel", async () => {
    const meeting = await openMeeting({ names: ["tab"] });
    await meeting.pass(9_000, []);
    expect(meeting.problems()).toEqual([problem("tab-no-frames", "Weekly")]);
    expect(meeting.reports).not.toContainEqual({ type: "begun" });
    await meeting.end();
  });

  it("is not reported after its end, and holds no session", async () => {
    const meeting = await openMeeting();
    await meeting.pass(5_000);
    meeting.endFrames("tab");
    await meeting.pass(10_000, ["mic"]);
    expect(meeting.state()).toMatchObject({ phase: "recording", problems: [] });
    expect(meeting.channel("tab")?.health).toMatchObject({ frames: "stopped", service: "closed" });
    expect(facts.openSockets.size).toBe(1);
    expect(await meeting.end()).toMatchObject({ durationMs: 15_000, problem: null });
  });
});

describe("digital silence", () => {
  it("is reported with the device's name until it ends", async () => {
    const meeting = await openMeeting();
    await meeting.pass(8_000, CHANNELS, "mic");
    expect(meeting.problems()).toEqual([problem("mic-silent", "USB Mic")]);
    expect(meeting.channel("mic")?.health.sound).toBe("silence");
    await meeting.pass(1_000);
    expect(meeting.problems()).toEqual([]);
    expect(meeting.reports.filter(({ type }) => type === "silence")).toEqual([
      { type: "silence", channel: "mic", isSilent: true },
      { type: "silence", channel: "mic", isSilent: false },
    ]);
    await meeting.end();
  });

  it("of a muted microphone is not reported", async () => {
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    meeting.recorder.muted("mic", true);
    await meeting.pass(10_000, CHANNELS, "mic");
    expect(meeting.problems()).toEqual([]);
    expect(meeting.channel("mic")).toMatchObject({ isMuted: true, health: { sound: "muted" } });
    expect(meeting.channel("tab")).toMatchObject({ isMuted: false, health: { sound: "sound" } });
    await meeting.end();
  });

  it("is not reported of a source that is known to be gone", async () => {
    const meeting = await openMeeting();
    await meeting.pass(8_000, CHANNELS, "mic");
    meeting.recorder.source("mic", problem("mic-unplugged", "USB Mic"));
    await settle();
    expect(meeting.problems()).toEqual([problem("mic-unplugged", "USB Mic")]);
    meeting.recorder.source("mic", null);
    await settle();
    expect(meeting.problems()).toEqual([problem("mic-silent", "USB Mic")]);
    await meeting.end();
  });
});

it("a problem that both channels have is announced once", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const meeting = await openMeeting();
  await meeting.pass(1_000);
  expect(meeting.problems().map(({ reason }) => reason)).toEqual(["worker-unreachable"]);
  await meeting.end();
});

it("attempts that never reach the service do not use up the sessions of a minute", async () => {
  const asked = vi.fn<typeof fetch>(() => Promise.reject(new TypeError("Failed to fetch")));
  vi.stubGlobal("fetch", asked);
  const meeting = await openMeeting();
  await meeting.pass(59_000);
  // Two channels, each once in 3 s at the least.
  expect(asked.mock.calls.length).toBeGreaterThan(2 * 19);
  await meeting.end();
});

it.each([
  ["an open panel receives two channels five times a second, like one", false, 50],
  ["without an open panel the state is announced every two seconds", true, 5],
])("%s", async (_name, isUnwatched, states) => {
  const meeting = await openMeeting({ isUnwatched });
  await meeting.pass(6_000);
  const before = meeting.states.length;
  await meeting.pass(10_000);
  expect(meeting.states.length - before).toBe(states);
  await meeting.end();
});

it("a panel that can be seen again receives levels at once, and none is announced twice", async () => {
  const meeting = await openMeeting({ isUnwatched: true });
  await meeting.pass(7_000);
  const before = meeting.states.length;
  const panel = openLiveChannel();
  panel.sayPresent();
  await meeting.pass(1_000);
  panel.close();
  expect(meeting.states.length - before).toBe(5);
  await meeting.end();
});

it("new settings are sent to both sessions", async () => {
  const meeting = await openMeeting();
  await meeting.pass(5_000);
  const speech = { ...SETTINGS.speech, keyTerms: ["Priya"] };
  meeting.recorder.configure({ ...SETTINGS, speech });
  expect(facts.told).toHaveLength(2);
  await meeting.end();
});

it("sessions follow the language of insights that the user chooses for the meeting", async () => {
  const meeting = await openMeeting({ names: ["tab"] });
  const settings = { ...SETTINGS, insight: { ...SETTINGS.insight, enabled: true } };
  meeting.recorder.configure(settings);
  const prompts = (): readonly string[] =>
    facts.addresses.map((address) => address.searchParams.get("llm_gateway") ?? "");
  await meeting.pass(5_000);
  expect(prompts().at(-1)).toContain("Write in the language of the transcript");
  const before = prompts().length;
  const database = await openDatabase();
  const stored = await updateMeeting(database, meeting.meetingId, (now) => ({
    ...now,
    notesLanguage: "French",
  }));
  database.close();
  announceOnce({ type: "meeting", meeting: stored ?? held() });
  await meeting.pass(10_000);
  expect(prompts().slice(before)).toEqual([expect.stringContaining("Write in French;")]);
  meeting.recorder.configure({ ...settings, notes: { ...settings.notes, language: "German" } });
  await meeting.pass(5_000);
  expect(prompts()).toHaveLength(before + 1);
  expect((await meeting.end())?.notesLanguage).toBe("French");
});

it.each([20, 60, 80])(
  "panels receive five states a second with frames of %i ms",
  async (frameMs) => {
    const meeting = await openMeeting({ frameMs });
    await meeting.pass(6_000);
    const before = meeting.states.length;
    await meeting.pass(12_000);
    expect(meeting.states.length - before).toBeGreaterThanOrEqual(59);
    expect(meeting.states.length - before).toBeLessThanOrEqual(61);
    await meeting.end();
  },
);

describe("a database that refuses a write", () => {
  const refusal = new DOMException("Quota exceeded", "QuotaExceededError");

  /** Refuses everything that is put into this store. */
  function refuse(store: string): void {
    const { put } = IDBObjectStore.prototype;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
      this: IDBObjectStore,
      ...args
    ) {
      if (this.name === store) throw refusal;
      return put.apply(this, args);
    });
  }

  it("is announced and logged until it takes the write after all, and no turn is lost", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    refuse("turns");
    await meeting.pass(15_000);
    expect(meeting.problems()).toMatchObject([{ reason: "database-failed" }]);
    expect(await listErrors()).toContainEqual(
      expect.objectContaining({ where: "storing a meeting" }),
    );
    vi.restoreAllMocks();
    await meeting.pass(15_000);
    expect(meeting.problems()).toEqual([]);
    expect((await meeting.end())?.problem).toBeNull();
    const database = await openDatabase();
    const texts = (await listTurns(database, meeting.meetingId)).map(({ text }) => text);
    database.close();
    expect(texts).not.toEqual([]);
  });

  it("does not keep the recording from ending", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    refuse("meetings");
    const ended = meeting.end();
    // A full disk gets ten minutes.
    await meeting.pass(11 * 60_000, []);
    await ended;
    expect(meeting.reports.at(-1)).toMatchObject({ type: "finished" });
    expect(meeting.problems()).toMatchObject([{ reason: "database-failed" }]);
    expect(await isLocked(meeting.meetingId)).toBe(false);
  });
});

it("an error while echo is judged is logged and blames neither disk nor database", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  let isBroken = false;
  const meeting = await openMeeting({
    changeLog: (log) => ({
      ...log,
      get samples() {
        return log.samples;
      },
      get waitingSamples() {
        return log.waitingSamples;
      },
      read(at, count) {
        if (isBroken) throw new TypeError("a bug");
        return log.read(at, count);
      },
    }),
  });
  await meeting.pass(10_000);
  isBroken = true;
  await meeting.pass(10_000);
  isBroken = false;
  expect(meeting.problems()).toEqual([]);
  expect(await listErrors()).toContainEqual(expect.objectContaining({ where: "judging echo" }));
  expect((await meeting.end())?.problem).toBeNull();
});

const isLocked = async (meetingId: string): Promise<boolean> => {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === meetingLock(meetingId));
};

describe("the meeting's lock", () => {
  it("is held while the meeting is recorded and free at its end", async () => {
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    expect(await isLocked(meeting.meetingId)).toBe(true);
    await meeting.end();
    expect(await isLocked(meeting.meetingId)).toBe(false);
  });

  it("is free although the audio could not be closed, which is logged and announced", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const closing = new DOMException("The disk is gone", "InvalidStateError");
    const meeting = await openMeeting({
      changeLog: (log) => ({
        ...log,
        close() {
          throw closing;
        },
      }),
    });
    await meeting.pass(1_000);
    expect(await meeting.end()).toMatchObject({ state: "saved" });
    expect(meeting.reports.at(-1)).toMatchObject({ type: "finished" });
    expect(meeting.problems()).toMatchObject([{ reason: "disk-failed" }]);
    expect(await listErrors()).toContainEqual(expect.objectContaining({ where: "closing audio" }));
    expect(await isLocked(meeting.meetingId)).toBe(false);
  });
});

it("a recording ends and frees its lock although it can't announce anything", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const meeting = await openMeeting({ isUnwatched: true });
  await meeting.pass(1_000);
  vi.spyOn(BroadcastChannel.prototype, "postMessage").mockImplementation(() => {
    throw new DOMException("no clone", "DataCloneError");
  });
  await meeting.end();
  expect(meeting.reports.at(-1)).toMatchObject({ type: "finished" });
  expect(await isLocked(meeting.meetingId)).toBe(false);
});

it("a recording ends and frees its lock after an unexpected error, which is logged", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  let isClosed = false;
  const meeting = await openMeeting({
    changeLog: (log) => ({
      ...log,
      get samples() {
        if (isClosed) throw new TypeError("a bug");
        return log.samples;
      },
      close() {
        isClosed = true;
        return log.close();
      },
    }),
  });
  await meeting.pass(1_000);
  await meeting.end();
  expect(meeting.reports.at(-1)).toMatchObject({ type: "finished" });
  expect(await isLocked(meeting.meetingId)).toBe(false);
  expect(await listErrors()).toContainEqual(
    expect.objectContaining({ where: "finishing a meeting" }),
  );
});

describe("a recording that can't begin", () => {
  const plan = { title: "Weekly", pageUrl: null, settings: SETTINGS };

  async function problemOfStart(meetingId: string, openAudio: () => Promise<AudioLog>) {
    const { port1, port2 } = new MessageChannel();
    cleanups.push(() => port1.close());
    const start = recordMeeting(
      { ...plan, meetingId },
      [{ name: "tab", label: "Weekly", frames: port2 }],
      { report() {}, openAudio },
    );
    return start.then(() => null, problemOf);
  }

  it.each([
    [
      "the disk if Chrome refuses the file",
      new DOMException("no", "NotAllowedError"),
      "disk-failed",
    ],
    ["a bug otherwise", new TypeError("no"), "unexpected"],
  ])("blames %s", async (_name, error, reason) => {
    const found = await problemOfStart(`refused-${reason}`, () => Promise.reject(error));
    expect(found?.reason).toBe(reason);
    expect(await isLocked(`refused-${reason}`)).toBe(false);
  });

  it("blames the database if Chrome refuses the meeting's record", async () => {
    vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    const found = await problemOfStart("no-record", async () =>
      createDurableAudioLog(createTestFile()),
    );
    expect(found?.reason).toBe("database-failed");
  });
});

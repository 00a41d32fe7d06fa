import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FRAME_MS, FRAME_SAMPLES } from "../../../core/audio/format.ts";
import { peakOf } from "../../../core/audio/pcm.ts";
import type { ChannelName, Meeting } from "../../../core/meeting.ts";
import { problem } from "../../../core/problem.ts";
import { LIVE_CHANNEL, type LiveEvent, type LiveState } from "../../../core/protocol/live.ts";
import { createDurableAudioLog } from "../../../entrypoints/offscreen/recorder/durable-audio-log.ts";
import { recordMeeting } from "../../../entrypoints/offscreen/recorder/record-meeting.ts";
import type { FramerMessage, RecorderReport } from "../../../core/protocol/recorder.ts";
import { getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { listErrors } from "../../../entrypoints/shared/error-log.ts";
import { SETTINGS, restorePlatform, stubPlatform } from "./number-channel.ts";
import { facts } from "./number-service.ts";
import { BLOCK_SAMPLES, numberedAudio } from "./numbered-audio.ts";
import { createTestFile } from "./sync-file.ts";

const STEP_MS = 250;
/** From here on the numbers are high enough to be no quiet. */
const LOUD_SAMPLES = 500 * BLOCK_SAMPLES;
const LABELS = { tab: "Weekly", mic: "USB Mic" } as const;
const CHANNELS: readonly ChannelName[] = ["tab", "mic"];
const leave: (() => void)[] = [];
let meetings = 0;

beforeEach(stubPlatform);
afterEach(() => {
  for (const each of leave.splice(0)) each();
  restorePlatform();
});

/** What ports, locks and the database have to hand over, without any time passing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

/** A meeting as the audio thread and the panels see it. */
async function openMeeting(names: readonly ChannelName[] = CHANNELS) {
  const meetingId = `meeting-${meetings++}`;
  const ports = new Map(names.map((name) => [name, new MessageChannel()]));
  const samples = new Map(names.map((name) => [name, 0]));
  const reports: RecorderReport[] = [];
  const states: LiveState[] = [];
  const meetingsTold: Meeting[] = [];
  const panel = new BroadcastChannel(LIVE_CHANNEL);
  panel.addEventListener("message", (event) => {
    const data = event.data as LiveEvent;
    if (data.type === "state") states.push(data.state);
    if (data.type === "meeting") meetingsTold.push(data.meeting);
  });
  leave.push(() => {
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
      openAudio: async () => createDurableAudioLog(createTestFile()),
    },
  );

  const say = (name: ChannelName, message: FramerMessage): void =>
    ports.get(name)?.port1.postMessage(message);
  const sayAll = (message: FramerMessage): void => names.forEach((name) => say(name, message));
  const endFrames = (name: ChannelName): void =>
    say(name, { type: "ended", samples: samples.get(name) ?? 0 });

  function frame(name: ChannelName, count = FRAME_SAMPLES, isZero = false): void {
    const at = samples.get(name) ?? 0;
    samples.set(name, at + count);
    const sound = isZero ? new Int16Array(count) : numberedAudio(LOUD_SAMPLES + at, count);
    say(name, { type: "frame", samples: sound, peak: peakOf(sound) });
  }

  return {
    recorder,
    reports,
    states,
    meetingsTold,
    say,
    sayAll,
    endFrames,
    frame,
    phases: () => reports.flatMap((each) => (each.type === "phase" ? [each.phase] : [])),
    /** So much time passes; only these channels deliver. */
    async pass(ms: number, delivering: readonly ChannelName[] = names, zeros?: ChannelName) {
      for (let passed = 0; passed < ms; passed += STEP_MS) {
        for (let step = 0; step < STEP_MS; step += FRAME_MS) {
          for (const name of delivering) frame(name, FRAME_SAMPLES, name === zeros);
        }
        await settle();
        await vi.advanceTimersByTimeAsync(STEP_MS);
      }
      await settle();
    },
    state(): LiveState {
      const state = states.at(-1);
      if (!state) throw new Error("The panels were told nothing.");
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

it("takes what is still on its way when it ends, however long that takes", async () => {
  const meeting = await openMeeting();
  await meeting.pass(1_000);
  const ended = meeting.recorder.end(null);
  await meeting.pass(5_000);
  CHANNELS.forEach(meeting.endFrames);
  await meeting.pass(30_000, []);
  await ended;
  expect(meeting.channel("tab")?.recordedSamples).toBe(6_000 * 16);
});

it("counts what the audio thread has handed over: a sample more or less on its way to disk is written down as a surprise", async () => {
  const complaints = vi.spyOn(console, "error").mockImplementation(() => {});
  const whole = await openMeeting();
  await whole.pass(1_000);
  await whole.end();
  expect(await listErrors()).toEqual([]);
  expect(complaints).not.toHaveBeenCalled();

  const short = await openMeeting(["tab"]);
  await short.pass(1_000);
  short.say("tab", { type: "ended", samples: 16_001 });
  await short.end();
  expect(await listErrors()).toMatchObject([
    { where: "taking sound", error: expect.stringContaining("16000 of 16001 samples") },
  ]);
  complaints.mockRestore();
});

it("ends also where the audio thread never says that it has", async () => {
  const meeting = await openMeeting();
  await meeting.pass(1_000);
  const ended = meeting.recorder.end(null);
  await meeting.pass(30_000, []);
  await ended;
  expect(meeting.reports.at(-1)).toMatchObject({ type: "finished" });
});

describe("a pause", () => {
  it("is one place in the record, and shows at once in every light", async () => {
    const meeting = await openMeeting();
    await meeting.pass(5_000);
    for (const name of CHANNELS) meeting.frame(name, 400);
    meeting.sayAll({ type: "paused" });
    await settle();
    expect(meeting.phases().at(-1)).toBe("paused");
    expect(meeting.channel("mic")).toMatchObject({ peak: 0, health: { frames: "paused" } });

    await meeting.pass(600_000, []);
    expect(facts.openSockets.size).toBe(0);
    expect(meeting.state()).toMatchObject({ phase: "paused", problems: [] });
    expect(meeting.channel("tab")?.health).toMatchObject({ frames: "paused", service: "closed" });

    meeting.sayAll({ type: "resumed" });
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

  it("counts once though every channel tells of it, in whatever order", async () => {
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    meeting.say("tab", { type: "paused" });
    meeting.say("tab", { type: "resumed" });
    await settle();
    meeting.say("mic", { type: "paused" });
    meeting.say("mic", { type: "resumed" });
    await meeting.pass(1_000);
    expect(meeting.phases().at(-1)).not.toBe("paused");
    expect(meeting.meetingsTold).toHaveLength(2);
    const marks = (await meeting.end())?.marks;
    expect(marks).toHaveLength(1);
    expect(marks).not.toMatchObject([{ resumedAt: null }]);
  });

  it("is not ended by a channel that has only come to the one before", async () => {
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    for (const name of CHANNELS) {
      for (const type of ["paused", "resumed", "paused"] as const) meeting.say(name, { type });
      await settle();
    }
    expect(meeting.phases().at(-1)).toBe("paused");
    expect(meeting.meetingsTold.at(-1)?.marks).toHaveLength(2);
    expect(meeting.meetingsTold.at(-1)?.marks?.[1]).toMatchObject({ resumedAt: null });
    await meeting.end();
  });

  it("that the meeting ends in is never resumed, and nothing is missing", async () => {
    const meeting = await openMeeting();
    await meeting.pass(5_000);
    meeting.sayAll({ type: "paused" });
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

it("tells that insights of others are missing, until they come", async () => {
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

describe("the record", () => {
  it("has what the sessions of all channels have used", async () => {
    const meeting = await openMeeting();
    await meeting.pass(20_000);
    const usage = (await meeting.end())?.usage;
    // Of 20 s, with 2.2 s until Begin and 0.6 s until Termination.
    expect(usage?.speechSeconds).toBeCloseTo(2 * 18.4, 0);
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

  it("takes bookmarks at the place of the meeting clock, in a pause too, and tells the panels", async () => {
    const meeting = await openMeeting();
    await meeting.pass(2_000);
    meeting.recorder.bookmark();
    await meeting.pass(1_000);
    meeting.sayAll({ type: "paused" });
    await settle();
    meeting.recorder.bookmark();
    await settle();
    expect(meeting.meetingsTold.at(-1)?.marks).toMatchObject([
      { type: "bookmark", atMs: 2_000, note: "" },
      { type: "pause", atMs: 3_000 },
      { type: "bookmark", atMs: 3_000 },
    ]);
    const marks = (await meeting.end())?.marks ?? [];
    expect(new Set(marks.map((mark) => mark.type === "bookmark" && mark.id)).size).toBe(3);
  });

  it("follows a channel to another device", async () => {
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

describe("a channel that delivers nothing", () => {
  it("is named within eight seconds, and taken back with the first frame", async () => {
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

  it("is named where it is the only one", async () => {
    const meeting = await openMeeting(["tab"]);
    await meeting.pass(9_000, []);
    expect(meeting.problems()).toEqual([problem("tab-no-frames", "Weekly")]);
    expect(meeting.reports).not.toContainEqual({ type: "begun" });
    await meeting.end();
  });

  it("is not, after its end, nor is a session kept open for it", async () => {
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
  it("is reported with the channel's name, and taken back", async () => {
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

  it("of a muted microphone is no fault", async () => {
    const meeting = await openMeeting();
    await meeting.pass(1_000);
    meeting.recorder.muted("mic", true);
    await meeting.pass(10_000, CHANNELS, "mic");
    expect(meeting.problems()).toEqual([]);
    expect(meeting.channel("mic")).toMatchObject({ isMuted: true, health: { sound: "muted" } });
    expect(meeting.channel("tab")).toMatchObject({ isMuted: false, health: { sound: "sound" } });
    await meeting.end();
  });

  it("is not said of a source that is known to be gone", async () => {
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

it("what befalls both channels is said once", async () => {
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

it("the panels hear of two channels ten times a second, like of one", async () => {
  const meeting = await openMeeting();
  await meeting.pass(5_000);
  const before = meeting.states.length;
  await meeting.pass(10_000);
  expect(meeting.states.length - before).toBe(100);
  await meeting.end();
});

it("new settings reach both sessions", async () => {
  const meeting = await openMeeting();
  await meeting.pass(5_000);
  const speech = { ...SETTINGS.speech, keyTerms: ["Priya"] };
  meeting.recorder.configure({ ...SETTINGS, speech });
  expect(facts.told).toHaveLength(2);
  await meeting.end();
});

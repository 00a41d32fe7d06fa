/**
 * Drafts in fake time: while the team's service is away, the engine on this computer writes; when it is back, its words replace the draft.
 * At no moment is a number missing between the first and the last one that a panel shows, or there twice.
 */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import type { ChannelName, Turn } from "../../../core/meeting.ts";
import { ok } from "../../../core/problem.ts";
import { speechService } from "../../../core/speech/chosen-service.ts";
import { ON_DEVICE } from "../../../core/speech/on-device/service.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import type { SpeechService } from "../../../core/speech/service.ts";
import { addTurn, type TurnGroups, withoutReplaced } from "../../../core/transcript/turn-groups.ts";
import { addMeeting, getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { listTurns } from "../../../entrypoints/shared/database/turn-store.ts";
import { held } from "../spoken.ts";
import {
  type NumberChannel,
  type NumberChannelOptions,
  openNumberChannel,
  type PanelEvents,
  record,
  restorePlatform,
  SETTINGS,
  stubPlatform,
} from "./number-channel.ts";
import { facts, faults, mint, spokenNumbers } from "./number-service.ts";
import { BLOCK_SAMPLES } from "./numbered-audio.ts";

beforeEach(() => {
  stubPlatform();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});
afterEach(() => {
  vi.restoreAllMocks();
  restorePlatform();
});

/** There is no network, for the Worker and the service alike. */
function cut(): void {
  faults.isAway = true;
  faults.dropAll();
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
}

function restore(): void {
  faults.isAway = false;
  vi.stubGlobal("fetch", mint);
}

const ENGINE: SpeechService = {
  ...speechService,
  needsToken: false,
  limits: ON_DEVICE.limits,
  request: () => ok({ transport: "websocket", address: "wss://engine.example/" }),
};

/** More than any test records. */
const SPOKEN = spokenNumbers(1e4);

const DRAFTING: Settings = {
  ...SETTINGS,
  speech: { ...SETTINGS.speech, draftWhileAway: true },
};

const numbersOf = (turns: readonly Pick<Turn, "text">[]): number[] =>
  turns.flatMap(({ text }) => text.split(" ").filter(Boolean).map(Number));

/** One channel of the meeting as a panel shows it, from the events alone. */
function openPanel(channel: ChannelName) {
  let groups: TurnGroups = [];
  let partial: Pick<Turn, "text"> | null = null;
  const events: PanelEvents = {
    turn: (turn) => void (groups = addTurn(groups, turn)),
    replaced: (_channel, covered) => void (groups = withoutReplaced(groups, channel, covered)),
    partial: (_channel, next) => void (partial = next),
  };
  return {
    events,
    turns: () => groups.flat(),
    /** Numbers of turns and of the open turn, as they stand there. */
    shown: () => numbersOf([...groups.flat(), ...(partial ? [partial] : [])]),
  };
}

/** The Worker's answer to each request for a token. */
const refuse = (status: number, code: string) => async (): Promise<Response> =>
  Response.json({ error: { code, message: "No." } }, { status });

let meetings = 0;

interface MeetingOptions extends Omit<NumberChannelOptions, "channel" | "meetingId" | "listener"> {
  readonly names?: readonly ChannelName[];
}

/** A meeting of numbered audio, whose panel is checked at each step. */
async function openMeeting({ names = ["tab"], ...options }: MeetingOptions = {}) {
  const meetingId = `drafts-${meetings++}`;
  const database = await openDatabase();
  const untranscribed = names.map((name) => ({ name, transcribedSamples: 0 }));
  await addMeeting(database, held({ id: meetingId, channels: untranscribed, state: "recording" }));
  const parts = await Promise.all(
    names.map(async (channel) => {
      const panel = openPanel(channel);
      const open = (change: Partial<NumberChannelOptions> = {}): Promise<NumberChannel> =>
        openNumberChannel({
          draftService: ENGINE,
          settings: DRAFTING,
          ...options,
          ...change,
          channel,
          meetingId,
          listener: panel.events,
        });
      return { panel, open, audio: await open() };
    }),
  );
  const channels = parts.map(({ audio }) => audio);
  const before = parts.map(() => 0);

  function check(): void {
    for (const [index, { panel }] of parts.entries()) {
      const shown = panel.shown();
      expect(shown.join(" ")).toBe(SPOKEN.slice(0, shown.length).join(" "));
      // Stored words stay.
      const stored = numbersOf(panel.turns()).length;
      expect(stored).toBeGreaterThanOrEqual(before[index] ?? 0);
      before[index] = stored;
    }
  }
  const stored = async (): Promise<void> => {
    await Promise.all(channels.map((channel) => channel.stored()));
  };
  const turnsOf = async (): Promise<Turn[]> => listTurns(database, meetingId);

  return {
    meetingId,
    channels,
    record: (seconds: number) => record(channels, seconds * 1000, check),
    /** Seconds of speech that the panel does not show yet. */
    missing: () =>
      parts.map(({ panel }, index) => {
        const blocks = (channels[index]?.samples ?? 0) / BLOCK_SAMPLES;
        return (spokenNumbers(blocks).length - panel.shown().length) / 10;
      }),
    drafts: async () => (await turnsOf()).filter(({ isDraft }) => isDraft),
    /** The sample from which the service would go on, by channel. */
    async offsets() {
      const meeting = await getMeeting(database, meetingId);
      return meeting?.channels.map(({ transcribedSamples }) => transcribedSamples) ?? [];
    },
    /** Another job goes on with the first channel; panels stay open. */
    reopen: (change: Partial<NumberChannelOptions>) => parts[0]?.open(change) ?? Promise.reject(),
    stored,
    async end() {
      for (const channel of channels) channel.transcriber.end();
      await vi.advanceTimersByTimeAsync(60_000);
      await Promise.all(channels.map(({ transcriber }) => transcriber.closed));
      await stored();
    },
    async expectWhole(samples = channels[0]?.samples ?? 0) {
      const turns = await turnsOf();
      const spoken = spokenNumbers(samples / BLOCK_SAMPLES);
      for (const [index, { panel }] of parts.entries()) {
        const ofChannel = turns.filter(({ channel }) => channel === names[index]);
        expect(numbersOf(ofChannel)).toEqual(spoken);
        expect(panel.shown()).toEqual(spoken);
      }
      expect(turns.filter(({ isDraft }) => isDraft)).toEqual([]);
      const meeting = await getMeeting(database, meetingId);
      expect(meeting?.channels.filter(({ drafts }) => drafts)).toEqual([]);
    },
  };
}

describe("no word is missing or doubled at any moment if the service", () => {
  it("is away from the start and comes back", async () => {
    cut();
    const meeting = await openMeeting();
    await meeting.record(60);
    expect(meeting.missing()[0]).toBeLessThan(3);
    expect(await meeting.drafts()).not.toEqual([]);
    expect(await meeting.offsets()).toEqual([0]);
    restore();
    await meeting.record(180);
    expect(facts.engineSockets.size).toBe(0);
    await meeting.end();
    await meeting.expectWhole();
  });

  it("is cut off in the middle of a turn", async () => {
    const meeting = await openMeeting();
    await meeting.record(31);
    expect(facts.engineSessions).toBe(0);
    cut();
    await meeting.record(45);
    expect(meeting.missing()[0]).toBeLessThan(3);
    restore();
    await meeting.record(120);
    await meeting.end();
    await meeting.expectWhole();
  });

  it.each([0, 0.5, 1, 1.5, 2, 2.5, 3])(
    "is back while a draft turn is open, %s s later",
    async (later) => {
      const meeting = await openMeeting();
      await meeting.record(20);
      cut();
      await meeting.record(20 + later);
      restore();
      await meeting.record(60);
      await meeting.end();
      await meeting.expectWhole();
    },
  );

  it.each([2.5, 2.75, 3, 3.25, 3.5, 3.75, 4, 4.25, 4.5, 4.75, 5, 5.25, 5.5])(
    "is lost again %s s after the network is back",
    async (seconds) => {
      const meeting = await openMeeting();
      await meeting.record(20);
      for (const away of [14, 12, 12]) {
        cut();
        await meeting.record(away);
        expect(meeting.missing()[0]).toBeLessThan(3);
        restore();
        await meeting.record(seconds);
      }
      await meeting.record(40);
      await meeting.end();
      await meeting.expectWhole();
    },
  );

  it("is slow when it is back: its words are awaited before the draft ends", async () => {
    const meeting = await openMeeting();
    await meeting.record(20);
    cut();
    await meeting.record(20);
    restore();
    faults.slowness = 0.5;
    for (let seconds = 0; seconds < 60; seconds++) {
      await meeting.record(1);
      expect(meeting.missing()[0]).toBeLessThan(3);
    }
    expect(facts.engineSockets.size).toBe(0);
    faults.slowness = 1;
    await meeting.end();
    await meeting.expectWhole();
  });

  it("comes and goes", async () => {
    const meeting = await openMeeting();
    for (const seconds of [12, 9, 31, 17, 6, 25]) {
      if (faults.isAway) restore();
      else cut();
      await meeting.record(seconds);
    }
    restore();
    await meeting.record(120);
    await meeting.end();
    await meeting.expectWhole();
  });

  it("refuses the access code until it is corrected", async () => {
    vi.stubGlobal("fetch", refuse(401, "unauthorized"));
    const meeting = await openMeeting();
    await meeting.record(40);
    expect(meeting.channels[0]?.transcriber.status().phase).toBe("blocked");
    expect(meeting.missing()[0]).toBeLessThan(3);
    vi.stubGlobal("fetch", mint);
    meeting.channels[0]?.transcriber.configure({ ...DRAFTING, accessCode: "another" });
    await meeting.record(120);
    expect(facts.engineSockets.size).toBe(0);
    await meeting.end();
    await meeting.expectWhole();
  });

  it("has no budget left, and has a new one after two minutes", async () => {
    vi.stubGlobal("fetch", refuse(429, "budget_spent"));
    const meeting = await openMeeting();
    await meeting.record(120);
    expect(meeting.missing()[0]).toBeLessThan(3);
    vi.stubGlobal("fetch", mint);
    await meeting.record(600);
    await meeting.end();
    await meeting.expectWhole();
  });

  it("is away from both channels, and the recording is paused meanwhile", async () => {
    const meeting = await openMeeting({ names: ["tab", "mic"] });
    await meeting.record(20);
    cut();
    await meeting.record(13);
    for (const { transcriber } of meeting.channels) transcriber.pause();
    await vi.advanceTimersByTimeAsync(20_000);
    await meeting.stored();
    expect(meeting.missing()).toEqual([0, 0]);
    for (const { transcriber } of meeting.channels) transcriber.resume();
    await meeting.record(13);
    expect(facts.engineSockets.size).toBe(2);
    restore();
    await meeting.record(90);
    await meeting.end();
    await meeting.expectWhole();
  });
});

describe("after a recording that ended without the service", () => {
  /** Records with a draft at the end, and ends as `end` does it. */
  async function recordAway(end: (meeting: Awaited<ReturnType<typeof openMeeting>>) => void) {
    const meeting = await openMeeting();
    await meeting.record(30);
    cut();
    await meeting.record(41.5);
    end(meeting);
    await vi.advanceTimersByTimeAsync(60_000);
    await meeting.channels[0]?.stored();
    return meeting;
  }

  it.each(["Stop", "a crash"])(
    "%s leaves a draft, and a transcription from disk replaces it",
    async (how) => {
      const meeting = await recordAway(({ channels }) =>
        how === "Stop" ? channels[0]?.transcriber.end() : channels[0]?.transcriber.drop(),
      );
      if (how === "Stop") {
        expect(meeting.missing()[0]).toBe(0);
        expect(meeting.channels[0]?.transcriber.status().canGoOn).toBe(true);
        expect(facts.engineSockets.size).toBe(0);
      }
      expect(await meeting.drafts()).not.toEqual([]);
      const [offset = 0] = await meeting.offsets();
      expect(offset).toBeLessThan(31 * SAMPLE_RATE);

      restore();
      const samples = meeting.channels[0]?.samples ?? 0;
      const again = await meeting.reopen({ samples, isPatient: true, draftService: null });
      again.transcriber.end();
      await vi.advanceTimersByTimeAsync(180_000);
      await again.transcriber.closed;
      await again.stored();
      expect(again.transcriber.status().isComplete).toBe(true);
      await meeting.expectWhole(samples);
    },
  );

  it("Stop waits for the last words of the draft, but not for long", async () => {
    const meeting = await openMeeting();
    cut();
    faults.isEngineDeaf = true;
    await meeting.record(30);
    await meeting.end();
    expect(facts.engineSockets.size).toBe(0);
  });
});

describe("there is no draft", () => {
  const without = async (options: MeetingOptions = {}) => {
    cut();
    const meeting = await openMeeting(options);
    await meeting.record(60);
    expect(await meeting.drafts()).toEqual([]);
    return meeting;
  };
  const speech = (change: Partial<Settings["speech"]>) => ({
    settings: { ...DRAFTING, speech: { ...DRAFTING.speech, ...change } },
  });

  it("if the user has switched it off, until it is switched on again", async () => {
    const meeting = await without(speech({ draftWhileAway: false }));
    meeting.channels[0]?.transcriber.configure(DRAFTING);
    await meeting.record(10);
    expect(meeting.missing()[0]).toBeLessThan(3);
  });

  it("if the meeting is in another language than English", async () => {
    await without(speech({ languageCodes: ["de", "fr"] }));
    expect(facts.engineSessions).toBe(0);
  });

  it("if the engine does not work, which is tried once and is no problem of the meeting", async () => {
    faults.isEngineBroken = true;
    const meeting = await without();
    expect(facts.engineSessions).toBe(1);
    const problems = meeting.channels[0]?.transcriber.status().problems.map(({ reason }) => reason);
    expect(problems).toEqual(["worker-unreachable"]);
  });

  it("during a rollover or a short loss", async () => {
    const meeting = await openMeeting();
    await meeting.record(70);
    cut();
    await meeting.record(2);
    restore();
    await meeting.record(60);
    expect(facts.engineSessions).toBe(0);
  });
});

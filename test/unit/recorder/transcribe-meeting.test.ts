import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { LIVE_CHANNEL, type LiveEvent } from "../../../core/protocol/live.ts";
import type { RecorderReport } from "../../../core/protocol/recorder.ts";
import { transcribeMeeting } from "../../../entrypoints/offscreen/recorder/transcribe-meeting.ts";
import { addMeeting, getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { held } from "../spoken.ts";
import { restorePlatform, SETTINGS, stubPlatform } from "./number-channel.ts";
import { numberedLog } from "./numbered-audio.ts";

beforeEach(stubPlatform);
afterEach(restorePlatform);

/** Lets locks, channels and the database finish their tasks, then advances time. */
async function pass(ms: number): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  await vi.advanceTimersByTimeAsync(ms);
}

async function transcribe(id: string) {
  const database = await openDatabase();
  const meeting = held({ id });
  await addMeeting(database, meeting);
  const log = Object.assign(numberedLog(), { samples: 600 * SAMPLE_RATE });
  const reports: RecorderReport[] = [];
  const ended = transcribeMeeting(
    { meetingId: id, from: "offset", settings: SETTINGS },
    { report: (report) => reports.push(report), openAudio: async () => log },
  );
  for (let seconds = 0; seconds < 10; seconds++) await pass(1_000);
  expect(reports).toContainEqual({ type: "begun" });
  return {
    reports,
    ended,
    stored: () => getMeeting(database, id),
    delete(ids: string) {
      const panel = new BroadcastChannel(LIVE_CHANNEL);
      const deleted = { ...held({ id: ids }), deletedAt: 1 };
      panel.postMessage({ type: "meeting", meeting: deleted } satisfies LiveEvent);
      panel.close();
    },
  };
}

it("a transcription stops when its meeting is deleted; its usage is stored, and it can go on", async () => {
  const job = await transcribe("gone");
  job.delete("gone");
  await pass(1_000);
  await job.ended;
  expect(job.reports.at(-1)).toEqual({ type: "finished", canGoOn: true });
  const meeting = await job.stored();
  expect(meeting).toMatchObject({ state: "saved", finishesByItself: true });
  expect(meeting?.usage?.speechSeconds).toBeGreaterThan(1);
  expect(meeting?.channels[0]?.transcribedSamples).toBeLessThan(600 * SAMPLE_RATE);
});

it("a transcription goes on when another meeting is deleted", async () => {
  const job = await transcribe("stays");
  job.delete("another");
  await pass(1_000);
  expect(job.reports.at(-1)).toEqual({ type: "phase", phase: "catching-up" });
  job.delete("stays");
  await pass(1_000);
  await job.ended;
});

/** Turns and meetings for tests, filled in except for what a test is about. */

import type { Meeting, Turn } from "../../core/meeting.ts";
import type { ChannelProgress } from "../../entrypoints/shared/database/turn-store.ts";

export const spoken = (change: Partial<Turn> = {}): Turn => ({
  meetingId: "m",
  channel: "tab",
  session: 0,
  order: 0,
  startMs: 0,
  endMs: 1_000,
  text: "words",
  words: [],
  formatted: true,
  language: null,
  speaker: null,
  insight: null,
  ...change,
});

export const held = (change: Partial<Meeting> = {}): Meeting => ({
  id: "m",
  title: "Weekly",
  pageUrl: null,
  startedAt: Date.UTC(2026, 10, 22, 9, 5),
  durationMs: 65_000,
  state: "saved",
  channels: [{ name: "tab", transcribedSamples: 0 }],
  problem: null,
  ...change,
});

/** Progress of a channel of which nothing is transcribed. */
export const NOTHING_YET: ChannelProgress = {
  transcribedSamples: 0,
  settled: [],
  sessions: 0,
  speakers: [],
  voices: [],
  same: new Map(),
};

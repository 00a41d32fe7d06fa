/** Fictional meeting in all forms that the panel can show. Times are in ms of the meeting clock. */

import type { Mark, Meeting, Note, PartialTurn, Turn, TurnKey } from "../../core/meeting.ts";
import { turnId } from "../../core/meeting.ts";
import type { ChannelStatus, LiveState } from "../../core/protocol/live.ts";

const SAID: readonly (readonly [channel: "tab" | "mic", text: string, insight: string | null])[] = [
  ["tab", "Good morning. Shall we begin with the launch?", null],
  [
    "mic",
    "Yes. I would move it to the nineteenth, because the review of the contracts takes a week longer than we thought.",
    "Moves the launch **from 12 to 19 March**: legal needs another week for both suppliers.",
  ],
  [
    "tab",
    "Then we decided it: the launch is on the nineteenth. Priya, can you write the release notes by Friday?",
    "Decision: Launch moves from 12 to 19 March\nTask: Release notes (Priya, by 16 March)",
  ],
  ["mic", "Priya said yes in the chat.", null],
  [
    "tab",
    "Good. What is still open is the budget for the second quarter, and nobody has the figures yet.",
    "The budget for the second quarter is open: no figures yet.",
  ],
];
const TURN_MS = 9_000;

/** @param count Number of turns, which repeat the same texts */
export const madeUpTurns = (meetingId: string, count = SAID.length): readonly Turn[] =>
  Array.from({ length: count }, (_, order) => {
    const [channel, text, insight] = SAID[order % SAID.length] ?? ["tab", "", null];
    const startMs = order * TURN_MS;
    const texts = text.split(" ");
    const wordMs = (TURN_MS - 1_500) / texts.length;
    const words = texts.map((text, index) => ({
      text,
      startMs: startMs + index * wordMs,
      endMs: startMs + (index + 1) * wordMs,
      confidence: 0.95,
    }));
    const key: TurnKey = { meetingId, channel, session: 0, order };
    const endMs = startMs + TURN_MS - 1_500;
    const facts = { formatted: true, language: "en", speaker: null };
    return { ...key, ...facts, startMs, endMs, text, words, insight };
  });

export const madeUpPartial = (meetingId: string, startMs: number): PartialTurn => ({
  meetingId,
  channel: "tab",
  session: 0,
  order: 10_000,
  startMs,
  endMs: startMs + 2_000,
  text: "so perhaps we should ask finance before",
  words: [],
  formatted: false,
  language: null,
  speaker: null,
});

const STARTED_AT = Date.UTC(2026, 10, 20, 9, 5);

const MARKS: readonly Mark[] = [
  { type: "bookmark", id: "b1", atMs: 18_500, note: "Tell the press" },
  { type: "pause", atMs: 27_000, pausedAt: STARTED_AT + 27_000, resumedAt: STARTED_AT + 152_000 },
];

export const madeUpMeeting = (change: Partial<Meeting> = {}): Meeting => ({
  id: "weekly",
  title: "Weekly planning: launch, budget and hiring",
  pageUrl: "https://meet.example/weekly",
  startedAt: STARTED_AT,
  durationMs: 45_000,
  state: "saved",
  channels: [
    { name: "tab", label: "Weekly planning", transcribedSamples: 720_000 },
    { name: "mic", label: "Desk microphone", transcribedSamples: 720_000 },
  ],
  problem: null,
  marks: MARKS,
  usage: {
    speechSeconds: 90,
    models: { "claude-sonnet-4-6": { inputTokens: 2_400, outputTokens: 310 } },
  },
  ...change,
});

const NOTES = `## Summary
- The launch moves to the nineteenth, because the contract review takes a week longer [2][3].

## Action items
- [x] Write the release notes — Priya, by Friday [3][4].
- [ ] Bring the figures for the second quarter, “as soon as possible” [5].

## Open questions
- The budget for the second quarter [5].`;

const citing = (turns: readonly Turn[]): Readonly<Record<number, string>> =>
  Object.fromEntries(turns.map((turn, index) => [index + 1, turnId(turn)]));

export const madeUpNote = (change: Partial<Note> = {}): Note => ({
  id: "note",
  meetingId: "weekly",
  markdown: NOTES,
  citations: citing(madeUpTurns("weekly")),
  model: "claude-sonnet-4-6",
  createdAt: STARTED_AT + 60_000,
  usage: { inputTokens: 1_200, outputTokens: 180 },
  ...change,
});

/** @param nth Number of the answer; answers are a minute apart */
export const madeUpAnswer = (question: string, markdown: string, nth: number): Note =>
  madeUpNote({
    id: question,
    subject: { type: "question", question },
    markdown,
    createdAt: STARTED_AT + nth * 60_000,
  });

const SAMPLES = 16_000 * 45;

export const madeUpStatus = (change: Partial<ChannelStatus> = {}): ChannelStatus => ({
  name: "tab",
  label: "Weekly planning",
  isMuted: false,
  health: { frames: "flowing", sound: "sound", service: "live", disk: "writing" },
  recordedSamples: SAMPLES,
  heardSamples: SAMPLES,
  peak: 0.2,
  ignoredMessages: 0,
  ...change,
});

export const madeUpLive = (change: Partial<LiveState> = {}): LiveState => ({
  meetingId: "weekly",
  activity: "recording",
  title: "Weekly planning: launch, budget and hiring",
  startedAt: STARTED_AT,
  phase: "recording",
  channels: [madeUpStatus(), madeUpStatus({ name: "mic", label: "Desk microphone", peak: 0.05 })],
  problems: [],
  ...change,
});

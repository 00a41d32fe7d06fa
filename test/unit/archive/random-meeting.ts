/** Random meetings of every shape, reproducible by their seed. */

import {
  CHANNEL_NAMES,
  type ChannelName,
  type Mark,
  type Meeting,
  type MeetingContent,
  type Note,
  type NoteSubject,
  type OwnLine,
  type Turn,
  turnId,
} from "../../../core/meeting.ts";
import type { AudioLengths } from "../../../core/archive/meeting-file.ts";
import { REASONS } from "../../../core/problem.ts";

const TEXTS = [
  "",
  "words",
  "“Straße” 😀 \u0000 \u2028 </script>",
  "\ud800 half a character",
  '{"a": [1]}\n\t\\',
  "ܐܪܡܝܐ",
];

export interface Dice {
  whole(below: number): number;
  one<T>(of: readonly T[]): T;
  is(): boolean;
  /** Returns the fields or an empty object. */
  maybe<T extends object>(fields: T): T | object;
}

/** mulberry32 */
export function dice(seed: number): Dice {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (below: number): number => Math.floor(next() * below);
  return {
    whole,
    one: (of) => of[whole(of.length)] as (typeof of)[number],
    is: () => next() < 0.5,
    maybe: (fields) => (next() < 0.5 ? fields : {}),
  };
}

export interface RandomMeeting extends MeetingContent {
  readonly sound: AudioLengths;
}

export function randomMeeting(seed: number): RandomMeeting {
  const d = dice(seed);
  const meetingId = d.one(["m", "0f5c2a7e-1111-4222-8333-444455556666", "a_b-C"]) + seed;
  const names = d.one<readonly ChannelName[]>([["tab"], ["mic"], CHANNEL_NAMES]);
  const turns = Array.from({ length: d.whole(12) }, (_, order) =>
    turnOf(d, { meetingId, channel: d.one(names), session: d.whole(3), order }),
  ).toSorted((a, b) => a.startMs - b.startMs);
  return {
    meeting: meetingOf(d, meetingId, names),
    turns,
    notes: Array.from({ length: d.whole(5) }, (_, n) => noteOf(d, turns, meetingId, n)),
    sound: names.map((channel) => ({ channel, samples: d.whole(1e9) })),
  };
}

const meetingOf = (d: Dice, id: string, names: readonly ChannelName[]): Meeting => ({
  id,
  title: d.one(TEXTS),
  pageUrl: d.one([null, "https://meet.example/a", "file:///talk.html"]),
  startedAt: d.one([0, -1, 1_760_000_000_000.5]),
  durationMs: d.whole(1e8) / 16,
  state: d.one(["saved", "interrupted"]),
  channels: names.map((name) => ({
    name,
    transcribedSamples: d.whole(1e9),
    ...d.maybe({ label: d.one(TEXTS) }),
  })),
  problem: d.one([
    null,
    { reason: d.one(REASONS) },
    { reason: d.one(REASONS), detail: d.one(TEXTS), retryAfterMs: d.whole(1e6) },
  ]),
  ...d.maybe({ names: { tab: d.one(TEXTS), "tab A": "Anna", "person 1": d.one(TEXTS) } }),
  ...d.maybe({ merged: { "tab A": "tab B" } }),
  ...d.maybe({ different: { "tab C": ["tab A"] } }),
  ...d.maybe({ marks: Array.from({ length: d.whole(4) }, () => markOf(d)) }),
  ...d.maybe({ ownLines: Array.from({ length: d.whole(4) }, (_, n) => lineOf(d, n)) }),
  ...d.maybe({ consentAt: d.whole(2e12) }),
  ...d.maybe({ notesLanguage: d.one(["", "German", "日本語"]) }),
  ...d.maybe({
    usage: {
      speechSeconds: d.whole(1e6) / 7,
      models: { m: usageOf(d), "a/b": usageOf(d) },
      ...d.maybe({ secondsBySpeechModel: { "u3-rt-pro": d.whole(1e6) / 7, other: 1 } }),
      ...d.maybe({ speakerLabelSeconds: d.whole(1e6) / 7 }),
    },
  }),
});

const lineOf = (d: Dice, n: number): OwnLine => ({
  id: `line ${n}`,
  atMs: d.whole(1e6) / 16,
  text: d.one(TEXTS),
  ...d.maybe({ kind: d.one(["task", "decision"] as const) }),
  ...d.maybe({ isDone: true as const }),
});

const usageOf = (d: Dice) => ({
  inputTokens: d.whole(1e6),
  outputTokens: d.whole(1e6),
  ...d.maybe({ isIncomplete: true as const }),
});

function markOf(d: Dice): Mark {
  const atMs = d.whole(1e6) / 16;
  return d.one<Mark>([
    { type: "bookmark", id: `b${d.whole(1e9)}`, atMs, note: d.one(TEXTS) },
    { type: "gap", atMs, stoppedAt: d.whole(2e12), resumedAt: d.whole(2e12) },
    { type: "pause", atMs: d.whole(1e6), pausedAt: d.whole(2e12), resumedAt: d.one([null, 7]) },
  ]);
}

const turnOf = (d: Dice, key: Pick<Turn, "meetingId" | "channel" | "session" | "order">): Turn => ({
  ...key,
  startMs: d.whole(1e6) / 16 - 10,
  endMs: d.whole(1e7) / 16,
  text: d.one(TEXTS),
  words: Array.from({ length: d.whole(6) }, (_, n) => ({
    text: d.one(TEXTS),
    startMs: n * 100.0625,
    endMs: n * 100 + 50,
    confidence: d.whole(1_001) / 1_000,
    ...d.maybe({ isEcho: true as const }),
  })),
  formatted: d.is(),
  language: d.one([null, "en"]),
  speaker: d.one([null, "A", "UNKNOWN"]),
  insight: d.one([null, ...TEXTS]),
  ...d.maybe({ heardText: d.one(TEXTS) }),
  ...d.maybe({ saidBy: d.one(["mic", "person 1"]) }),
});

const noteOf = (d: Dice, turns: readonly Turn[], meetingId: string, n: number): Note => ({
  id: `note ${meetingId} ${n}`,
  meetingId,
  markdown: `${d.one(TEXTS)} [1] [2]`,
  model: d.one(TEXTS),
  createdAt: n * 1_000 + d.whole(1_000),
  ...d.maybe({
    subject: d.one<NoteSubject>([
      { type: "template", templateId: "standard", name: d.one(TEXTS) },
      { type: "catch-up", minutes: d.whole(60) },
      { type: "question", question: d.one(TEXTS) },
    ]),
  }),
  ...d.maybe({
    citations: Object.fromEntries(turns.slice(0, 3).map((turn, at) => [at + 1, turnId(turn)])),
  }),
  ...d.maybe({ ownPoints: [{ line: "line 0", markdown: `- ${d.one(TEXTS)} [2]` }] }),
  ...d.maybe({ isCutOff: d.is(), isEdited: d.is(), isLive: d.is() }),
  ...d.maybe({ upToMs: d.whole(1e6) / 16 }),
  ...d.maybe({ usage: usageOf(d) }),
});

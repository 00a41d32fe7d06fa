import { expect, it } from "vitest";
import { type DiagnosticFacts, diagnosticsReport } from "../../../core/diagnostics/report.ts";
import type { Meeting } from "../../../core/meeting.ts";
import { problem } from "../../../core/problem.ts";
import type { LiveState } from "../../../core/protocol/live.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../core/settings/settings.ts";
import { held } from "../spoken.ts";

/** Stands for every text that must not be exported. */
const SECRET = "Mandrake";

const settings: Settings = {
  ...DEFAULT_SETTINGS,
  workerUrl: `https://${SECRET}.example`,
  accessCode: SECRET,
  capture: {
    ...DEFAULT_SETTINGS.capture,
    microphone: { deviceId: SECRET, label: SECRET },
    names: { tab: SECRET },
  },
  speech: { ...DEFAULT_SETTINGS.speech, keyTerms: [SECRET], prompt: SECRET },
  insight: { ...DEFAULT_SETTINGS.insight, prompt: SECRET },
  notes: {
    ...DEFAULT_SETTINGS.notes,
    templates: [{ id: "t", name: SECRET, instructions: SECRET }],
  },
};

const meeting: Meeting = held({
  title: SECRET,
  pageUrl: `https://meet.example/${SECRET}`,
  names: { mic: SECRET },
  marks: [{ type: "bookmark", id: "b", atMs: 0, note: SECRET }],
  channels: [{ name: "tab", label: SECRET, transcribedSamples: 0 }],
  state: "interrupted",
  durationMs: 5_400_000,
  problem: problem("interrupted", SECRET),
});

const live: LiveState = {
  meetingId: SECRET,
  activity: "recording",
  title: SECRET,
  startedAt: 0,
  phase: "reconnecting",
  channels: [
    {
      name: "mic",
      label: SECRET,
      isMuted: true,
      health: { frames: "flowing", sound: "muted", service: "lost", disk: "writing" },
      recordedSamples: 16_000,
      heardSamples: 800,
      peak: 0,
      ignoredMessages: 2,
    },
  ],
  problems: [problem("speech-interrupted", SECRET)],
};

const facts: DiagnosticFacts = {
  now: Date.UTC(2026, 10, 22, 9, 5),
  version: "1.2.3",
  userAgent: "Chrome/156",
  language: "de",
  settings,
  microphonePermission: "granted",
  storage: { usage: 10, quota: 20 },
  meetings: [meeting, held({ id: "other" })],
  turns: 7,
  notes: 3,
  live: [live],
  sessions: [
    {
      channel: "mic",
      beganAt: 0,
      endedAt: 2_000,
      sessionId: "7c1e",
      model: "u3-rt-pro",
      reported: { model: "universal-3-5-pro", speaker_labels: false },
      ignored: ["speakerLabels"],
      refused: [],
      words: ["Rate limit exceeded"],
      sentSeconds: 1.8,
      heardSeconds: 2,
      sessionSeconds: 2,
    },
  ],
  errors: [{ where: "upkeep", error: "Error: x", count: 2, firstAt: 0, lastAt: 1_000 }],
};

it("diagnosticsReport lists versions, states, counts and unexpected errors", () => {
  expect(JSON.parse(diagnosticsReport(facts))).toMatchObject({
    madeAt: "2026-11-22T09:05:00.000Z",
    earshot: "1.2.3",
    browser: "Chrome/156",
    microphone: "granted",
    storage: { usage: 10, quota: 20 },
    settings: { hasWorkerUrl: true, hasAccessCode: true, keyTerms: 1, ownTemplates: 1 },
    stored: {
      meetings: 2,
      states: { interrupted: 1, saved: 1 },
      problems: { interrupted: 1 },
      hours: 1.5,
      turns: 7,
      notes: 3,
    },
    atWork: [
      {
        phase: "reconnecting",
        channels: [{ name: "mic", isMuted: true, ignoredMessages: 2 }],
        problems: ["speech-interrupted"],
      },
    ],
    sessions: [
      {
        sessionId: "7c1e",
        ignored: ["speakerLabels"],
        heardSeconds: 2,
        endedAt: "1970-01-01T00:00:02.000Z",
      },
    ],
    surprises: [{ where: "upkeep", count: 2, lastAt: "1970-01-01T00:00:01.000Z" }],
  });
});

it("diagnosticsReport contains no content, name, address or access code", () => {
  expect(diagnosticsReport(facts)).not.toContain(SECRET);
});

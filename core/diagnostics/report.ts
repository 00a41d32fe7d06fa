/**
 * Diagnostics that the user can save, read and send: versions, states, counts, the latest speech sessions and unexpected errors. They hold no
 * transcript, title, name, address or access code.
 */

import type { Meeting } from "../meeting.ts";
import type { LiveState } from "../protocol/live.ts";
import type { Settings } from "../settings/settings.ts";
import type { LoggedSession } from "./session-log.ts";
import type { UnexpectedError } from "./unexpected-errors.ts";

export interface DiagnosticFacts {
  /** Unix time in ms. */
  readonly now: number;
  readonly version: string;
  readonly userAgent: string;
  readonly language: string;
  readonly settings: Settings;
  readonly microphonePermission: "granted" | "denied" | "prompt";
  /** Bytes; absent if Chrome does not report them. */
  readonly storage: { readonly usage?: number; readonly quota?: number };
  /** Without deleted meetings. */
  readonly meetings: readonly Meeting[];
  readonly turns: number;
  readonly notes: number;
  readonly live: readonly LiveState[];
  readonly errors: readonly UnexpectedError[];
  readonly sessions: readonly LoggedSession[];
}

/** @returns indented JSON; its property names never change (docs/decisions/0011-stored-formats.md) */
export const diagnosticsReport = (facts: DiagnosticFacts): string =>
  `${JSON.stringify(
    {
      madeAt: iso(facts.now),
      earshot: facts.version,
      browser: facts.userAgent,
      language: facts.language,
      microphone: facts.microphonePermission,
      storage: facts.storage,
      settings: settingsOf(facts.settings),
      stored: { ...meetingCounts(facts.meetings), turns: facts.turns, notes: facts.notes },
      atWork: facts.live.map(liveOf),
      sessions: facts.sessions.map(({ beganAt, endedAt, ...session }) => ({
        ...session,
        beganAt: iso(beganAt),
        endedAt: iso(endedAt),
      })),
      surprises: facts.errors.map(({ firstAt, lastAt, ...error }) => ({
        ...error,
        firstAt: iso(firstAt),
        lastAt: iso(lastAt),
      })),
    },
    null,
    2,
  )}\n`;

const iso = (unixMs: number): string => new Date(unixMs).toISOString();

/** Lists each setting, so that a new one is not exported by accident. */
const settingsOf = ({ workerUrl, accessCode, capture, speech, insight, notes }: Settings) => ({
  hasWorkerUrl: workerUrl !== "",
  hasAccessCode: accessCode !== "",
  source: capture.source,
  hasChosenMicrophone: capture.microphone !== null,
  askAfterSilentMinutes: capture.askAfterSilentMinutes,
  speechModel: speech.model,
  languageCodes: speech.languageCodes,
  keyTerms: speech.keyTerms.length,
  turnDetection: speech.turnDetection,
  speakerLabels: speech.speakerLabels,
  redactPii: speech.redactPii,
  insights: insight.enabled ? insight.mode : "off",
  insightModel: insight.model,
  notesModel: notes.model,
  ownTemplates: notes.templates.length,
  liveEveryMinutes: notes.liveEveryMinutes,
  contextTokens: notes.contextTokens,
});

function meetingCounts(meetings: readonly Meeting[]) {
  return {
    meetings: meetings.length,
    states: countOf(meetings.map(({ state }) => state)),
    problems: countOf(meetings.flatMap(({ problem }) => (problem ? [problem.reason] : []))),
    hours: Math.round(meetings.reduce((ms, { durationMs }) => ms + durationMs, 0) / 360_000) / 10,
  };
}

function countOf(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Leaves out titles and the labels of channels, which are names of meetings and devices. */
const liveOf = ({ activity, phase, channels, problems }: LiveState) => ({
  activity,
  phase,
  channels: channels.map(
    ({ name, isMuted, health, recordedSamples, heardSamples, ignoredMessages }) => ({
      name,
      isMuted,
      health,
      recordedSamples,
      heardSamples,
      ignoredMessages,
    }),
  ),
  problems: problems.map(({ reason }) => reason),
});

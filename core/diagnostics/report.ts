/**
 * What a person can save, read and send when something is wrong: versions, states, counts and the last errors. Nothing that
 * was said, no title, no name, no address, no code.
 */

import type { Meeting } from "../meeting.ts";
import type { LiveState } from "../protocol/live.ts";
import type { Settings } from "../settings/settings.ts";
import type { UnexpectedError } from "./unexpected-errors.ts";

export interface DiagnosticFacts {
  /** Unix time in ms. */
  readonly now: number;
  readonly version: string;
  readonly userAgent: string;
  readonly language: string;
  readonly settings: Settings;
  /** "granted", "denied" or "prompt". */
  readonly microphonePermission: string;
  /** Bytes; absent where Chrome does not tell. */
  readonly storage: { readonly usage?: number; readonly quota?: number };
  /** Those that are deleted and not yet gone are left out. */
  readonly meetings: readonly Meeting[];
  readonly turns: number;
  readonly notes: number;
  readonly live: readonly LiveState[];
  readonly surprises: readonly UnexpectedError[];
}

/** Readable JSON. */
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
      surprises: facts.surprises.map(({ firstAt, lastAt, ...surprise }) => ({
        ...surprise,
        firstAt: iso(firstAt),
        lastAt: iso(lastAt),
      })),
    },
    null,
    2,
  )}\n`;

const iso = (unixMs: number): string => new Date(unixMs).toISOString();

/** Each setting by name, so that one that is added later is not told unless somebody has thought about it. */
const settingsOf = ({ workerUrl, accessCode, capture, speech, insight, notes }: Settings) => ({
  hasWorkerUrl: workerUrl !== "",
  hasAccessCode: accessCode !== "",
  source: capture.source,
  hasChosenMicrophone: capture.microphone !== null,
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

/** A channel's label is the name of a device, and a title that of a meeting. */
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

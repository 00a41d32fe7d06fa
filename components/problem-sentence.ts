/** What a person reads of a problem: what happened, what to do next, what was kept. */

import { i18n } from "#i18n";
import type { Problem, Reason } from "../core/problem.ts";

const KEY_OF = {
  "worker-url-missing": "problem.workerUrlMissing",
  "worker-url-invalid": "problem.workerUrlInvalid",
  "worker-unreachable": "problem.workerUnreachable",
  "worker-answer-invalid": "problem.workerAnswerInvalid",
  "access-code-missing": "problem.accessCodeMissing",
  "access-code-refused": "problem.accessCodeRefused",
  "origin-refused": "problem.originRefused",
  "worker-not-configured": "problem.workerNotConfigured",
  "worker-rate-limited": "problem.workerRateLimited",
  "worker-upstream-failed": "problem.workerUpstreamFailed",
  "tab-not-capturable": "problem.tabNotCapturable",
  "tab-not-invoked": "problem.tabNotInvoked",
  "tab-ended": "problem.tabEnded",
  "tab-silent": "problem.tabSilent",
  "capture-failed": "problem.captureFailed",
  "tab-crashed": "problem.tabCrashed",
  interrupted: "problem.interrupted",
  "imported-file-refused": "problem.importedFileRefused",
  "already-recording": "problem.alreadyRecording",
  "already-transcribing": "problem.alreadyTranscribing",
  "disk-failed": "problem.diskFailed",
  "disk-low": "problem.diskLow",
  "disk-full": "problem.diskFull",
  "speech-address-too-long": "problem.speechAddressTooLong",
  "speech-unreachable": "problem.speechUnreachable",
  "speech-refused": "problem.speechRefused",
  "speech-token-expired": "problem.speechTokenExpired",
  "speech-busy": "problem.speechBusy",
  "speech-settings-refused": "problem.speechSettingsRefused",
  "speech-audio-refused": "problem.speechAudioRefused",
  "speech-too-fast": "problem.speechTooFast",
  "speech-session-expired": "problem.speechSessionExpired",
  "speech-idle": "problem.speechIdle",
  "speech-interrupted": "problem.speechInterrupted",
  "speech-stalled": "problem.speechStalled",
  "insight-missing": "problem.insightMissing",
  "notes-refused": "problem.notesRefused",
  "notes-failed": "problem.notesFailed",
  "notes-empty-transcript": "problem.notesEmptyTranscript",
  unexpected: "problem.unexpected",
} as const satisfies Record<Reason, string>;

/** What stays safe while a problem stands: told where the sentence itself does not tell it. */
export type Kept = "recording" | "transcript" | "nothing";

export function problemSentence(problem: Problem, kept: Kept = "nothing"): string {
  const sentence = i18n.t(KEY_OF[problem.reason]);
  if (kept === "nothing" || !TELLS_NOT_WHAT_IS_KEPT.has(problem.reason)) return sentence;
  return `${sentence} ${i18n.t(KEPT_KEY[kept])}`;
}

const KEPT_KEY = {
  recording: "problem.recordingKept",
  transcript: "problem.transcriptKept",
} as const;

/** Problems that can also occur where nothing is being recorded or summarized yet. */
const TELLS_NOT_WHAT_IS_KEPT: ReadonlySet<Reason> = new Set<Reason>([
  "worker-url-missing",
  "worker-url-invalid",
  "worker-unreachable",
  "worker-answer-invalid",
  "access-code-missing",
  "access-code-refused",
  "origin-refused",
  "worker-not-configured",
  "worker-rate-limited",
  "worker-upstream-failed",
]);

/** How bad it is for the person: whether something has stopped, or goes on by itself. */
export const isPassing = (problem: Problem): boolean => PASSING.has(problem.reason);

const PASSING: ReadonlySet<Reason> = new Set<Reason>([
  "tab-silent",
  "worker-rate-limited",
  "speech-unreachable",
  "speech-token-expired",
  "speech-busy",
  "speech-too-fast",
  "speech-session-expired",
  "speech-idle",
  "speech-interrupted",
  "speech-stalled",
  "insight-missing",
  "notes-empty-transcript",
]);

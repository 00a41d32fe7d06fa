/** Sentence for a problem: what happened, what to do next, what is safe. */

import { i18n } from "#i18n";
import type { Problem, Reason } from "../../core/problem.ts";

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
  "access-code-attempts": "problem.accessCodeAttempts",
  "worker-budget-spent": "problem.workerBudgetSpent",
  "worker-upstream-failed": "problem.workerUpstreamFailed",
  "tab-not-capturable": "problem.tabNotCapturable",
  "tab-not-invoked": "problem.tabNotInvoked",
  "tab-held": "problem.tabHeld",
  "tab-ended": "problem.tabEnded",
  "tab-silent": "problem.tabSilent",
  "tab-no-frames": "problem.tabNoFrames",
  "picker-cancelled": "problem.pickerCancelled",
  "picker-no-sound": "problem.pickerNoSound",
  "mic-not-allowed": "problem.micNotAllowed",
  "mic-dismissed": "problem.micDismissed",
  "mic-missing": "problem.micMissing",
  "mic-failed": "problem.micFailed",
  "mic-unplugged": "problem.micUnplugged",
  "mic-withdrawn": "problem.micWithdrawn",
  "mic-replaced": "problem.micReplaced",
  "mic-silent": "problem.micSilent",
  "mic-no-frames": "problem.micNoFrames",
  incognito: "problem.incognito",
  "capture-failed": "problem.captureFailed",
  "tab-crashed": "problem.tabCrashed",
  interrupted: "problem.interrupted",
  "imported-file-refused": "problem.importedFileRefused",
  "imported-file-empty": "problem.importedFileEmpty",
  "imported-file-damaged": "problem.importedFileDamaged",
  "imported-format-unknown": "problem.importedFormatUnknown",
  "imported-codec-unsupported": "problem.importedCodecUnsupported",
  "imported-no-audio-track": "problem.importedNoAudioTrack",
  "import-disk-full": "problem.importDiskFull",
  "import-disk-failed": "problem.importDiskFailed",
  "import-database-failed": "problem.importDatabaseFailed",
  "meeting-file-refused": "problem.meetingFileRefused",
  "meeting-file-newer": "problem.meetingFileNewer",
  "transcript-not-found": "problem.transcriptNotFound",
  "document-not-readable": "problem.documentNotReadable",
  "archive-not-zip": "problem.archiveNotZip",
  "imported-folder": "problem.importedFolder",
  "export-disk-failed": "problem.exportDiskFailed",
  "database-newer": "problem.databaseNewer",
  "database-waiting": "problem.databaseWaiting",
  "database-closed": "problem.databaseClosed",
  "database-failed": "problem.databaseFailed",
  "no-audio": "problem.noAudio",
  "audio-stopped": "problem.audioStopped",
  "start-stopped": "problem.startStopped",
  "paused-in-silence": "problem.pausedInSilence",
  "already-recording": "problem.alreadyRecording",
  "already-transcribing": "problem.alreadyTranscribing",
  "disk-failed": "problem.diskFailed",
  "disk-low": "problem.diskLow",
  "disk-full": "problem.diskFull",
  "export-disk-full": "problem.exportDiskFull",
  "export-failed": "problem.exportFailed",
  "copy-failed": "problem.copyFailed",
  "playback-failed": "problem.playbackFailed",
  "speech-address-too-long": "problem.speechAddressTooLong",
  "speech-unreachable": "problem.speechUnreachable",
  "speech-refused": "problem.speechRefused",
  "speech-token-expired": "problem.speechTokenExpired",
  "speech-busy": "problem.speechBusy",
  "speech-settings-refused": "problem.speechSettingsRefused",
  "speech-setting-refused": "problem.speechSettingRefused",
  "speech-setting-ignored": "problem.speechSettingIgnored",
  "speech-setting-warned": "problem.speechSettingWarned",
  "speech-change-refused": "problem.speechChangeRefused",
  "speech-audio-refused": "problem.speechAudioRefused",
  "speech-too-fast": "problem.speechTooFast",
  "speech-session-expired": "problem.speechSessionExpired",
  "speech-idle": "problem.speechIdle",
  "speech-interrupted": "problem.speechInterrupted",
  "speech-stalled": "problem.speechStalled",
  "speech-not-english": "problem.speechNotEnglish",
  "engine-unsupported": "problem.engineUnsupported",
  "engine-memory": "problem.engineMemory",
  "engine-damaged": "problem.engineDamaged",
  "engine-failed": "problem.engineFailed",
  "insight-missing": "problem.insightMissing",
  "notes-refused": "problem.notesRefused",
  "notes-failed": "problem.notesFailed",
  "notes-too-long": "problem.notesTooLong",
  "browser-model-unavailable": "problem.browserModelUnavailable",
  "browser-model-not-ready": "problem.browserModelNotReady",
  "local-model-address-invalid": "problem.localModelAddressInvalid",
  "local-model-unreachable": "problem.localModelUnreachable",
  "local-model-origin": "problem.localModelOrigin",
  "local-model-missing": "problem.localModelMissing",
  "notes-empty-transcript": "problem.notesEmptyTranscript",
  "notes-template-gone": "problem.notesTemplateGone",
  "notes-interrupted": "problem.notesInterrupted",
  "meeting-at-work": "problem.meetingAtWork",
  "delete-failed": "problem.deleteFailed",
  "monthly-limit-passed": "problem.monthlyLimitPassed",
  unexpected: "problem.unexpected",
} as const satisfies Record<Reason, string>;

/** Context of a problem, which decides what its sentence says is safe. */
export type Situation = "recording" | "stored" | "notes" | "answer" | "none";

/** A problem that lasts until its cause is gone. */
export interface OngoingProblem {
  readonly problem: Problem;
  readonly situation: Situation;
}

/** Button beside the sentence that solves the problem. */
export interface Remedy {
  readonly label: string;
  apply(): void;
}

/** A problem with something the user did; shown until dismissed. */
export interface ActionProblem {
  readonly problem: Problem;
  readonly remedy: Remedy | null;
  dismiss(): void;
}

/** Reasons whose detail is a name, mostly of a device or tab, which is part of the sentence. The key stands in for an unknown name. */
const NAMED = {
  "imported-codec-unsupported": "problem.thisFormat",
  "tab-silent": "problem.theTab",
  "tab-no-frames": "problem.theTab",
  "mic-missing": "problem.aMic",
  "mic-unplugged": "problem.theMic",
  "mic-replaced": "problem.anotherMic",
  "mic-silent": "problem.theMic",
  "mic-no-frames": "problem.theMic",
} as const satisfies Partial<Record<Reason, string>>;

/** Labels of the settings that a speech service may refuse or ignore, by the names in `Verdict.refused`. */
const SETTING_LABELS = {
  model: "settings.speechModel",
  formatTurns: "settings.formatTurns",
  turnDetection: "settings.turnDetection",
  languageCodes: "settings.languageCodes",
  detectLanguage: "settings.detectLanguage",
  keyTerms: "settings.keyTerms",
  prompt: "settings.speechPrompt",
  filterProfanity: "settings.filterProfanity",
  redactPii: "settings.redactPii",
  inactivityTimeoutSeconds: "settings.inactivityTimeout",
  speakerLabels: "settings.speakerLabels",
  insight: "settings.insight",
} as const;

const isSetting = (name: string): name is keyof typeof SETTING_LABELS =>
  Object.hasOwn(SETTING_LABELS, name);

/** Reasons whose detail names settings, separated by commas. */
const OF_SETTINGS = [
  "speech-setting-refused",
  "speech-change-refused",
  "speech-setting-ignored",
  "speech-setting-warned",
] as const satisfies readonly Reason[];

const isOfSettings = (reason: Reason): reason is (typeof OF_SETTINGS)[number] =>
  OF_SETTINGS.some((each) => each === reason);

const labelOf = (setting: string): string =>
  isSetting(setting) ? i18n.t(SETTING_LABELS[setting]) : setting;

const isNamed = (reason: Reason): reason is keyof typeof NAMED => reason in NAMED;

/** Reasons that have another sentence if an answer failed instead of a note. */
const OF_ANSWER = {
  "notes-refused": "ask.refused",
  "notes-failed": "ask.failed",
  "notes-empty-transcript": "ask.emptyTranscript",
  "notes-interrupted": "ask.interrupted",
} as const satisfies Partial<Record<Reason, string>>;

const isOfAnswer = (reason: Reason): reason is keyof typeof OF_ANSWER => reason in OF_ANSWER;

/** Returns the part of the detail that the sentence does not contain, mostly a message from the other side. */
export function restOfDetail({ reason, detail }: Problem): string | undefined {
  if (isNamed(reason) || isOfSettings(reason)) return undefined;
  return reason === "disk-low" && detail ? i18n.t("mark.minutes", [detail]) : detail;
}

function ownSentence({ reason, detail }: Problem, situation: Situation): string {
  if (situation === "answer" && isOfAnswer(reason)) return i18n.t(OF_ANSWER[reason]);
  if (isOfSettings(reason))
    return i18n.t(KEY_OF[reason], [(detail ?? "").split(", ").map(labelOf).join(", ")]);
  if (!isNamed(reason)) return i18n.t(KEY_OF[reason]);
  const name = detail ? i18n.t("problem.named", [detail]) : i18n.t(NAMED[reason]);
  return i18n.t(KEY_OF[reason], [name]);
}

export function problemSentence(problem: Problem, situation: Situation = "none"): string {
  const sentence = ownSentence(problem, situation);
  if (situation === "none" || !STOPS_TRANSCRIPTION.has(problem.reason)) return sentence;
  return i18n.t("problem.withKept", [sentence, i18n.t(KEPT_KEY[situation])]);
}

const KEPT_KEY = {
  recording: "problem.recordingGoesOn",
  stored: "problem.recordingKept",
  notes: "problem.transcriptKept",
  answer: "problem.transcriptKept",
} as const;

/** Reasons whose sentences fit connection tests, recordings and notes alike, and so need a second one that says what is safe. */
const STOPS_TRANSCRIPTION: ReadonlySet<Reason> = new Set<Reason>([
  "worker-url-missing",
  "worker-url-invalid",
  "worker-unreachable",
  "worker-answer-invalid",
  "access-code-missing",
  "access-code-refused",
  "origin-refused",
  "worker-not-configured",
  "worker-rate-limited",
  "access-code-attempts",
  "worker-budget-spent",
  "worker-upstream-failed",
  "speech-address-too-long",
  "speech-unreachable",
  "speech-refused",
  "speech-token-expired",
  "speech-busy",
  "speech-settings-refused",
  "speech-audio-refused",
  "speech-too-fast",
  "speech-session-expired",
  "speech-idle",
  "speech-interrupted",
  "speech-stalled",
]);

/** Returns true if the problem is mild: nothing has stopped, or it will continue automatically. */
export const isPassing = ({ reason }: Problem, situation: Situation = "none"): boolean =>
  PASSING.has(reason) || (situation === "recording" && PASSING_WHILE_RECORDING.has(reason));

const PASSING: ReadonlySet<Reason> = new Set<Reason>([
  "tab-silent",
  "picker-cancelled",
  "mic-dismissed",
  "mic-replaced",
  "mic-silent",
  "audio-stopped",
  "interrupted",
  "start-stopped",
  "paused-in-silence",
  "already-transcribing",
  "database-waiting",
  "disk-low",
  "worker-rate-limited",
  "access-code-attempts",
  "worker-budget-spent",
  "speech-unreachable",
  "speech-token-expired",
  "speech-busy",
  "speech-setting-refused",
  "speech-change-refused",
  "speech-too-fast",
  "speech-session-expired",
  "speech-idle",
  "speech-interrupted",
  "speech-stalled",
  "insight-missing",
  "notes-empty-transcript",
  "notes-interrupted",
  "meeting-at-work",
  "delete-failed",
  "monthly-limit-passed",
]);

/** The transcriber retries these automatically. */
const PASSING_WHILE_RECORDING: ReadonlySet<Reason> = new Set<Reason>([
  "worker-unreachable",
  "worker-upstream-failed",
]);

/**
 * Expected failures as values. A problem names its reason. The panel turns it into a sentence with the next step
 * (`components/words/problem-sentence.ts`), the launcher into one for the terminal.
 */

export const REASONS = [
  // Settings and the team's Worker
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
  // Capture
  "tab-not-capturable",
  "tab-not-invoked",
  "tab-held",
  "tab-ended",
  "tab-silent",
  "tab-no-frames",
  "picker-cancelled",
  "picker-no-sound",
  "mic-not-allowed",
  "mic-dismissed",
  "mic-missing",
  "mic-failed",
  "mic-unplugged",
  "mic-withdrawn",
  "mic-replaced",
  "mic-silent",
  "mic-no-frames",
  "incognito",
  "capture-failed",
  "no-audio",
  "audio-stopped",
  "start-stopped",
  "paused-in-silence",
  "already-recording",
  "already-transcribing",
  "tab-crashed",
  "interrupted",
  "imported-file-refused",
  "imported-file-empty",
  "imported-file-damaged",
  "imported-format-unknown",
  "imported-codec-unsupported",
  "imported-no-audio-track",
  "import-disk-full",
  "import-disk-failed",
  "import-database-failed",
  "meeting-file-refused",
  "meeting-file-newer",
  "transcript-not-found",
  "document-not-readable",
  "archive-not-zip",
  "imported-folder",
  "export-disk-failed",
  // The database
  "database-newer",
  "database-waiting",
  "database-closed",
  "database-failed",
  // The disk
  "disk-failed",
  "disk-low",
  "disk-full",
  // Exports
  "export-disk-full",
  "export-failed",
  "copy-failed",
  // Playback
  "playback-failed",
  // The speech service
  "speech-address-too-long",
  "speech-unreachable",
  "speech-refused",
  "speech-token-expired",
  "speech-busy",
  "speech-settings-refused",
  "speech-setting-refused",
  "speech-setting-ignored",
  "speech-setting-warned",
  "speech-change-refused",
  "speech-audio-refused",
  "speech-too-fast",
  "speech-session-expired",
  "speech-idle",
  "speech-interrupted",
  "speech-stalled",
  "speech-not-english",
  // The speech engine on this computer
  "engine-unsupported",
  "engine-memory",
  "engine-damaged",
  "engine-failed",
  // Language models
  "insight-missing",
  "notes-refused",
  "notes-failed",
  "notes-too-long",
  "browser-model-unavailable",
  "browser-model-not-ready",
  "local-model-address-invalid",
  "local-model-unreachable",
  "local-model-origin",
  "local-model-missing",
  "notes-empty-transcript",
  "notes-template-gone",
  "notes-interrupted",
  // The library
  "meeting-at-work",
  "delete-failed",
  // Money
  "monthly-limit-passed",
  // A bug; the detail helps to fix it
  "unexpected",
] as const;

export type Reason = (typeof REASONS)[number];

export interface Problem {
  readonly reason: Reason;
  /** Words of the other side or a number, shown after the sentence. Never content of a meeting or a secret. */
  readonly detail?: string;
  /** Wait before the next try, as the other side asks for. */
  readonly retryAfterMs?: number;
}

export const problem = (reason: Reason, detail?: string): Problem =>
  detail === undefined ? { reason } : { reason, detail };

/** An expected result: a value, or the problem that prevented it. The Worker uses problems of its own. */
export type Result<T, P = Problem> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: P };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

export type Failure<P = Problem> = Extract<Result<never, P>, { readonly ok: false }>;

export const fail = (reason: Reason, detail?: string): Failure => ({
  ok: false,
  problem: problem(reason, detail),
});

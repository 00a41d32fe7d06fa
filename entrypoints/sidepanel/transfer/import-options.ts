/** What every way of bringing something in is given, and what it takes for a person to know how it went. */

import { fail, type Problem, type Result } from "../../../core/problem.ts";
import type { Database } from "../../shared/database/open.ts";

export interface ImportOptions {
  readonly database: Database;
  /** How much of the sound is written, 0–1. A file that is not WAV stays at 0 while it is decoded. */
  onProgress(share: number): void;
  readonly signal: AbortSignal;
}

/** What became of one meeting. */
export type MeetingOutcome =
  | { readonly type: "imported"; readonly meetingId: string }
  | { readonly type: "already"; readonly meetingId: string }
  | { readonly type: "refused"; readonly name: string; readonly problem: Problem };

/** @throws What is no failure of a disk or a file. */
export function diskProblem(
  error: unknown,
  unreadable: "imported-file-refused" | "meeting-file-refused",
): Result<never> {
  if (!(error instanceof DOMException)) throw error;
  switch (error.name) {
    case "NotReadableError":
    case "NotFoundError":
      return fail(unreadable, "It can’t be read any more. Is it still there?");
    default:
      return fail("import-disk-failed", error.name);
  }
}

/** Options and outcomes of all imports. */

import { fail, type Problem, type Result } from "../../../core/problem.ts";
import type { Database } from "../../shared/database/open.ts";

export interface ImportOptions {
  readonly database: Database;
  /** @param share of the audio that is written, 0–1; it stays 0 while Chrome decodes a file */
  onProgress(share: number): void;
  readonly signal: AbortSignal;
}

export type MeetingOutcome =
  | { readonly type: "imported"; readonly meetingId: string }
  | { readonly type: "already"; readonly meetingId: string }
  | { readonly type: "refused"; readonly name: string; readonly problem: Problem };

/** @throws any error that is not a failure of a disk or file */
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

/** Options and outcomes of all imports. */

import { fail, type Problem, type Result } from "../../../core/problem.ts";
import type { Database } from "../../shared/database/open.ts";
import { StorageError } from "../../shared/storage-problem.ts";

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

/**
 * Names what failed: the file, the disk, or the database if `inStore` has marked the operation.
 *
 * @throws any error that is none of these
 */
export function importProblem(
  error: unknown,
  unreadable: "imported-file-refused" | "meeting-file-refused",
): Result<never> {
  if (error instanceof StorageError) return databaseRefusal(error.problem, error.cause);
  if (!(error instanceof DOMException)) throw error;
  switch (error.name) {
    case "NotReadableError":
    case "NotFoundError":
      return fail(unreadable, "It can’t be read any more. Is it still there?");
    case "QuotaExceededError":
      return fail("import-disk-full");
    default:
      return fail("import-disk-failed", error.name);
  }
}

function databaseRefusal(found: Problem, cause: unknown): Result<never> {
  if (!(cause instanceof DOMException)) throw cause;
  if (found.reason !== "database-failed") return { ok: false, problem: found };
  return cause.name === "QuotaExceededError"
    ? fail("import-disk-full")
    : fail("import-database-failed", cause.name);
}

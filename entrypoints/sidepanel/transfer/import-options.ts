/** Options and outcomes of all imports. */

import { fail, type Failure, type Problem } from "../../../core/problem.ts";
import type { Database } from "../../shared/database/open.ts";
import { StorageError } from "../../shared/storage-problem.ts";

export interface ImportOptions {
  readonly database: Database;
  /** @param share of the file that is imported, 0–1; 0 also means unknown */
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
): Failure {
  if (error instanceof StorageError) return databaseRefusal(error.problem, error.cause);
  if (!(error instanceof DOMException)) throw error;
  switch (error.name) {
    case "NotReadableError":
    case "NotFoundError":
      return fail(unreadable, "It can’t be read any more. Is it still there?");
    case "QuotaExceededError":
      return fail("import-disk-full");
    case "EncodingError":
      return fail("imported-file-damaged");
    default:
      return fail("import-disk-failed", error.name);
  }
}

function databaseRefusal(found: Problem, cause: unknown): Failure {
  if (!(cause instanceof DOMException)) throw cause;
  if (found.reason !== "database-failed") return { ok: false, problem: found };
  return cause.name === "QuotaExceededError"
    ? fail("import-disk-full")
    : fail("import-database-failed", cause.name);
}

/** The problem behind a failed read or write. */

import { type Problem, problem } from "../../core/problem.ts";

/**
 * Names the disk or the database only if Chrome refused the operation; every other error is a bug.
 *
 * @param store the store that was used: Chrome's errors have the same names for both
 * @param error thrown by the origin-private file system or by IndexedDB, which both refuse with a `DOMException`
 */
export function storageProblem(store: "disk" | "database", error: unknown): Problem {
  if (!(error instanceof DOMException)) return problem("unexpected", String(error));
  return error.name === "VersionError"
    ? problem("database-newer")
    : problem(`${store}-failed`, String(error));
}

/** A failed operation on a store, with its problem. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly problem: Problem;

  constructor(problem: Problem, cause: unknown) {
    super(problem.detail, { cause });
    this.problem = problem;
  }
}

/** Marks the failure of an operation with the store it used, for `problemOf`. */
export const inStore = <T>(store: "disk" | "database", operation: Promise<T>): Promise<T> =>
  operation.catch((error: unknown) => {
    throw new StorageError(storageProblem(store, error), error);
  });

/** Names the store of a failure that `inStore` has marked; any other error is a bug. */
export const problemOf = (error: unknown): Problem =>
  error instanceof StorageError ? error.problem : problem("unexpected", String(error));

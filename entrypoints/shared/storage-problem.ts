/** The problem behind a failed read or write. */

import { type Problem, problem } from "../../core/problem.ts";

/**
 * Names the disk or the database only if Chrome refused the operation; every other error is a bug.
 *
 * @param store the store that was used: Chrome's errors have the same names for both
 * @param error thrown by the origin-private file system or by IndexedDB, which both refuse with a `DOMException`
 */
export function storageProblem(store: "disk" | "database", error: unknown): Problem {
  const isRefusal = error instanceof DOMException;
  return problem(isRefusal ? `${store}-failed` : "unexpected", String(error));
}

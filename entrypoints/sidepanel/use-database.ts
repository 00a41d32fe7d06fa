/** The panel's hold on the database, and what stands in the way of it. */

import { shallowRef } from "vue";
import type { Problem } from "../../core/problem.ts";
import { type Database, openDatabase, problemOfOpening } from "../shared/database/open.ts";

export function useDatabase() {
  /** Null: it can be used. */
  const problem = shallowRef<Problem | null>(null);
  const database = openDatabase((found) => (problem.value = found)).catch((error: unknown) => {
    problem.value = problemOfOpening(error);
    if (!problem.value) throw error;
    // Whoever asks for it waits for as long as this sentence stands: there is nothing to be had.
    return new Promise<Database>(() => {});
  });
  return { database, problem };
}

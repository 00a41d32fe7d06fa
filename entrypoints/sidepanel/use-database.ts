/** The panel's connection to the database, and the problem that keeps it from opening. */

import { shallowRef } from "vue";
import type { Problem } from "../../core/problem.ts";
import { type Database, openDatabase, problemOfOpening } from "../shared/database/open.ts";

export function useDatabase() {
  const problem = shallowRef<Problem | null>(null);
  const database = openDatabase((found) => (problem.value = found)).catch((error: unknown) => {
    problem.value = problemOfOpening(error);
    if (!problem.value) throw error;
    // Never resolves: the panel shows the problem in place of everything that would wait for the database.
    return new Promise<Database>(() => {});
  });
  return { database, problem };
}

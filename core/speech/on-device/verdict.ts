/** Why the engine can't recognise speech, and what a retry is worth. */

import { problem, type Reason } from "../../problem.ts";
import type { Verdict } from "../service.ts";

/** Codes with which the engine ends a session. */
export const ENGINE_FAILURES = ["no-wasm", "memory", "damaged", "crashed", "ended"] as const;
export type EngineFailure = (typeof ENGINE_FAILURES)[number];

const REASON_OF: Readonly<Record<EngineFailure, Reason>> = {
  "no-wasm": "engine-unsupported",
  memory: "engine-memory",
  damaged: "engine-damaged",
  crashed: "engine-failed",
  ended: "engine-failed",
};

/** Sessions close with the place of their reason in the list. */
export const closeCodeOf = (failure: EngineFailure): number => ENGINE_FAILURES.indexOf(failure);

export function engineVerdict(code: number): Verdict {
  const failure = ENGINE_FAILURES[code] ?? "crashed";
  const reason = REASON_OF[failure];
  // A file or a browser does not change while Earshot runs; a crash may have been for lack of memory.
  if (reason !== "engine-failed") return { remedy: "blocked", problem: problem(reason) };
  return { remedy: "retry", problem: problem(reason), tries: 3 };
}

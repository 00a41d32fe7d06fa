/** The engine on this computer as a speech service: no token, no limits, English only. */

import { ok, problem, type Reason } from "../../problem.ts";
import type { SpeechMessage, SpeechService, Verdict } from "../service.ts";

/** Names the engine where a model is stored. Meetings hold it, so it never changes. */
export const ENGINE_MODEL = "moonshine-tiny";

export const ON_DEVICE: SpeechService = {
  needsToken: false,
  limits: {
    keyTerms: Infinity,
    keyTermLength: Infinity,
    promptLength: Infinity,
    languages: Infinity,
    speakers: Infinity,
    inactivitySeconds: { from: 5, to: 3_600 },
    sessionsPerMinute: 100,
    // Longer than any meeting, and still within what a timer can wait.
    longestSessionMs: 2_000_000_000,
    shortestMessageMs: 50,
    catchUpMessageMs: 500,
    // The engine takes audio as fast as it recognises it: the connection counts what waits.
    burstMs: Infinity,
    catchUpSpeed: 1,
    canStall: false,
  },
  fallbackModel: ENGINE_MODEL,
  knownModels: [],
  can: () => false,
  unknownLanguages: () => [],
  longestField: () => null,
  request: () => ok({ transport: "engine" }),
  outcome: () => ({ applied: [], ignored: [] }),
  reconfiguration: () => ({ type: "none" }),
  terminate: { type: "terminate" },
  // The engine thread is part of the product, and posts nothing else.
  parse: (data) => data as SpeechMessage,
  closeVerdict: engineVerdict,
};

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

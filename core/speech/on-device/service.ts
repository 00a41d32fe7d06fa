/** The engine on this computer as a speech service: no token, no limits, English only. */

import { ok } from "../../problem.ts";
import type { SpeechMessage, SpeechService } from "../service.ts";
import { engineVerdict } from "./verdict.ts";

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

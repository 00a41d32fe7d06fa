/**
 * The life of one channel's speech sessions, as a pure machine: `transition(state, event, now)` gives the next state and
 * what is to be done about it. The rules about retries, time limits and the order of stopping live here and nowhere else.
 *
 *     idle → minting → connecting → live → draining → closed
 *               ↑          │          │
 *               └─ backoff ┴──────────┘
 */

import { type Problem, problem } from "../problem.ts";
import type { TokenGrant } from "../protocol/worker-api.ts";
import { type Verdict, closeVerdict, tokenVerdict } from "./verdict.ts";

/** From opening the socket to `Begin`; the service takes 1.2–1.3 s (protocol §1). */
export const BEGIN_TIMEOUT_MS = 10_000;
/** From `Terminate` to `Termination`; 0.6–1.2 s on the wire, but a last model reply may come in between (§7). */
export const TERMINATION_TIMEOUT_MS = 8_000;
/** How long a meeting that has ended waits for a session to send its remaining sound to. */
export const ENDING_TIMEOUT_MS = 15_000;

const BACKOFF_FIRST_MS = 500;
const BACKOFF_LONGEST_MS = 8_000;
const PATIENCE_MS = 60_000;
/** A free account may open five sessions a minute (§5). */
const OPENS_PER_MINUTE = 5;

export type Phase = "idle" | "minting" | "connecting" | "live" | "draining" | "backoff" | "closed";

export interface SessionState {
  readonly phase: Phase;
  /** No more sound comes: finish what is there, then close. */
  readonly ending: boolean;
  /** Attempts in a row that did not lead to `Begin`. */
  readonly failures: number;
  /** Times (ms) of the latest attempts, at most `OPENS_PER_MINUTE`. */
  readonly opens: readonly number[];
  /** Text of an `Error` message whose close has yet to come. */
  readonly errorText: string | null;
  /** Why it does not run as it should, or why it closed before its time. */
  readonly problem: Problem | null;
  /** Everything recorded was sent, and the service confirmed the end of the session. */
  readonly complete: boolean;
}

export const IDLE: SessionState = {
  phase: "idle",
  ending: false,
  failures: 0,
  opens: [],
  errorText: null,
  problem: null,
  complete: false,
};

export type SessionEvent =
  | { readonly type: "start" }
  /** The recording has ended; what is on disk is all there will be. */
  | { readonly type: "end" }
  | { readonly type: "granted"; readonly grant: TokenGrant }
  | { readonly type: "refused"; readonly problem: Problem }
  | { readonly type: "begin" }
  | { readonly type: "error"; readonly text: string }
  /** The last sample was sent (only after `end`). */
  | { readonly type: "all-sent" }
  | { readonly type: "termination" }
  | { readonly type: "socket-closed"; readonly code: number; readonly reason: string }
  | { readonly type: "timeout"; readonly timer: TimerName };

/** One timer of each name at a time; setting it again replaces it. */
export type TimerName = "begin" | "termination" | "retry" | "ending";

export type SessionEffect =
  | { readonly type: "mint" }
  /** Answer `begin`, `refused` (an address that can't be built) or `socket-closed`. */
  | { readonly type: "connect"; readonly grant: TokenGrant }
  /** The session is live: send sound from the offset on. */
  | { readonly type: "send-sound" }
  | { readonly type: "send-terminate" }
  /** Let go of the socket, or of the request for a token; neither is heard of again. */
  | { readonly type: "abandon" }
  | { readonly type: "set-timer"; readonly timer: TimerName; readonly ms: number }
  | { readonly type: "clear-timer"; readonly timer: TimerName }
  /** Nothing more will happen. */
  | { readonly type: "closed" };

export interface Now {
  readonly ms: number;
  /** 0 ≤ random < 1, for jitter. */
  readonly random: number;
}

export interface Step {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

/** An event that means nothing in the present phase (a late timer, a second `end`) changes nothing. */
export function transition(state: SessionState, event: SessionEvent, now: Now): Step {
  if (state.phase === "closed") return stay(state);
  switch (event.type) {
    case "start":
      return state.phase === "idle" ? mint(state, now) : stay(state);
    case "end":
      return end(state);
    case "granted":
      return state.phase === "minting" ? connect(state, event.grant) : stay(state);
    case "refused":
      return state.phase === "minting" || state.phase === "connecting"
        ? recover(state, tokenVerdict(event.problem), now)
        : stay(state);
    case "begin":
      return state.phase === "connecting" ? goLive(state) : stay(state);
    case "error":
      return stay({ ...state, errorText: event.text });
    case "all-sent":
      return state.phase === "live" && state.ending ? drain(state) : stay(state);
    case "termination":
      return state.phase === "draining"
        ? close({ ...state, complete: true, problem: null })
        : stay(state);
    case "socket-closed":
      return hasSocket(state)
        ? recover(state, closeVerdict(event.code, state.errorText ?? event.reason), now)
        : stay(state);
    case "timeout":
      return timeout(state, event.timer, now);
  }
}

const stay = (state: SessionState): Step => ({ state, effects: [] });

const hasSocket = ({ phase }: SessionState): boolean =>
  phase === "connecting" || phase === "live" || phase === "draining";

function mint(state: SessionState, now: Now): Step {
  const opens = [...state.opens, now.ms].slice(-OPENS_PER_MINUTE);
  return {
    state: { ...state, phase: "minting", opens, errorText: null },
    effects: [{ type: "mint" }],
  };
}

function connect(state: SessionState, grant: TokenGrant): Step {
  return {
    state: { ...state, phase: "connecting" },
    effects: [
      { type: "set-timer", timer: "begin", ms: BEGIN_TIMEOUT_MS },
      { type: "connect", grant },
    ],
  };
}

function goLive(state: SessionState): Step {
  return {
    state: { ...state, phase: "live", failures: 0, problem: null },
    effects: [
      { type: "clear-timer", timer: "begin" },
      { type: "clear-timer", timer: "ending" },
      { type: "send-sound" },
    ],
  };
}

function end(state: SessionState): Step {
  if (state.ending) return stay(state);
  const ending = { ...state, ending: true };
  if (state.phase === "idle") return close(ending);
  // A live session is asked to send the rest and will answer `all-sent`; others get some time to become live.
  if (state.phase === "live") return { state: ending, effects: [{ type: "send-sound" }] };
  return {
    state: ending,
    effects: [{ type: "set-timer", timer: "ending", ms: ENDING_TIMEOUT_MS }],
  };
}

function drain(state: SessionState): Step {
  return {
    state: { ...state, phase: "draining" },
    effects: [
      { type: "send-terminate" },
      { type: "set-timer", timer: "termination", ms: TERMINATION_TIMEOUT_MS },
    ],
  };
}

function timeout(state: SessionState, timer: TimerName, now: Now): Step {
  switch (timer) {
    case "begin":
      return state.phase === "connecting"
        ? recover(state, { remedy: "retry", problem: problem("speech-unreachable") }, now)
        : stay(state);
    case "retry":
      return state.phase === "backoff" ? mint(state, now) : stay(state);
    case "termination":
      return state.phase === "draining"
        ? close({ ...state, problem: problem("speech-stalled") })
        : stay(state);
    case "ending":
      return close({ ...state, problem: state.problem ?? problem("speech-unreachable") });
  }
}

/** After a failed attempt or a lost session: try again as the verdict says, or close with its problem. */
function recover(state: SessionState, { remedy, problem }: Verdict, now: Now): Step {
  const failed = { ...state, problem, failures: state.failures + 1, errorText: null };
  if (remedy === "fatal") return close(failed);
  const ms = Math.max(backoffMs(state.failures, remedy, now), openingPauseMs(state, now));
  return {
    state: { ...failed, phase: "backoff" },
    effects: [
      { type: "abandon" },
      { type: "clear-timer", timer: "begin" },
      { type: "clear-timer", timer: "termination" },
      { type: "set-timer", timer: "retry", ms },
      ...(state.ending && state.phase !== "minting" && state.phase !== "connecting"
        ? [{ type: "set-timer", timer: "ending", ms: ENDING_TIMEOUT_MS } as const]
        : []),
    ],
  };
}

/** Exponential with full jitter; a service that asked for patience gets its minute first. */
function backoffMs(failures: number, remedy: "retry" | "wait", { random }: Now): number {
  const longest = Math.min(BACKOFF_LONGEST_MS, BACKOFF_FIRST_MS * 2 ** failures);
  return (remedy === "wait" ? PATIENCE_MS : 0) + random * longest;
}

/** Time until one more attempt keeps within `OPENS_PER_MINUTE`. */
function openingPauseMs({ opens }: SessionState, now: Now): number {
  const oldest = opens[0];
  if (oldest === undefined || opens.length < OPENS_PER_MINUTE) return 0;
  return Math.max(0, oldest + 60_000 - now.ms);
}

function close(state: SessionState): Step {
  return {
    state: { ...state, phase: "closed" },
    effects: [
      { type: "abandon" },
      { type: "clear-timer", timer: "begin" },
      { type: "clear-timer", timer: "termination" },
      { type: "clear-timer", timer: "retry" },
      { type: "clear-timer", timer: "ending" },
      { type: "closed" },
    ],
  };
}

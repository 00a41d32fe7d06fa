/**
 * The life of one channel's speech sessions, as a pure machine: `transition(state, event, now)` gives the next state and
 * what is to be done about it. The rules about retries, time limits and the order of stopping live here and nowhere else.
 *
 *     idle → minting → connecting → live → draining → closed
 *      ↑        ↑          │          │      │ │
 *      │        ├─ backoff ┴──────────┘      │ │
 *      │        └───────── rollover ─────────┘ │
 *      └──────────────── pause ────────────────┘
 *
 * A session that nears its end is rolled over like any other end of a session: the recording on disk waits meanwhile. In a
 * pause what is there is sent and the session closed, for sessions are paid by the clock and not by what they hear.
 */

import { type Problem, problem } from "../problem.ts";
import type { TokenGrant } from "../protocol/worker-api.ts";
import { type Verdict, closeVerdict, tokenVerdict } from "./assemblyai/verdict.ts";

/** From opening the socket to `Begin`; the service takes 1.2–1.3 s (protocol §1). */
export const BEGIN_TIMEOUT_MS = 10_000;
/**
 * From the last sound or turn to `Termination`; 0.6–1.2 s on the wire, but a last model reply may come in between (§7). A
 * service that was sent a backlog gets the time to hear it.
 */
export const TERMINATION_TIMEOUT_MS = 8_000;
const LONGEST_UNHEARD_MS = 60_000;
/** How long a meeting that has ended waits for a session to send its remaining sound to. */
export const ENDING_TIMEOUT_MS = 15_000;

/** How long before a session ends by itself it is rolled over at the next turn boundary (protocol §10.5) … */
const ROLLOVER_LEAD_MS = 60_000;
/** … or which part of a short one's time. Half of the lead later it is rolled over in the middle of a turn. */
const ROLLOVER_LEAD_SHARE = 1 / 4;

const BACKOFF_FIRST_MS = 500;
const BACKOFF_LONGEST_MS = 8_000;
/** Of a transcription that nobody waits for: it may take hours until the network is back. */
const BACKOFF_PATIENT_MS = 60_000;
const PATIENCE_MS = 60_000;

export type Phase = "idle" | "minting" | "connecting" | "live" | "draining" | "backoff" | "closed";

/** `paused`: no sound comes for now; send what is there, then wait without a session. `ended`: none comes any more. */
export type Supply = "growing" | "paused" | "ended";

export interface SessionState {
  /** `idle`: before the start, and in a pause once all is transcribed. */
  readonly phase: Phase;
  /** Of sound, by the recording. */
  readonly supply: Supply;
  /** Nobody waits for the end: it goes on trying until all is transcribed. */
  readonly isPatient: boolean;
  /** Attempts in a row that did not lead to `Begin`. */
  readonly failures: number;
  /** Somebody is speaking: to stop now would cut the turn in two. */
  readonly isTurnOpen: boolean;
  /** Time between rolling over and the end of the present session, in ms. */
  readonly leadMs: number;
  /** The lead has begun: roll over at the next turn boundary. */
  readonly isRolloverDue: boolean;
  /** All that was recorded has been sent in the present session, and no more comes. */
  readonly isAllSent: boolean;
  /** Text of an `Error` message whose close has yet to come. */
  readonly errorText: string | null;
  /** Why it does not run as it should, or why it closed before its time. */
  readonly problem: Problem | null;
  /** Everything recorded was sent, and the service confirmed the end of the session. */
  readonly complete: boolean;
  /** Closed for lack of time alone: the rest can be transcribed when the service is back. */
  readonly canGoOn: boolean;
}

export const IDLE: SessionState = {
  phase: "idle",
  supply: "growing",
  isPatient: false,
  failures: 0,
  isTurnOpen: false,
  leadMs: 0,
  isRolloverDue: false,
  isAllSent: false,
  errorText: null,
  problem: null,
  complete: false,
  canGoOn: false,
};

export type SessionEvent =
  | { readonly type: "start"; readonly isPatient: boolean }
  /** The recording pauses; what is on disk is all there is for now. */
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** The recording has ended; what is on disk is all there will be. */
  | { readonly type: "end" }
  /** Nobody wants the rest, for now: let go of what is under way. */
  | { readonly type: "drop" }
  /** The present session can't be given the settings that hold now: the next one shall take its place. */
  | { readonly type: "renew" }
  | { readonly type: "granted"; readonly grant: TokenGrant }
  | { readonly type: "refused"; readonly problem: Problem }
  /** `remainingMs`: until the service ends the session by itself. */
  | { readonly type: "begin"; readonly remainingMs: number }
  /** A turn has begun or ended. */
  | { readonly type: "turn"; readonly isOpen: boolean }
  | { readonly type: "error"; readonly text: string }
  /** The socket is open and dead (`stall-watch.ts`). */
  | { readonly type: "stalled" }
  /** The network is back. */
  | { readonly type: "online" }
  /** The last sample was sent (only after `pause` or `end`). */
  | { readonly type: "all-sent" }
  | { readonly type: "termination" }
  | { readonly type: "socket-closed"; readonly code: number; readonly reason: string }
  | { readonly type: "timeout"; readonly timer: TimerName };

/** One timer of each name at a time; setting it again replaces it. */
export type TimerName = "begin" | "termination" | "retry" | "ending" | "rollover";

const SESSION_TIMERS = ["begin", "termination", "rollover"] as const satisfies readonly TimerName[];

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
  /** Time until one more session may be opened (`opening-book.ts`); 0: at once. */
  readonly openingPauseMs: number;
  /** 0 ≤ random < 1, for jitter. */
  readonly random: number;
  /** How much of the sound sent in the present session the service has not heard yet, if it hears in real time. */
  readonly unheardMs: number;
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
      return state.phase === "idle"
        ? open({ ...state, isPatient: event.isPatient }, now)
        : stay(state);
    case "pause":
      return pause(state);
    case "resume":
      return resume(state, now);
    case "end":
      return end(state);
    case "drop":
      return close({ ...state, canGoOn: true });
    case "renew":
      return state.phase === "live" && !state.isRolloverDue ? rollOver(state, now) : stay(state);
    case "granted":
      return state.phase === "minting" ? connect(state, event.grant) : stay(state);
    case "refused":
      return state.phase === "minting" || state.phase === "connecting"
        ? recover(state, tokenVerdict(event.problem), now)
        : stay(state);
    case "begin":
      return state.phase === "connecting" ? goLive(state, event.remainingMs) : stay(state);
    case "turn":
      return turn({ ...state, isTurnOpen: event.isOpen }, now);
    case "error":
      return stay({ ...state, errorText: event.text });
    case "stalled":
      return hasSocket(state)
        ? recover(state, { remedy: "retry", problem: problem("speech-stalled") }, now)
        : stay(state);
    case "online":
      return state.phase === "backoff" ? next(state, now) : stay(state);
    case "all-sent":
      return state.phase === "live" && state.supply !== "growing"
        ? drain({ ...state, isAllSent: true }, now)
        : stay(state);
    case "termination":
      return state.phase === "draining" ? drained(state, now) : stay(state);
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

/** As soon as the account allows one more session. */
const open = (state: SessionState, { openingPauseMs }: Now): Step =>
  openingPauseMs === 0 ? mint(state) : tryLater(state, openingPauseMs);

const mint = (state: SessionState): Step => ({
  state: {
    ...state,
    phase: "minting",
    errorText: null,
    isTurnOpen: false,
    isRolloverDue: false,
    isAllSent: false,
  },
  effects: [{ type: "mint" }],
});

const tryLater = (state: SessionState, ms: number): Step => ({
  state: { ...state, phase: "backoff", isAllSent: false },
  effects: [{ type: "set-timer", timer: "retry", ms }],
});

function connect(state: SessionState, grant: TokenGrant): Step {
  return {
    state: { ...state, phase: "connecting" },
    effects: [
      { type: "set-timer", timer: "begin", ms: BEGIN_TIMEOUT_MS },
      { type: "connect", grant },
    ],
  };
}

function goLive(state: SessionState, remainingMs: number): Step {
  const leadMs = Math.min(ROLLOVER_LEAD_MS, remainingMs * ROLLOVER_LEAD_SHARE);
  return {
    state: { ...state, phase: "live", failures: 0, problem: null, leadMs },
    effects: [
      { type: "clear-timer", timer: "begin" },
      { type: "clear-timer", timer: "ending" },
      { type: "set-timer", timer: "rollover", ms: remainingMs - leadMs },
      { type: "send-sound" },
    ],
  };
}

/** A turn boundary is the moment to roll over, once that is due; after Terminate each turn is a sign of life. */
function turn(state: SessionState, now: Now): Step {
  if (state.phase === "draining") return { state, effects: [awaitTermination(now)] };
  const isBoundary = state.phase === "live" && !state.isTurnOpen;
  return isBoundary && state.isRolloverDue ? drain(state, now) : stay(state);
}

/** Whatever stands in the way of sending what is there is dealt with as ever; then the session is closed. */
function pause(state: SessionState): Step {
  if (state.supply !== "growing") return stay(state);
  const paused: SessionState = { ...state, supply: "paused" };
  return state.phase === "live" ? sendRest(paused) : stay(paused);
}

/** A session that is still closing is followed by the next one. */
function resume(state: SessionState, now: Now): Step {
  if (state.supply !== "paused") return stay(state);
  const growing: SessionState = { ...state, supply: "growing", isAllSent: false };
  return state.phase === "idle" ? open(growing, now) : stay(growing);
}

function end(state: SessionState): Step {
  if (state.supply === "ended") return stay(state);
  const ending: SessionState = { ...state, supply: "ended" };
  if (state.phase === "idle") return close({ ...ending, complete: state.isAllSent });
  if (state.phase === "live") return sendRest(ending);
  // Others get some time to become live; one that closes in a pause has been sent everything.
  if (state.isPatient || state.isAllSent) return stay(ending);
  return {
    state: ending,
    effects: [{ type: "set-timer", timer: "ending", ms: ENDING_TIMEOUT_MS }],
  };
}

/** Of a live session, which will answer `all-sent`. */
const sendRest = (state: SessionState): Step => ({ state, effects: [{ type: "send-sound" }] });

function drain(state: SessionState, now: Now): Step {
  return {
    state: { ...state, phase: "draining" },
    effects: [
      { type: "clear-timer", timer: "rollover" },
      { type: "send-terminate" },
      awaitTermination(now),
    ],
  };
}

const awaitTermination = ({ unheardMs }: Now): SessionEffect => ({
  type: "set-timer",
  timer: "termination",
  ms: TERMINATION_TIMEOUT_MS + Math.min(unheardMs, LONGEST_UNHEARD_MS),
});

/** The service has confirmed the end of the session: the last one, one of several, or the last before a pause. */
function drained(state: SessionState, now: Now): Step {
  if (!state.isAllSent) return next(state, now);
  const heard = { ...state, problem: null };
  if (state.supply === "ended") return close({ ...heard, complete: true });
  return { state: { ...heard, phase: "idle" }, effects: release };
}

/** The next session: after one that ended as planned, or when the network is back. */
function next(state: SessionState, now: Now): Step {
  const following = open(state, now);
  return { ...following, effects: [...release, ...following.effects] };
}

/** Of the session that was; its timers with it. */
const release: readonly SessionEffect[] = [
  { type: "abandon" },
  ...SESSION_TIMERS.map((timer) => ({ type: "clear-timer", timer }) as const),
];

function timeout(state: SessionState, timer: TimerName, now: Now): Step {
  switch (timer) {
    case "begin":
      return state.phase === "connecting"
        ? recover(state, { remedy: "retry", problem: problem("speech-unreachable") }, now)
        : stay(state);
    case "retry":
      // Another channel may have opened one meanwhile.
      return state.phase === "backoff" ? open(state, now) : stay(state);
    case "termination":
      return state.phase === "draining" ? stalled(state, now) : stay(state);
    case "rollover":
      return state.phase === "live" ? rollOver(state, now) : stay(state);
    case "ending":
      return close({
        ...state,
        problem: state.problem ?? problem("speech-unreachable"),
        canGoOn: true,
      });
  }
}

/** At a turn boundary at once, else at the next one, but not later than halfway through the lead. */
function rollOver(state: SessionState, now: Now): Step {
  if (!state.isTurnOpen || state.isRolloverDue) return drain(state, now);
  return {
    state: { ...state, isRolloverDue: true },
    effects: [{ type: "set-timer", timer: "rollover", ms: state.leadMs / 2 }],
  };
}

/** No Termination: what the session did not confirm is heard again by the next one, or after the last of them later. */
const stalled = (state: SessionState, now: Now): Step =>
  state.isAllSent && state.supply === "ended"
    ? close({ ...state, problem: problem("speech-stalled"), canGoOn: true })
    : next(state, now);

/** After a failed attempt or a lost session: try again as the verdict says, or close with its problem. */
function recover(state: SessionState, { remedy, problem }: Verdict, now: Now): Step {
  const failed = { ...state, problem, failures: state.failures + 1, errorText: null };
  if (remedy === "fatal") return close(failed);
  const { state: waiting, effects } = tryLater(
    failed,
    Math.max(backoffMs(state, remedy, now), now.openingPauseMs),
  );
  // Counted from the end of the recording, or from the loss of the session that had it in hand.
  const isFirstLoss =
    state.supply === "ended" &&
    !state.isPatient &&
    (state.phase === "live" || state.phase === "draining");
  const ending = { type: "set-timer", timer: "ending", ms: ENDING_TIMEOUT_MS } as const;
  return { state: waiting, effects: [...release, ...effects, ...(isFirstLoss ? [ending] : [])] };
}

/** Exponential with full jitter; a service that asked for patience gets its minute first. */
function backoffMs(
  { failures, isPatient }: SessionState,
  remedy: "retry" | "wait",
  { random }: Now,
): number {
  const cap = isPatient ? BACKOFF_PATIENT_MS : BACKOFF_LONGEST_MS;
  const longest = Math.min(cap, BACKOFF_FIRST_MS * 2 ** failures);
  return (remedy === "wait" ? PATIENCE_MS : 0) + random * longest;
}

function close(state: SessionState): Step {
  return {
    state: { ...state, phase: "closed" },
    effects: [
      ...release,
      { type: "clear-timer", timer: "retry" },
      { type: "clear-timer", timer: "ending" },
      { type: "closed" },
    ],
  };
}

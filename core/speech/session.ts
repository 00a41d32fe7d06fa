/**
 * The life of one channel's speech sessions, as a pure machine: `transition(state, event, now)` returns the next state and the effects
 * to perform. It holds the rules about retries, time limits and the order of stopping (docs/protocol.md#reconnecting).
 *
 *     idle → minting → connecting → live → draining → closed
 *      ↑        ↑          │          │      │ │
 *      │        ├─ backoff ┴──────────┤      │ │
 *      │        ├─ blocked ┴──────────┘      │ │
 *      │        └───────── rollover ─────────┘ │
 *      └──────────────── pause ────────────────┘
 *
 * A rollover ends a session like any other end: the recording on disk waits meanwhile. A pause sends the rest and closes the session,
 * because sessions are paid by the clock.
 */

import { type Problem, type Reason, problem } from "../problem.ts";
import type { TokenGrant } from "../protocol/worker-api.ts";
import type { Verdict } from "./service.ts";

/** From opening the connection to `Begin`, which takes 1.2–1.3 s (docs/protocol.md#temporary-token). */
export const BEGIN_TIMEOUT_MS = 10_000;
/**
 * From the last audio or turn to `Termination`, which takes 0.6–1.2 s (docs/protocol.md#server-messages), plus a late insight. A service
 * that was sent a backlog gets the time to hear it.
 */
export const TERMINATION_TIMEOUT_MS = 8_000;
const LONGEST_UNHEARD_MS = 120_000;
/** How long an ended meeting waits for a session to send its remaining audio to. */
export const ENDING_TIMEOUT_MS = 15_000;

/** A session rolls over at the first turn boundary within this time before its end … */
const ROLLOVER_LEAD_MS = 60_000;
/** … or within this share of a short one. After half of the lead it rolls over in the middle of a turn. */
const ROLLOVER_LEAD_SHARE = 1 / 4;

const BACKOFF_FIRST_MS = 500;
const BACKOFF_LONGEST_MS = 8_000;
/**
 * While nothing answers, an attempt costs nothing, and words should be live within 5 s of the network's return, of which `Begin` takes
 * 1.2 s and the first new words about 3 s (docs/benchmarks.md).
 */
const BACKOFF_UNANSWERED_MS = 1_500;
/** After so many attempts in a row, some 45 s, the network is away for longer. */
const SHORT_ABSENCE_FAILURES = 60;
const BACKOFF_ABSENT_MS = 3_000;
/** For a transcription from disk, which may wait hours for the network. */
const BACKOFF_PATIENT_MS = 60_000;
/** The shortest pause after a verdict of `wait`. */
const PATIENCE_MS = 60_000;
/** Pauses after a verdict of `blocked`: the first, and all others. */
const BLOCKED_FIRST_MS = 60_000;
const BLOCKED_MS = 300_000;
/**
 * Tokens in a row that led to no session, as behind a proxy that blocks WebSockets. Each costs the team budget, so more are not worth it
 * for now.
 */
const LONGEST_WASTE = 3;
/** A session that lived this long was no failure. One that dies sooner counts, or a flapping line would never back off. */
export const SETTLED_MS = 30_000;

/** Longest duration of a session (docs/protocol.md#temporary-token). The first one asks for it: names of speakers live in one session. */
export const LONGEST_SESSION_MS = 10_800_000;
/** Duration to ask for after a session that was lost at once, or never began. */
const SHORTEST_WISH_MS = 120_000;
/** A pause is often followed by others. */
const SHORTEST_WISH_AFTER_PAUSE_MS = 900_000;
/** The next session is asked to last this many times as long as the last one lived, so that what is granted and not used stays small. */
const WISH_OF_LIVED = 4;

/** `blocked`: refused until the user or the team changes something; retried rarely. */
export type Phase =
  | "idle"
  | "minting"
  | "connecting"
  | "live"
  | "draining"
  | "backoff"
  | "blocked"
  | "closed";

/** `paused`: no audio for now, so send the rest and wait without a session. `ended`: no more audio. */
export type Supply = "growing" | "paused" | "ended";

export interface SessionState {
  /** `idle`: before the start, and in a pause after all is transcribed. */
  readonly phase: Phase;
  /** Whether the recording goes on delivering audio. */
  readonly supply: Supply;
  /** Retries until all is transcribed, because no user waits for the end. */
  readonly isPatient: boolean;
  /** Attempts in a row that did not lead to a session of `SETTLED_MS`. */
  readonly failures: number;
  /** Times in a row that the machine became `blocked`. */
  readonly refusals: number;
  /** Tokens in a row that led to no session. */
  readonly wastedTokens: number;
  /** Duration to ask for with the next token. */
  readonly wishMs: number;
  /** Stopping now would cut a turn in two. */
  readonly isTurnOpen: boolean;
  /** Time in ms between the rollover and the end of the session. */
  readonly leadMs: number;
  /** The lead has begun: roll over at the next turn boundary. */
  readonly isRolloverDue: boolean;
  /** All recorded audio was sent in this session, and none follows. */
  readonly isAllSent: boolean;
  /** Why there is no session, or why the machine closed early. */
  readonly problem: Problem | null;
  /** All audio was sent, and the service confirmed the end of the session. */
  readonly complete: boolean;
  /** Closed only for lack of time: the rest can be transcribed when the service is back. */
  readonly canGoOn: boolean;
}

export const IDLE: SessionState = {
  phase: "idle",
  supply: "growing",
  isPatient: false,
  failures: 0,
  refusals: 0,
  wastedTokens: 0,
  wishMs: LONGEST_SESSION_MS,
  isTurnOpen: false,
  leadMs: 0,
  isRolloverDue: false,
  isAllSent: false,
  problem: null,
  complete: false,
  canGoOn: false,
};

export type SessionEvent =
  | { readonly type: "start"; readonly isPatient: boolean }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "end" }
  /** The rest is not wanted for now. */
  | { readonly type: "drop" }
  /** New settings need a new session. */
  | { readonly type: "renew" }
  /** `token` is null for a service that needs none. */
  | { readonly type: "granted"; readonly token: TokenGrant | null }
  | { readonly type: "refused"; readonly problem: Problem }
  /** `remainingMs`: time until the service ends the session. */
  | { readonly type: "begin"; readonly remainingMs: number }
  /** A turn began or ended. */
  | { readonly type: "turn"; readonly isOpen: boolean }
  /** The session is open and dead (`stall-watch.ts`). */
  | { readonly type: "stalled" }
  /** The network is back. */
  | { readonly type: "online" }
  /** The settings have changed; what was refused may be accepted now. */
  | { readonly type: "configured" }
  /** The last sample was sent; follows `pause` or `end`. */
  | { readonly type: "all-sent" }
  | { readonly type: "termination" }
  | { readonly type: "lost"; readonly verdict: Verdict }
  | { readonly type: "timeout"; readonly timer: TimerName };

/** Each timer runs once at a time; setting it again replaces it. */
export type TimerName = "begin" | "settled" | "termination" | "retry" | "ending" | "rollover";

const SESSION_TIMERS = [
  "begin",
  "settled",
  "termination",
  "rollover",
] as const satisfies readonly TimerName[];

export type SessionEffect =
  /** Get a token for a session of this duration at most, if the service needs one; dispatch `granted` or `refused`. */
  | { readonly type: "mint"; readonly longestMs: number }
  /** Open a session; dispatch `begin`, `refused` (the request can't be built) or `lost`. */
  | { readonly type: "connect"; readonly token: TokenGrant | null }
  /** Send audio from the offset on. */
  | { readonly type: "send-audio" }
  | { readonly type: "send-terminate" }
  /** Release the connection or cancel the token request; neither dispatches anything afterwards. */
  | { readonly type: "abandon" }
  | { readonly type: "set-timer"; readonly timer: TimerName; readonly ms: number }
  | { readonly type: "clear-timer"; readonly timer: TimerName }
  | { readonly type: "closed" };

export interface Now {
  /** Time until one more session may be opened (`session-rate-limit.ts`). */
  readonly openingPauseMs: number;
  /** 0 ≤ random < 1, for jitter. */
  readonly random: number;
  /** Audio sent in this session that the service has not heard yet. */
  readonly unheardMs: number;
  /** Time since the last session began; 0 if none has begun since the last token. */
  readonly livedMs: number;
}

export interface Step {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

/** Ignores an event that does not fit the phase, such as a late timer or a second `end`. */
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
    case "configured":
      return state.phase === "blocked" ? next({ ...state, refusals: 0 }, now) : stay(state);
    case "drop":
      return close({ ...state, canGoOn: true });
    case "renew":
      return state.phase === "live" && !state.isRolloverDue ? rollOver(state, now) : stay(state);
    case "granted":
      return state.phase === "minting" ? connect(state, event.token) : stay(state);
    case "refused":
      return state.phase === "minting" || state.phase === "connecting"
        ? recover(state, refusalVerdict(event.problem), now)
        : stay(state);
    case "begin":
      return state.phase === "connecting" ? goLive(state, event.remainingMs) : stay(state);
    case "turn":
      return turn({ ...state, isTurnOpen: event.isOpen }, now);
    case "stalled":
      return hasConnection(state)
        ? recover(state, { remedy: "retry", problem: problem("speech-stalled") }, now)
        : stay(state);
    case "online":
      return isTrying(state) || isUnanswered(state) ? next(state, now) : stay(state);
    case "all-sent":
      return state.phase === "live" && state.supply !== "growing"
        ? drain({ ...state, isAllSent: true }, now)
        : stay(state);
    case "termination":
      return state.phase === "draining" ? drained(state, now) : stay(state);
    case "lost":
      return hasConnection(state) ? lost(state, event.verdict, now) : stay(state);
    case "timeout":
      return timeout(state, event.timer, now);
  }
}

const stay = (state: SessionState): Step => ({ state, effects: [] });

const hasConnection = ({ phase }: SessionState): boolean =>
  phase === "connecting" || phase === "live" || phase === "draining";

/** An attempt that began before the network was back may hang until its time limit. */
const isTrying = ({ phase }: SessionState): boolean =>
  phase === "backoff" || phase === "minting" || phase === "connecting";

/** Blocked for lack of a connection. */
const isUnanswered = ({ phase, problem }: SessionState): boolean =>
  phase === "blocked" && problem !== null && UNANSWERED.has(problem.reason);

/** Opens a session as soon as the account allows one more. */
const open = (state: SessionState, { openingPauseMs }: Now): Step =>
  openingPauseMs === 0 ? mint(state) : tryLater(state, openingPauseMs);

const mint = (state: SessionState): Step => ({
  state: {
    ...state,
    phase: "minting",
    isTurnOpen: false,
    isRolloverDue: false,
    isAllSent: false,
  },
  effects: [{ type: "mint", longestMs: state.wishMs }],
});

const tryLater = (state: SessionState, ms: number): Step => ({
  state: { ...state, phase: "backoff", isAllSent: false },
  effects: [{ type: "set-timer", timer: "retry", ms }],
});

function connect(state: SessionState, token: TokenGrant | null): Step {
  return {
    state: { ...state, phase: "connecting" },
    effects: [
      { type: "set-timer", timer: "begin", ms: BEGIN_TIMEOUT_MS },
      { type: "connect", token },
    ],
  };
}

function goLive(state: SessionState, remainingMs: number): Step {
  const leadMs = Math.min(ROLLOVER_LEAD_MS, remainingMs * ROLLOVER_LEAD_SHARE);
  return {
    state: { ...state, phase: "live", refusals: 0, wastedTokens: 0, problem: null, leadMs },
    effects: [
      { type: "clear-timer", timer: "begin" },
      { type: "clear-timer", timer: "ending" },
      { type: "set-timer", timer: "settled", ms: SETTLED_MS },
      { type: "set-timer", timer: "rollover", ms: remainingMs - leadMs },
      { type: "send-audio" },
    ],
  };
}

/** Rolls over at a turn boundary if that is due. After Terminate each turn is a sign of life and restarts the wait. */
function turn(state: SessionState, now: Now): Step {
  if (state.phase === "draining") return { state, effects: [awaitTermination(now)] };
  const isBoundary = state.phase === "live" && !state.isTurnOpen;
  return isBoundary && state.isRolloverDue ? drain(state, now) : stay(state);
}

/** Without a live session the machine goes on opening one, to send the rest. */
function pause(state: SessionState): Step {
  if (state.supply !== "growing") return stay(state);
  const paused: SessionState = { ...state, supply: "paused" };
  return state.phase === "live" ? sendRest(paused) : stay(paused);
}

/** If the last session is still closing, the next one follows it. */
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
  if (state.phase === "blocked" && !state.isPatient) return close({ ...ending, canGoOn: true });
  // A session that closes in a pause was sent everything; any other gets some time to become live.
  if (state.isPatient || state.isAllSent) return stay(ending);
  return {
    state: ending,
    effects: [{ type: "set-timer", timer: "ending", ms: ENDING_TIMEOUT_MS }],
  };
}

/** For a live session; `all-sent` follows. */
const sendRest = (state: SessionState): Step => ({ state, effects: [{ type: "send-audio" }] });

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

/** After `Termination`: of the last session, of one of several, or of the last before a pause. */
function drained(state: SessionState, now: Now): Step {
  if (!state.isAllSent) return next({ ...state, wishMs: wishAfter(now) }, now);
  const wishMs = wishAfter(now, SHORTEST_WISH_AFTER_PAUSE_MS);
  const heard = { ...state, problem: null, wishMs };
  if (state.supply === "ended") return close({ ...heard, complete: true });
  return { state: { ...heard, phase: "idle" }, effects: release };
}

/** The next session is asked to last some times as long as this one lived. */
const wishAfter = ({ livedMs }: Now, shortestMs = SHORTEST_WISH_MS): number =>
  Math.min(LONGEST_SESSION_MS, Math.max(shortestMs, livedMs * WISH_OF_LIVED));

/** Opens the next session, after a planned end or when the network is back. */
function next(state: SessionState, now: Now): Step {
  const following = open(state, now);
  return { ...following, effects: [...release, ...following.effects] };
}

/** Ends the old session and its timers. */
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
      // The other channel may have used the allowance meanwhile.
      return state.phase === "backoff" || state.phase === "blocked"
        ? open(state, now)
        : stay(state);
    case "settled":
      return hasConnection(state) ? stay({ ...state, failures: 0 }) : stay(state);
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

/** At once at a turn boundary, else at the next one, but at the latest halfway through the lead. */
function rollOver(state: SessionState, now: Now): Step {
  if (!state.isTurnOpen || state.isRolloverDue) return drain(state, now);
  return {
    state: { ...state, isRolloverDue: true },
    effects: [{ type: "set-timer", timer: "rollover", ms: state.leadMs / 2 }],
  };
}

/** After a missing `Termination` the next session hears the unconfirmed audio again; after the last one a later transcription does. */
const stalled = (state: SessionState, now: Now): Step =>
  state.isAllSent && state.supply === "ended"
    ? close({ ...state, problem: problem("speech-stalled"), canGoOn: true })
    : next(state, now);

/** A service that closes after Terminate without a complaint has ended the session as it was asked to. */
const lost = (state: SessionState, verdict: Verdict, now: Now): Step =>
  state.phase === "draining" && verdict.isOrderly === true
    ? stalled(state, now)
    : recover(state, verdict, now);

/** After a failed attempt or a lost session: retries when the verdict says. */
function recover(state: SessionState, verdict: Verdict, now: Now): Step {
  const failed = {
    ...state,
    problem: verdict.problem,
    failures: state.failures + 1,
    wastedTokens: state.wastedTokens + (wastesToken(state, verdict) ? 1 : 0),
    // Without a token nothing was tried that could fail.
    wishMs: hasConnection(state) ? wishAfter(now) : state.wishMs,
  };
  if (verdict.remedy === "blocked" || failed.failures > (verdict.tries ?? Infinity))
    return block(failed);
  if (failed.wastedTokens > LONGEST_WASTE)
    return block({ ...failed, problem: problem("speech-unreachable", verdict.problem.detail) });
  const { state: waiting, effects } = tryLater(
    failed,
    Math.max(backoffMs(state, verdict, now), now.openingPauseMs),
  );
  // The time limit runs from the end of the recording, or from the loss of the session that was sending its rest.
  const isFirstLoss =
    state.supply === "ended" &&
    !state.isPatient &&
    (state.phase === "live" || state.phase === "draining");
  const ending = { type: "set-timer", timer: "ending", ms: ENDING_TIMEOUT_MS } as const;
  return { state: waiting, effects: [...release, ...effects, ...(isFirstLoss ? [ending] : [])] };
}

/** A service that refuses a session with a reason was reached. */
const wastesToken = ({ phase }: SessionState, { problem: { reason } }: Verdict): boolean =>
  phase === "connecting" && (reason === "speech-interrupted" || UNANSWERED.has(reason));

/** While the recording goes on, or if no user waits, the refusal is waited out; else a later transcription takes the rest. */
function block(state: SessionState): Step {
  if (state.supply === "ended" && !state.isPatient) return close({ ...state, canGoOn: true });
  const ms = state.refusals === 0 ? BLOCKED_FIRST_MS : BLOCKED_MS;
  return {
    state: { ...state, phase: "blocked", isAllSent: false, refusals: state.refusals + 1 },
    effects: [...release, { type: "set-timer", timer: "retry", ms }],
  };
}

/** Exponential with full jitter, after a minute if the verdict is `wait`. */
function backoffMs(
  { failures, isPatient }: SessionState,
  { remedy, problem: { reason } }: Verdict,
  { random }: Now,
): number {
  const unanswered = failures > SHORT_ABSENCE_FAILURES ? BACKOFF_ABSENT_MS : BACKOFF_UNANSWERED_MS;
  const longest = UNANSWERED.has(reason) ? unanswered : BACKOFF_LONGEST_MS;
  const cap = isPatient ? BACKOFF_PATIENT_MS : longest;
  return (
    (remedy === "wait" ? PATIENCE_MS : 0) + random * Math.min(cap, BACKOFF_FIRST_MS * 2 ** failures)
  );
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

/** Reasons for which no service was reached. */
const UNANSWERED: ReadonlySet<Reason> = new Set(["worker-unreachable", "speech-unreachable"]);

/** Reasons that only the user or the team can remove. */
const BLOCKING: ReadonlySet<Reason> = new Set([
  "worker-url-missing",
  "worker-url-invalid",
  "access-code-missing",
  "access-code-refused",
  "origin-refused",
  "worker-not-configured",
  "speech-address-too-long",
]);

/** Reasons that a retry within seconds would meet again. */
const LASTING: ReadonlySet<Reason> = new Set([
  "worker-rate-limited",
  "access-code-attempts",
  "worker-budget-spent",
]);

/** Judges why the Worker gave no token, or the request for a session can't be built. */
export function refusalVerdict(refusal: Problem): Verdict {
  if (BLOCKING.has(refusal.reason)) return { remedy: "blocked", problem: refusal };
  return { remedy: LASTING.has(refusal.reason) ? "wait" : "retry", problem: refusal };
}

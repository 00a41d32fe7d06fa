/**
 * Runs one channel's speech sessions: performs the effects of the session machine (`core/speech/session.ts`), which are timers, tokens
 * and connections, and feeds events back to it.
 */

import { fail, type Result } from "../../../core/problem.ts";
import type { TokenGrant } from "../../../core/protocol/worker-api.ts";
import type {
  SessionRequest,
  SpeechConnection,
  SpeechMessage,
  SpeechService,
  Verdict,
} from "../../../core/speech/service.ts";
import {
  IDLE,
  type Phase,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
  type TimerName,
  transition,
} from "../../../core/speech/session.ts";
import type { SessionAttempt, SessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { openConnection } from "./speech-connection.ts";

export interface SessionRunnerOptions {
  readonly service: SpeechService;
  readonly sessionRateLimit: SessionRateLimit;
  /** Gets a token; null if the service needs none. */
  readonly mint: (longestMs: number, signal: AbortSignal) => Promise<Result<TokenGrant | null>>;
  /** Prepares a session and returns how to open it. */
  readonly request: (token: TokenGrant | null) => Result<SessionRequest>;
  readonly onMessage: (message: SpeechMessage) => void;
  /** The service refused its settings, and named one if it is known. Returns whether a session with others is worth a try. */
  readonly onRefused: (setting: string | null) => boolean;
  /** Audio should be sent; called again when a pause or the end leaves a rest to send. */
  readonly onSend: () => void;
  /** The session or the attempt to open one is over. */
  readonly onEnded: () => void;
  /** Called after every event. */
  readonly onChange: () => void;
  /** Audio sent in this session that the service has not heard yet. */
  readonly unheardMs: () => number;
  /** Time since the last session began; 0 if none has begun since the last token. */
  readonly livedMs: () => number;
}

/** Close code of a socket that met no server, or lost it (RFC 6455 §7.4.1). */
const UNREACHED = 1006;

export interface SessionStatus {
  readonly phase: Phase;
  /** Some session has been live. */
  readonly hasBeenLive: boolean;
  /** The last session was lost, or the last attempt to open one failed. */
  readonly hasFailed: boolean;
  /** All audio is transcribed, and the service has confirmed it. */
  readonly isComplete: boolean;
  /** Closed only for lack of time: the rest can be transcribed when the service is back. */
  readonly canGoOn: boolean;
}

export interface SessionRunner {
  readonly state: SessionState;
  readonly connection: SpeechConnection | null;
  dispatch(event: SessionEvent): void;
  status(): SessionStatus;
  /** Resolves when the machine is closed. */
  readonly closed: Promise<void>;
}

export function createSessionRunner(options: SessionRunnerOptions): SessionRunner {
  const { service, sessionRateLimit } = options;
  let state = IDLE;
  let connection: SpeechConnection | null = null;
  let minting: AbortController | null = null;
  let attempt: SessionAttempt | null = null;
  let hasBeenLive = false;
  const timers = createTimers((timer) => dispatch({ type: "timeout", timer }));
  const listening = new AbortController();
  const closed = Promise.withResolvers<void>();

  function dispatch(event: SessionEvent): void {
    const step = transition(state, event, {
      openingPauseMs: sessionRateLimit.pauseMs(performance.now()),
      random: Math.random(),
      unheardMs: options.unheardMs(),
      livedMs: options.livedMs(),
    });
    state = step.state;
    hasBeenLive ||= state.phase === "live";
    for (const effect of step.effects) perform(effect);
    options.onChange();
  }

  function perform(effect: SessionEffect): void {
    switch (effect.type) {
      case "mint":
        attempt = sessionRateLimit.attempt();
        void mint(effect.longestMs);
        return;
      case "connect":
        return connect(effect.token);
      case "send-audio":
        return options.onSend();
      case "send-terminate":
        return connection?.send(service.terminate);
      case "abandon":
        return abandon();
      case "set-timer":
        return timers.set(effect.timer, effect.ms);
      case "clear-timer":
        return timers.clear(effect.timer);
      case "closed":
        listening.abort();
        closed.resolve();
    }
  }

  async function mint(longestMs: number): Promise<void> {
    const { signal } = (minting = new AbortController());
    const token = await options.mint(longestMs, signal).catch((error: unknown) => {
      if (!signal.aborted) reportUnexpected("getting a token")(error);
      return fail("unexpected", String(error));
    });
    if (signal.aborted) return;
    dispatch(
      token.ok
        ? { type: "granted", token: token.value }
        : { type: "refused", problem: token.problem },
    );
  }

  function connect(token: TokenGrant | null): void {
    const request = options.request(token);
    if (!request.ok) return dispatch({ type: "refused", problem: request.problem });
    const { onMessage, onRefused } = options;
    const onLost = (verdict: Verdict): void => dispatch({ type: "lost", verdict });
    connection = openSession(service, request.value, { attempt, onMessage, onRefused, onLost });
  }

  function abandon(): void {
    minting?.abort();
    connection?.abandon();
    connection = null;
    attempt?.end();
    options.onEnded();
  }

  addEventListener("online", () => dispatch({ type: "online" }), { signal: listening.signal });

  return {
    get state() {
      return state;
    },
    get connection() {
      return connection;
    },
    dispatch,
    status: () => ({
      phase: state.phase,
      hasBeenLive,
      hasFailed: state.problem !== null,
      isComplete: state.complete,
      canGoOn: state.canGoOn,
    }),
    closed: closed.promise,
  };
}

interface SessionListener extends Pick<SessionRunnerOptions, "onMessage" | "onRefused"> {
  readonly attempt: SessionAttempt | null;
  readonly onLost: (verdict: Verdict) => void;
}

/** Opens a session whose messages are parsed, and whose end is judged. */
function openSession(
  service: SpeechService,
  request: SessionRequest,
  { attempt, onMessage, onRefused, onLost }: SessionListener,
): SpeechConnection {
  let errorText: string | null = null;

  function verdictOn(code: number, text: string): Verdict {
    const verdict = service.closeVerdict(code, text);
    if (verdict.problem.reason === "speech-busy") attempt?.refused(performance.now());
    if (verdict.problem.reason !== "speech-settings-refused") return verdict;
    return onRefused(verdict.refused ?? null) ? { ...verdict, remedy: "retry" } : verdict;
  }

  return openConnection(request, {
    onMessage(data) {
      attempt?.reached(performance.now());
      const message = service.parse(data);
      if (message.type === "error") errorText = message.text;
      onMessage(message);
    },
    onClosed(code, reason) {
      if (code !== UNREACHED) attempt?.reached(performance.now());
      onLost(verdictOn(code, errorText ?? reason));
    },
  });
}

function createTimers(onTimeout: (timer: TimerName) => void) {
  const running = new Map<TimerName, ReturnType<typeof setTimeout>>();
  const clear = (timer: TimerName): void => clearTimeout(running.get(timer));
  return {
    clear,
    set(timer: TimerName, ms: number): void {
      clear(timer);
      running.set(
        timer,
        setTimeout(() => onTimeout(timer), ms),
      );
    },
  };
}

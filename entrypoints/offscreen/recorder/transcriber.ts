/**
 * One channel's consumer of the recording: performs what the session machine (`core/speech/session.ts`) decides, and hears
 * what the service says. Sending is `sender.ts`.
 */

import type { PartialTurn } from "../../../core/meeting.ts";
import { type Problem, fail } from "../../../core/problem.ts";
import type { TokenGrant } from "../../../core/protocol/worker-api.ts";
import { asksFor, type Settings } from "../../../core/settings/settings.ts";
import {
  hasHeartbeat,
  speechAddress,
  speechParameters,
} from "../../../core/speech/assemblyai/address.ts";
import { type InsightWatch, createInsightWatch } from "../../../core/speech/insight-watch.ts";
import type { SessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import { reconfiguration } from "../../../core/speech/assemblyai/reconfigure.ts";
import { type AddUsage, createSessionMeter } from "../../../core/speech/session-meter.ts";
import type { ServerMessage } from "../../../core/speech/assemblyai/server-message.ts";
import {
  IDLE,
  type Phase,
  type SessionEffect,
  type SessionEvent,
  type TimerName,
  transition,
} from "../../../core/speech/session.ts";
import { mintToken } from "../../shared/worker-client.ts";
import type { AudioLog } from "./durable-audio-log.ts";
import { createSender } from "./sender.ts";
import { type SpeechSocket, openSpeechSocket } from "./speech-socket.ts";
import type { TurnKeeper } from "./turn-keeper.ts";

export interface TranscriberStatus {
  readonly phase: Phase;
  /** A session has been live at some time. */
  readonly hasBeenLive: boolean;
  /** The last session was lost, or an attempt to open one has failed. */
  readonly hasFailed: boolean;
  /** Samples heard by the live session, or else transcribed and stored. */
  readonly heardSamples: number;
  readonly partial: PartialTurn | null;
  readonly problems: readonly Problem[];
  /** Everything recorded is transcribed, and the service has confirmed it. */
  readonly isComplete: boolean;
  /** Closed for lack of time alone: the rest can be transcribed when the service is back. */
  readonly canGoOn: boolean;
  /** Messages of unknown kind or broken form, passed over. */
  readonly ignoredMessages: number;
}

export interface Transcriber {
  /** A frame has been appended to the recording; `peak` is its linear peak, 0–1. */
  appended(frame: Int16Array<ArrayBuffer>, peak: number): void;
  /** Nothing is appended until `resume`: send the rest, and keep no session open meanwhile. */
  pause(): void;
  resume(): void;
  /** Holds for the live session at once, or from its next turn boundary on in a session of its own. */
  configure(settings: Settings): void;
  /** Nothing more will be appended: send the rest and close. */
  end(): void;
  /** Lets go at once of what is under way, and closes; the rest can be transcribed later. */
  drop(): void;
  status(): TranscriberStatus;
  /** Resolves when it has nothing more to do, successful or not. */
  readonly closed: Promise<void>;
}

export interface TranscriberOptions {
  readonly settings: Settings;
  /** How many the meeting has. */
  readonly channels: number;
  readonly sound: AudioLog;
  readonly turns: TurnKeeper;
  /** Of the whole meeting. */
  readonly sessionRateLimit: SessionRateLimit;
  /** Nobody waits for the end: go on trying until all is transcribed. */
  readonly isPatient: boolean;
  /** Called when a session has ended. */
  readonly onUsage: (add: AddUsage) => void;
  /** Called after every change of phase or problem. */
  readonly onChange: () => void;
}

/** Starts at once. */
export function startTranscriber(options: TranscriberOptions): Transcriber {
  const { channels, sound, turns, sessionRateLimit, isPatient, onUsage, onChange } = options;
  let { settings } = options;
  /** What the present session was told. */
  let sessionSettings = settings;
  let state = IDLE;
  let socket: SpeechSocket | null = null;
  let minting: AbortController | null = null;
  let hasBeenLive = false;
  let baseSamples = 0;
  let longestSessionMs = 0;
  /** Since then there is no session. */
  let overSinceMs: number | null = null;
  let ignoredMessages = 0;
  const timers = new Map<TimerName, ReturnType<typeof setTimeout>>();
  let insights: InsightWatch = createInsightWatch(asksFor(settings, "live"));
  const meter = createSessionMeter();
  const unheard = new AbortController();
  const closed = Promise.withResolvers<void>();
  const sender = createSender({
    sound,
    session: () => state,
    onQuiet: (samples) => turns.heardAll(samples),
    onAllSent: () => dispatch({ type: "all-sent" }),
    onStalled: () => dispatch({ type: "stalled" }),
  });

  function dispatch(event: SessionEvent): void {
    const openingPauseMs = sessionRateLimit.pauseMs(performance.now());
    const now = { openingPauseMs, random: Math.random(), unheardMs: sender.unheardMs() };
    const step = transition(state, event, now);
    state = step.state;
    for (const effect of step.effects) perform(effect);
    onChange();
  }

  function perform(effect: SessionEffect): void {
    switch (effect.type) {
      case "mint":
        sessionRateLimit.enter(performance.now());
        void mint();
        return;
      case "connect":
        return connect(effect.grant);
      case "send-sound":
        return sender.send();
      case "send-terminate":
        socket?.sendTerminate();
        return;
      case "abandon":
        return abandon();
      case "set-timer":
        clearTimeout(timers.get(effect.timer));
        timers.set(
          effect.timer,
          setTimeout(() => dispatch({ type: "timeout", timer: effect.timer }), effect.ms),
        );
        return;
      case "clear-timer":
        clearTimeout(timers.get(effect.timer));
        return;
      case "closed":
        unheard.abort();
        closed.resolve();
    }
  }

  async function mint(): Promise<void> {
    const attempt = new AbortController();
    minting = attempt;
    const grant = await mintToken(settings, attempt.signal).catch((error: unknown) =>
      fail("unexpected", String(error)),
    );
    if (attempt.signal.aborted) return;
    dispatch(
      grant.ok
        ? { type: "granted", grant: grant.value }
        : { type: "refused", problem: grant.problem },
    );
  }

  function connect(grant: TokenGrant): void {
    longestSessionMs = grant.max_session_duration_seconds * 1000;
    const parameters = speechParameters(settings, channels);
    const address = speechAddress(grant.websocket_url, parameters, grant.token);
    if (!address.ok) return dispatch({ type: "refused", problem: address.problem });
    sessionSettings = settings;
    overSinceMs = null;
    insights = createInsightWatch(asksFor(settings, "live"));
    baseSamples = turns.beginSession();
    socket = openSpeechSocket(address.value, {
      onMessage: receive,
      onClosed: (code, reason) => dispatch({ type: "socket-closed", code, reason }),
    });
  }

  /** How long the session may last: what was granted, or less by the service's own clock, where that can be right. */
  function sessionMs(expiresAt: number | null): number {
    const remainingMs = expiresAt === null ? 0 : expiresAt * 1000 - Date.now();
    return remainingMs > 0 ? Math.min(remainingMs, longestSessionMs) : longestSessionMs;
  }

  function abandon(): void {
    minting?.abort();
    socket?.abandon();
    socket = null;
    overSinceMs ??= performance.now();
    sender.stop();
    const add = meter.end(performance.now());
    if (add) onUsage(add);
  }

  function receive(message: ServerMessage): void {
    sender.heard(message.type === "turn" || message.type === "speech-started");
    switch (message.type) {
      case "begin":
        return begin(sessionMs(message.expiresAt));
      case "speech-started":
        return dispatch({ type: "turn", isOpen: true });
      case "turn":
        if (turns.turn(message).isNewFinal) insights.expect(message.order, performance.now());
        return dispatch({ type: "turn", isOpen: turns.partial !== null });
      case "insight":
        if (message.usage) meter.answered(message.usage);
        if (message.content !== null) {
          insights.arrived(message.order);
          turns.insight(message.order, message.content);
        }
        return;
      case "error":
        return dispatch({ type: "error", text: message.text });
      case "termination":
        if (state.phase === "draining") turns.heardAll(sender.sentUpTo ?? 0);
        return dispatch({ type: "termination" });
      case "speaker-revision":
        return turns.revise(message.revisions);
      case "unknown":
      case "malformed":
        ignoredMessages++;
        return;
      case "heartbeat":
      case "silence":
      case "warning":
        return;
    }
  }

  function begin(remainingMs: number): void {
    if (!socket || state.phase !== "connecting") return;
    hasBeenLive = true;
    const { speech, insight } = sessionSettings;
    meter.begin(performance.now(), { speech: speech.model, insight: insight.model });
    sender.begin(socket, baseSamples, hasHeartbeat(sessionSettings.speech.model));
    dispatch({ type: "begin", remainingMs });
    reconfigure();
  }

  /** Brings the live session to the present settings, or has another take its place; one still to come has them anyway. */
  function reconfigure(): void {
    if (state.phase !== "live") return;
    const change = reconfiguration(sessionSettings, settings, channels);
    switch (change.type) {
      case "none":
        return;
      case "update":
        socket?.sendConfiguration(change.message);
        sessionSettings = settings;
        return;
      case "rollover":
        dispatch({ type: "renew" });
    }
  }

  function problems(): readonly Problem[] {
    // Without a session no more replies can come, so none becomes overdue.
    const missing = insights.overdue(overSinceMs ?? performance.now());
    return [state.problem, missing].filter((each) => each !== null);
  }

  addEventListener("online", () => dispatch({ type: "online" }), { signal: unheard.signal });
  dispatch({ type: "start", isPatient });

  return {
    appended: (frame, peak) => sender.appended(frame, peak),
    pause: () => dispatch({ type: "pause" }),
    resume: () => dispatch({ type: "resume" }),
    configure(next) {
      settings = next;
      reconfigure();
    },
    end: () => dispatch({ type: "end" }),
    drop: () => dispatch({ type: "drop" }),
    status: () => ({
      phase: state.phase,
      hasBeenLive,
      hasFailed: state.problem !== null,
      heardSamples: sender.heardUpTo(turns.transcribedSamples),
      partial: turns.partial,
      problems: problems(),
      isComplete: state.complete,
      canGoOn: state.canGoOn,
      ignoredMessages,
    }),
    closed: closed.promise,
  };
}

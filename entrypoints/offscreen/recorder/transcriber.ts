/**
 * One channel's consumer of the recording: performs what the session machine (`core/speech/session.ts`) decides, and sends
 * sound from its own offset — at the head the frame just appended, behind the head what it reads from the file.
 */

import { FRAME_MS, FRAME_SAMPLES, msToSamples, samplesToMs } from "../../../core/audio/format.ts";
import { peakOf } from "../../../core/audio/pcm.ts";
import type { PartialTurn } from "../../../core/meeting.ts";
import { type Problem, fail } from "../../../core/problem.ts";
import type { TokenGrant } from "../../../core/protocol/worker-api.ts";
import type { Settings } from "../../../core/settings.ts";
import { hasHeartbeat, speechAddress, speechParameters } from "../../../core/speech/address.ts";
import { type InsightWatch, createInsightWatch } from "../../../core/speech/insight-watch.ts";
import { nextChunkSamples } from "../../../core/speech/pacing.ts";
import { createQuietWatch } from "../../../core/speech/quiet-watch.ts";
import type { ServerMessage } from "../../../core/speech/server-message.ts";
import {
  IDLE,
  type Phase,
  type SessionEffect,
  type SessionEvent,
  type TimerName,
  transition,
} from "../../../core/speech/session.ts";
import { createStallWatch } from "../../../core/speech/stall-watch.ts";
import { mintToken } from "../../shared/worker-client.ts";
import type { SoundLog } from "./lasting-log.ts";
import { type SpeechSocket, openSpeechSocket } from "./speech-socket.ts";
import type { TurnKeeper } from "./turn-keeper.ts";

/** A socket that has this much waiting (two seconds of sound) takes no more for now. */
const FULL_SOCKET_BYTES = 64_000;
/** How often a backlog is looked at when no new frame gives the occasion. */
const BACKLOG_PUMP_MS = 100;

export interface TranscriberStatus {
  readonly phase: Phase;
  /** A session has been live at some time. */
  readonly hasBeenLive: boolean;
  /** The last session was lost, or an attempt to open one has failed. */
  readonly isTroubled: boolean;
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
  /** Nothing more will be appended: send the rest and close. */
  end(): void;
  status(): TranscriberStatus;
  /** Resolves when it has nothing more to do, successful or not. */
  readonly closed: Promise<void>;
}

export interface TranscriberOptions {
  readonly settings: Settings;
  readonly sound: SoundLog;
  readonly turns: TurnKeeper;
  /** Nobody waits for the end: go on trying until all is transcribed. */
  readonly isPatient: boolean;
  /** Called after every change of phase or problem. */
  readonly onChange: () => void;
}

/** Starts at once. */
export function startTranscriber({
  settings,
  sound,
  turns,
  isPatient,
  onChange,
}: TranscriberOptions): Transcriber {
  let state = IDLE;
  let socket: SpeechSocket | null = null;
  let minting: AbortController | null = null;
  let liveSinceMs: number | null = null;
  let hasBeenLive = false;
  let baseSamples = 0;
  let sentUpTo = 0;
  let longestSessionMs = 0;
  let ignoredMessages = 0;
  let pumpTimer: ReturnType<typeof setTimeout> | undefined;
  const timers = new Map<TimerName, ReturnType<typeof setTimeout>>();
  let insights: InsightWatch = createInsightWatch(settings.insight.enabled);
  const stalls = createStallWatch();
  const quiet = createQuietWatch();
  const unheard = new AbortController();
  const closed = Promise.withResolvers<void>();

  function dispatch(event: SessionEvent): void {
    const nowMs = performance.now();
    const now = { ms: nowMs, random: Math.random(), unheardMs: unheardMs(nowMs) };
    const step = transition(state, event, now);
    state = step.state;
    for (const effect of step.effects) perform(effect);
    onChange();
  }

  function perform(effect: SessionEffect): void {
    switch (effect.type) {
      case "mint":
        void mint();
        return;
      case "connect":
        return connect(effect.grant);
      case "send-sound":
        return pump();
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
    const address = speechAddress(grant.websocket_url, speechParameters(settings), grant.token);
    if (!address.ok) return dispatch({ type: "refused", problem: address.problem });
    insights = createInsightWatch(settings.insight.enabled);
    baseSamples = turns.beginSession();
    sentUpTo = baseSamples;
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

  function unheardMs(nowMs: number): number {
    const sentMs = samplesToMs(sentUpTo - baseSamples);
    return liveSinceMs === null ? 0 : Math.max(0, sentMs - (nowMs - liveSinceMs));
  }

  function abandon(): void {
    minting?.abort();
    socket?.abandon();
    socket = null;
    liveSinceMs = null;
    clearTimeout(pumpTimer);
  }

  function receive(message: ServerMessage): void {
    stalls.heard(message.type === "turn" || message.type === "speech-started");
    switch (message.type) {
      case "begin":
        liveSinceMs = performance.now();
        hasBeenLive = true;
        stalls.begin(hasHeartbeat(settings.speech.model));
        quiet.begin(baseSamples, liveSinceMs);
        return dispatch({ type: "begin", remainingMs: sessionMs(message.expiresAt) });
      case "speech-started":
        return dispatch({ type: "turn", isOpen: true });
      case "turn":
        if (turns.turn(message).isNewFinal) insights.expect(message.order, performance.now());
        return dispatch({ type: "turn", isOpen: turns.partial !== null });
      case "insight":
        if (message.content !== null) {
          insights.arrived(message.order);
          turns.insight(message.order, message.content);
        }
        return;
      case "error":
        return dispatch({ type: "error", text: message.text });
      case "termination":
        if (state.phase === "draining") turns.heardAll(sentUpTo);
        return dispatch({ type: "termination" });
      case "unknown":
      case "malformed":
        ignoredMessages++;
        return;
      case "speaker-revision":
      case "heartbeat":
      case "silence":
      case "warning":
        return;
    }
  }

  /** Sends what pace and socket allow; when the recording has ended and all of it is sent, says so. */
  function pump(justAppended?: Int16Array<ArrayBuffer>, appendedPeak = 0): void {
    clearTimeout(pumpTimer);
    if (state.phase !== "live") return;
    let peak = 0;
    while (socket && liveSinceMs !== null && socket.backlogBytes < FULL_SOCKET_BYTES) {
      const sessionMs = performance.now() - liveSinceMs;
      const count = nextChunkSamples(sound.samples - sentUpTo, sentUpTo - baseSamples, sessionMs);
      if (count === 0) break;
      const isHead = justAppended?.length === count && sentUpTo + count === sound.samples;
      const chunk = isHead ? justAppended : sound.read(sentUpTo, count);
      socket.sendSound(chunk);
      sentUpTo += count;
      peak = Math.max(peak, isHead ? appendedPeak : peakOf(chunk));
    }
    const quietUpTo = quiet.sent(sentUpTo, peak, state.isTurnOpen, performance.now());
    if (quietUpTo !== null) turns.heardAll(quietUpTo);
    const isTail = sound.samples - sentUpTo < FRAME_SAMPLES;
    if (!isTail) pumpTimer = setTimeout(pumpBacklog, BACKLOG_PUMP_MS);
    else if (state.ending) finish();
  }

  /** The last samples, padded with silence to the shortest length the service accepts. */
  function finish(): void {
    if (sentUpTo < sound.samples) {
      const padded = new Int16Array(FRAME_SAMPLES);
      padded.set(sound.read(sentUpTo, FRAME_SAMPLES));
      socket?.sendSound(padded);
      sentUpTo = sound.samples;
    }
    dispatch({ type: "all-sent" });
  }

  function appended(frame: Int16Array<ArrayBuffer>, peak: number): void {
    pump(frame, peak);
    watchStalls(FRAME_MS, peak);
  }

  /** From the file alone: no frame gives the occasion to look. */
  function pumpBacklog(): void {
    pump();
    if (state.ending) watchStalls(BACKLOG_PUMP_MS, peakOf(sound.read(sentUpTo, FRAME_SAMPLES)));
  }

  function watchStalls(ms: number, peak: number): void {
    const isBlocked = socket !== null && socket.backlogBytes >= FULL_SOCKET_BYTES;
    const isStalled = state.phase === "live" && stalls.passed(ms, peak, isBlocked);
    if (isStalled) dispatch({ type: "stalled" });
  }

  /** What was sent counts as heard, unless a service that should have given a sign of life since has given none. */
  function heardSamples(): number {
    if (liveSinceMs === null) return turns.transcribedSamples;
    const atLastSign = sound.samples - msToSamples(stalls.overdueMs);
    return Math.max(turns.transcribedSamples, Math.min(sentUpTo, atLastSign));
  }

  function problems(): readonly Problem[] {
    const missing = insights.overdue(performance.now());
    return [state.problem, missing].filter((each) => each !== null);
  }

  addEventListener("online", () => dispatch({ type: "online" }), { signal: unheard.signal });
  dispatch({ type: "start", isPatient });

  return {
    appended,
    end: () => dispatch({ type: "end" }),
    status: () => ({
      phase: state.phase,
      hasBeenLive,
      isTroubled: state.problem !== null,
      heardSamples: heardSamples(),
      partial: turns.partial,
      problems: problems(),
      isComplete: state.complete,
      canGoOn: state.canGoOn,
      ignoredMessages,
    }),
    closed: closed.promise,
  };
}

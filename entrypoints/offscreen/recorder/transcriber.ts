/**
 * One channel's consumer of the recording: knows the settings and the turns, while `session-runner.ts` opens sessions and `sender.ts` sends
 * audio to them.
 */

import { assertNever } from "../../../core/assert-never.ts";
import type { PartialTurn } from "../../../core/meeting.ts";
import { type Problem, problem, type Result } from "../../../core/problem.ts";
import type { TokenGrant } from "../../../core/protocol/worker-api.ts";
import { asksFor, type Settings } from "../../../core/settings/settings.ts";
import {
  type AcceptedSettings,
  createAcceptedSettings,
} from "../../../core/speech/accepted-settings.ts";
import { type Introduction, introductionAudio } from "../../../core/speech/introduction.ts";
import { createInsightWatch, type InsightWatch } from "../../../core/speech/insight-watch.ts";
import type {
  BeginMessage,
  SessionRequest,
  SpeechMessage,
  SpeechService,
} from "../../../core/speech/service.ts";
import type { SessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import type { AudioLog } from "./durable-audio-log.ts";
import { createSender, type Sender } from "./sender.ts";
import {
  createSessionRecord,
  type SessionRecord,
  type SessionRecordOptions,
} from "./session-record.ts";
import { createSessionReports, type SessionReports } from "./session-reports.ts";
import { createSessionRunner, type SessionRunner, type SessionStatus } from "./session-runner.ts";
import type { TurnKeeper } from "./turn-keeper.ts";

export interface TranscriberStatus extends SessionStatus {
  /** Samples heard by the live session, or else transcribed and stored. */
  readonly heardSamples: number;
  readonly partial: PartialTurn | null;
  readonly problems: readonly Problem[];
  /** Messages of unknown kind or broken form. */
  readonly ignoredMessages: number;
  /** Messages with words of a turn. */
  readonly turnsWithWords: number;
}

export interface Transcriber {
  /** A frame was appended to the recording; `peak` is its linear peak, 0–1. */
  appended(frame: Int16Array<ArrayBuffer>, peak: number): void;
  /** No frame follows until `resume`: sends the rest and closes the session. */
  pause(): void;
  resume(): void;
  /** Holds for the live session at once, or for a new one from the next turn boundary on. */
  configure(settings: Settings): void;
  /** No frame follows: sends the rest and closes. */
  end(): void;
  /** Closes at once; the rest can be transcribed later. */
  drop(): void;
  status(): TranscriberStatus;
  /** Resolves when it has closed, whether all is transcribed or not. */
  readonly closed: Promise<void>;
}

export interface TranscriberOptions extends SessionRecordOptions {
  readonly settings: Settings;
  readonly log: AudioLog;
  readonly turns: TurnKeeper;
  /** Shared by all channels of the meeting. */
  readonly sessionRateLimit: SessionRateLimit;
  /** Retries until all is transcribed, because no user waits for the end. */
  readonly isPatient: boolean;
  /** Called after every change of phase or problem. */
  readonly onChange: () => void;
}

/** The session that is open or was open last. */
interface CurrentSession {
  /** The settings the service knows. */
  readonly settings: Settings;
  readonly baseSamples: number;
  readonly introduction: Introduction | null;
  /** As its token states, or else the service's limit. */
  readonly longestMs: number;
}

const NO_AUDIO = new Int16Array(0);

/** Starts at once. */
export function startTranscriber(options: TranscriberOptions): Transcriber {
  const { service, voices, log, turns, isPatient } = options;
  const accepted = createAcceptedSettings(options.settings, service.fallbackModel);
  let session: CurrentSession | null = null;
  const insights = createInsightWatch();
  const record = createSessionRecord(options);
  const reports = createSessionReports(service.needsToken);
  const sender = createSender({
    limits: service.limits,
    log,
    session: () => sessions.state,
    onQuiet: (samples) => turns.heardAll(samples),
    onAllSent: () => sessions.dispatch({ type: "all-sent" }),
    onStalled: () => sessions.dispatch({ type: "stalled" }),
  });
  const sessions = createSessionRunner({
    service,
    sessionRateLimit: options.sessionRateLimit,
    mint: (longestMs, signal) => reports.mint(accepted.settings, longestMs, signal),
    request: prepare,
    onMessage: (message) => receiver.receive(message),
    onRefused: (setting) => accepted.refuse(setting, performance.now()),
    onSend: () => sender.send(),
    onEnded,
    onChange: options.onChange,
    unheardMs: () => sender.unheardMs(),
    livedMs: reports.livedMs,
  });
  const receiver = createReceiver({ turns, insights, record, reports, sender, sessions, onBegin });

  function prepare(token: TokenGrant | null): Result<SessionRequest> {
    accepted.granted(token?.speech_model ?? null);
    const { settings, refused } = accepted;
    const request = service.request(settings, voices, token, refused);
    if (!request.ok) return request;
    const { applied } = service.outcome(settings, voices, refused, null);
    const start = turns.beginSession(applied.includes("speakerLabels"));
    session = { settings, ...start, longestMs: longestMs(service, token) };
    accepted.begin();
    insights.begin(expectsInsights(service, accepted));
    return request;
  }

  function onBegin({ sessionId, expiresAt, reported }: BeginMessage): void {
    const { connection, state } = sessions;
    if (!connection || !session || state.phase !== "connecting") return;
    record.begin({ sessionId, settings: session.settings, refused: accepted.refused, reported });
    reports.begin();
    const { introduction } = session;
    const read = log.read.bind(log);
    const introduced = introduction ? introductionAudio(introduction, read) : NO_AUDIO;
    sender.begin(connection, session.baseSamples, introduced);
    sessions.dispatch({ type: "begin", remainingMs: remainingMs(expiresAt, session.longestMs) });
    reconfigure();
  }

  function onEnded(): void {
    record.end(sender.sentUpTo === null || !session ? 0 : sender.sentUpTo - session.baseSamples);
    sender.stop();
    turns.endSession();
    insights.end(performance.now());
    reports.end(accepted.settings, sessions.state.phase);
  }

  /** Brings a live session to the present settings, or replaces it; a session still to come has them anyway. */
  function reconfigure(): void {
    if (!session || sessions.state.phase !== "live") return;
    const { settings, refused } = accepted;
    const change = service.reconfiguration(session.settings, settings, voices, refused);
    if (change.type === "rollover") return sessions.dispatch({ type: "renew" });
    if (change.type === "none") return;
    accepted.told(session.settings, performance.now());
    session = { ...session, settings };
    sessions.connection?.send(change.message);
  }

  sessions.dispatch({ type: "start", isPatient });

  return {
    appended: (frame, peak) => sender.appended(frame, peak),
    pause: () => sessions.dispatch({ type: "pause" }),
    resume: () => sessions.dispatch({ type: "resume" }),
    configure(next) {
      accepted.configure(next);
      sessions.dispatch({ type: "configured" });
      reconfigure();
    },
    end: () => sessions.dispatch({ type: "end" }),
    drop: () => sessions.dispatch({ type: "drop" }),
    status: () => ({
      ...sessions.status(),
      heardSamples: sender.heardUpTo(turns.transcribedSamples),
      partial: turns.partial,
      problems: present(
        sessions.state.problem,
        accepted.problem,
        record.problem,
        receiver.isOtherLanguage ? problem("speech-not-english") : null,
        insights.overdue(performance.now()),
      ),
      ignoredMessages: receiver.ignoredMessages,
      turnsWithWords: receiver.turnsWithWords,
    }),
    closed: sessions.closed,
  };
}

const longestMs = ({ limits }: SpeechService, token: TokenGrant | null): number =>
  token ? token.max_session_duration_seconds * 1000 : limits.longestSessionMs;

const present = (...problems: (Problem | null)[]): Problem[] =>
  problems.filter((each) => each !== null);

const expectsInsights = (
  service: SpeechService,
  { settings, refused }: AcceptedSettings,
): boolean =>
  asksFor(settings, "live") &&
  !refused.has("insight") &&
  service.can(settings.speech.model, "insights");

/** Time until the session ends, by the service's clock if that is plausible, but at most `longestMs`. */
function remainingMs(expiresAt: number | null, longestMs: number): number {
  const byService = expiresAt === null ? 0 : expiresAt * 1000 - Date.now();
  return byService > 0 ? Math.min(byService, longestMs) : longestMs;
}

interface ReceiverOptions {
  readonly turns: TurnKeeper;
  readonly insights: InsightWatch;
  readonly record: SessionRecord;
  readonly reports: SessionReports;
  readonly sender: Sender;
  readonly sessions: SessionRunner;
  readonly onBegin: (message: BeginMessage) => void;
}

/** Sends each message of the service to the part that it concerns. */
function createReceiver(options: ReceiverOptions) {
  const { turns, insights, record, reports, sender, sessions, onBegin } = options;
  let isOtherLanguage = false;
  let ignoredMessages = 0;
  let turnsWithWords = 0;

  function receive(message: SpeechMessage): void {
    sender.heard(message);
    record.heard(message);
    reports.alive();
    switch (message.type) {
      case "begin":
        return onBegin(message);
      case "speech-started":
        return sessions.dispatch({ type: "turn", isOpen: true });
      case "turn":
        if (message.words.length > 0) turnsWithWords++;
        if (turns.turn(message).isNewFinal) insights.expect(message.order, performance.now());
        return sessions.dispatch({ type: "turn", isOpen: turns.partial !== null });
      case "insight":
        if (message.error !== null) return insights.failed(message.order, message.error);
        if (message.content === null) return;
        insights.arrived(message.order);
        return turns.insight(message.order, message.content);
      case "termination":
        if (sessions.state.phase === "draining")
          turns.heardAll(sender.confirmedUpTo(message.heardSeconds));
        return sessions.dispatch({ type: "termination" });
      case "speaker-revision":
        return turns.revise(message.revisions);
      case "other-language":
        isOtherLanguage = true;
        return;
      case "unknown":
      case "malformed":
        ignoredMessages++;
        return;
      case "error":
      case "heartbeat":
      case "silence":
      case "warning":
        return;
      default:
        assertNever(message);
    }
  }

  return {
    receive,
    get isOtherLanguage() {
      return isOtherLanguage;
    },
    get ignoredMessages() {
      return ignoredMessages;
    },
    get turnsWithWords() {
      return turnsWithWords;
    },
  };
}

/**
 * One channel's consumer of the recording: knows the settings and the turns, while `session-runner.ts` opens sessions and `sender.ts` sends
 * audio to them.
 */

import { assertNever } from "../../../core/assert-never.ts";
import type { PartialTurn } from "../../../core/meeting.ts";
import { type Problem, ok, problem, type Result } from "../../../core/problem.ts";
import type { TokenGrant } from "../../../core/protocol/worker-api.ts";
import { asksFor, type Settings } from "../../../core/settings/settings.ts";
import { createInsightWatch, type InsightWatch } from "../../../core/speech/insight-watch.ts";
import type { SessionRequest, SpeechMessage, SpeechService } from "../../../core/speech/service.ts";
import type { Phase } from "../../../core/speech/session.ts";
import {
  type AddUsage,
  createSessionMeter,
  type SessionMeter,
} from "../../../core/speech/session-meter.ts";
import type { SessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import { mintToken } from "../../shared/worker-client.ts";
import type { AudioLog } from "./durable-audio-log.ts";
import { createSender, type Sender } from "./sender.ts";
import { createSessionRunner, type SessionRunner } from "./session-runner.ts";
import type { TurnKeeper } from "./turn-keeper.ts";

export interface TranscriberStatus {
  readonly phase: Phase;
  /** Some session has been live. */
  readonly hasBeenLive: boolean;
  /** The last session was lost, or the last attempt to open one failed. */
  readonly hasFailed: boolean;
  /** Samples heard by the live session, or else transcribed and stored. */
  readonly heardSamples: number;
  readonly partial: PartialTurn | null;
  readonly problems: readonly Problem[];
  /** All audio is transcribed, and the service has confirmed it. */
  readonly isComplete: boolean;
  /** Closed only for lack of time: the rest can be transcribed when the service is back. */
  readonly canGoOn: boolean;
  /** Messages of unknown kind or broken form. */
  readonly ignoredMessages: number;
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

export interface TranscriberOptions {
  readonly service: SpeechService;
  readonly settings: Settings;
  /** Number of channels of the meeting. */
  readonly channels: number;
  readonly log: AudioLog;
  readonly turns: TurnKeeper;
  /** Shared by all channels of the meeting. */
  readonly sessionRateLimit: SessionRateLimit;
  /** Retries until all is transcribed, because no user waits for the end. */
  readonly isPatient: boolean;
  /** Called when a session has ended. */
  readonly onUsage: (add: AddUsage) => void;
  /** Called after every change of phase or problem. */
  readonly onChange: () => void;
}

/** The session that is open or was open last. */
interface CurrentSession {
  /** The settings the service knows. */
  readonly settings: Settings;
  /** What it knew before it was told these settings, and when it was told. */
  readonly before: { readonly settings: Settings; readonly atMs: number } | null;
  readonly baseSamples: number;
  readonly longestMs: number;
}

/** The service refuses a change of settings at once (docs/protocol.md#client-messages), plus a slow network. */
const REFUSED_WITHIN_MS = 10_000;

/** Starts at once. */
export function startTranscriber(options: TranscriberOptions): Transcriber {
  const { service, channels, log, turns, isPatient } = options;
  let { settings } = options;
  let refused: ReadonlySet<string> = new Set();
  let refusal: Problem | null = null;
  let session: CurrentSession | null = null;
  let hasBeenLive = false;
  const insights = createInsightWatch();
  const meter = createSessionMeter();
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
    mint: async (signal) => (service.needsToken ? mintToken(settings, signal) : ok(null)),
    request: prepare,
    onMessage: (message) => receiver.receive(message),
    onRefused,
    onSend: () => sender.send(),
    onEnded,
    onChange: options.onChange,
    unheardMs: () => sender.unheardMs(),
  });
  const receiver = createReceiver({ turns, insights, meter, sender, sessions, onBegin });

  function prepare(token: TokenGrant | null): Result<SessionRequest> {
    const accepted = withoutRefused(settings);
    const request = service.request(accepted, channels, token, refused);
    if (!request.ok) return request;
    const { longestSessionMs } = service.limits;
    const longestMs = token ? token.max_session_duration_seconds * 1000 : longestSessionMs;
    const baseSamples = turns.beginSession();
    session = { settings: accepted, before: null, baseSamples, longestMs };
    const hasInsights = asksFor(accepted, "live") && !refused.has("insight");
    insights.begin(hasInsights && service.can(accepted.speech.model, "insights"));
    return request;
  }

  const withoutRefused = (wanted: Settings): Settings =>
    refused.has("model")
      ? { ...wanted, speech: { ...wanted.speech, model: service.fallbackModel } }
      : wanted;

  /** Goes back to the settings before a change that was refused, or on without the refused setting. */
  function onRefused(setting: string | null): boolean {
    const before = session?.before;
    if (before && performance.now() - before.atMs < REFUSED_WITHIN_MS) {
      settings = before.settings;
      refusal = problem("speech-change-refused", setting ?? undefined);
      return true;
    }
    if (setting === null || refused.has(setting)) return false;
    refused = new Set([...refused, setting]);
    const ofUser = [...refused].filter((each) => each !== "heartbeat");
    if (ofUser.length > 0) refusal = problem("speech-setting-refused", ofUser.join(", "));
    return true;
  }

  function onBegin(expiresAt: number | null): void {
    const { connection, state } = sessions;
    if (!connection || !session || state.phase !== "connecting") return;
    hasBeenLive = true;
    const { speech, insight } = session.settings;
    meter.begin(performance.now(), { speech: speech.model, insight: insight.model });
    sender.begin(connection, session.baseSamples, service.can(speech.model, "heartbeat"));
    sessions.dispatch({ type: "begin", remainingMs: remainingMs(expiresAt, session.longestMs) });
    reconfigure();
  }

  function onEnded(): void {
    sender.stop();
    insights.end(performance.now());
    const add = meter.end(performance.now());
    if (add) options.onUsage(add);
  }

  /** Brings a live session to the present settings, or replaces it; a session still to come has them anyway. */
  function reconfigure(): void {
    if (!session || sessions.state.phase !== "live") return;
    const wanted = withoutRefused(settings);
    const change = service.reconfiguration(session.settings, wanted, channels, refused);
    if (change.type === "rollover") return sessions.dispatch({ type: "renew" });
    if (change.type === "none") return;
    const before = { settings: session.settings, atMs: performance.now() };
    session = { ...session, settings: wanted, before };
    sessions.connection?.send(change.message);
  }

  sessions.dispatch({ type: "start", isPatient });

  return {
    appended: (frame, peak) => sender.appended(frame, peak),
    pause: () => sessions.dispatch({ type: "pause" }),
    resume: () => sessions.dispatch({ type: "resume" }),
    configure(next) {
      settings = next;
      refused = new Set();
      refusal = null;
      sessions.dispatch({ type: "configured" });
      reconfigure();
    },
    end: () => sessions.dispatch({ type: "end" }),
    drop: () => sessions.dispatch({ type: "drop" }),
    status: () => ({
      phase: sessions.state.phase,
      hasBeenLive,
      hasFailed: sessions.state.problem !== null,
      heardSamples: sender.heardUpTo(turns.transcribedSamples),
      partial: turns.partial,
      problems: [sessions.state.problem, refusal, insights.overdue(performance.now())].filter(
        isProblem,
      ),
      isComplete: sessions.state.complete,
      canGoOn: sessions.state.canGoOn,
      ignoredMessages: receiver.ignoredMessages,
    }),
    closed: sessions.closed,
  };
}

const isProblem = (found: Problem | null): found is Problem => found !== null;

/** Time until the session ends, by the service's clock if that is plausible, but at most `longestMs`. */
function remainingMs(expiresAt: number | null, longestMs: number): number {
  const byService = expiresAt === null ? 0 : expiresAt * 1000 - Date.now();
  return byService > 0 ? Math.min(byService, longestMs) : longestMs;
}

interface ReceiverOptions {
  readonly turns: TurnKeeper;
  readonly insights: InsightWatch;
  readonly meter: SessionMeter;
  readonly sender: Sender;
  readonly sessions: SessionRunner;
  readonly onBegin: (expiresAt: number | null) => void;
}

/** Sends each message of the service to the part that it concerns. */
function createReceiver(options: ReceiverOptions) {
  const { turns, insights, meter, sender, sessions, onBegin } = options;
  let ignoredMessages = 0;

  function receive(message: SpeechMessage): void {
    sender.heard(message);
    switch (message.type) {
      case "begin":
        return onBegin(message.expiresAt);
      case "speech-started":
        return sessions.dispatch({ type: "turn", isOpen: true });
      case "turn":
        if (turns.turn(message).isNewFinal) insights.expect(message.order, performance.now());
        return sessions.dispatch({ type: "turn", isOpen: turns.partial !== null });
      case "insight":
        if (message.usage) meter.answered(message.usage);
        if (message.content === null) return;
        insights.arrived(message.order);
        return turns.insight(message.order, message.content);
      case "termination":
        if (sessions.state.phase === "draining") turns.heardAll(sender.sentUpTo ?? 0);
        return sessions.dispatch({ type: "termination" });
      case "speaker-revision":
        return turns.revise(message.revisions);
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
    get ignoredMessages() {
      return ignoredMessages;
    },
  };
}

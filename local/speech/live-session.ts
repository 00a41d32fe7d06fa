/**
 * Runs an admitted session: Begin, audio to hypotheses to turns to insights, Terminate, outstanding messages,
 * Termination (docs/protocol.md#server-messages).
 */

import type { Behaviour } from "../behaviour.ts";
import { pause, type Clock } from "../clock.ts";
import { uuid, type RandomBytes } from "../random.ts";
import type { SpeechEngine } from "./engine.ts";
import { applyFault, type FaultSchedule } from "./faults.ts";
import { createInsights, type GatewayAccess, type Insights } from "./insights.ts";
import { createIntake, type Intake } from "./intake.ts";
import type { SessionRecord } from "./observation.ts";
import type { Parameters } from "./parameters.ts";
import { openRecogniser, type Recogniser } from "./recogniser.ts";
import { sessionCancelled, SESSION_ENDED } from "./refusals.ts";
import { startSessionTimers } from "./session-timers.ts";
import { createTurnStream, type TurnStream } from "./turn-stream.ts";
import type { Wire } from "./wire.ts";
import type { ServerMessage } from "./wire-messages.ts";
import { isPro } from "./speech-models.ts";

/** Default of the Pro family (docs/protocol.md#connection-parameters). */
const DEFAULT_VAD_THRESHOLD = 0.3;

/** Shared by all sessions. */
export interface LiveContext extends GatewayAccess {
  readonly engine: SpeechEngine;
  readonly behaviour: Behaviour;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly faults: FaultSchedule;
  /** Receives unexpected errors. */
  readonly report: (error: unknown) => void;
}

export interface LiveOptions extends LiveContext {
  readonly parameters: Parameters;
  readonly maxSessionSeconds: number;
  readonly wire: Wire;
  readonly record: SessionRecord;
  /** Aborted when the socket closes or the service ends the session. */
  readonly signal: AbortSignal;
}

export function openLiveSession(session: LiveOptions): Pick<Intake, "take"> {
  const { behaviour, clock, wire, record, signal } = session;
  const connectedAt = clock.now();
  let beganAt = connectedAt;

  /** Ends the session after an error of the engine or of this code. */
  const fail = (error: unknown): void => {
    if (signal.aborted) return;
    session.report(error);
    wire.refuse(sessionCancelled);
  };

  const intake = createIntake({
    parameters: session.parameters,
    rules: behaviour,
    clock,
    elapsedMs: () => clock.now() - beganAt,
    record,
    onAudio(samples, ms) {
      recogniser.accept(samples, ms);
      applyFaultsDue(session, intake.receivedMs());
    },
    onForceEndpoint: () => recogniser.endTurn(),
    onTerminate: () => void terminate().catch(fail),
    onRefusal: wire.refuse,
  });
  const insights = openInsights(session);
  const turns: TurnStream = createTurnStream({
    behaviour: behaviour.turns,
    insights,
    send: wire.send,
    parameters: intake.parameters,
    heardMs: () => recogniser.heardMs(),
  });
  const recogniser: Recogniser = openRecogniser({
    engine: session.engine,
    sampleRate: session.parameters.sample_rate,
    speed: behaviour.sound.speed,
    clock,
    signal,
    onHypothesis: turns.hear,
    onSilence({ startMs, endMs }) {
      if (!(intake.parameters().acknowledge_silence ?? false)) return;
      wire.send({ type: "Silence", start_ms: Math.round(startMs), end_ms: Math.round(endMs) });
    },
    vadThreshold: () => intake.parameters().vad_threshold ?? DEFAULT_VAD_THRESHOLD,
    turnSilences: () => ({
      afterSentenceMs: intake.parameters().min_turn_silence,
      afterAnythingMs: intake.parameters().max_turn_silence,
    }),
    onFailure: fail,
  });

  const begin = async (): Promise<void> => {
    await Promise.all([recogniser.ready, pause(clock, behaviour.session.beginDelayMs, signal)]);
    if (signal.aborted) return;
    beganAt = clock.now();
    record.began = true;
    wire.send(beginMessage(uuid(session.random), session, connectedAt));
    startSessionTimers({
      ...session,
      turns,
      recogniser,
      intake,
      beganAt,
      expiresAt: connectedAt + session.maxSessionSeconds * 1000,
    });
    applyFaultsDue(session, intake.receivedMs());
    recogniser.start();
  };

  const terminate = async (): Promise<void> => {
    await beginning;
    await recogniser.finish();
    turns.finish();
    await insights?.settled();
    await pause(clock, behaviour.session.terminationDelayMs, signal);
    if (signal.aborted) return;
    wire.send({
      type: "Termination",
      audio_duration_seconds: Math.round(intake.receivedMs() / 1000),
      session_duration_seconds: Math.round((clock.now() - beganAt) / 1000),
    });
    wire.end(1000, SESSION_ENDED);
  };

  const beginning = begin();
  beginning.catch(fail);
  return intake;
}

function openInsights(session: LiveOptions): Insights | null {
  const { llm_gateway: request } = session.parameters;
  if (request === undefined) return null;
  const { wire, behaviour } = session;
  return createInsights({ ...session, request, behaviour: behaviour.insights, send: wire.send });
}

function applyFaultsDue({ faults, record, wire }: LiveOptions, receivedMs: number): void {
  for (const fault of faults.takeForSession(record.number, receivedMs)) applyFault(fault, wire);
}

const API_VERSION = "2025-05-12";

/** @param connectedAt Unix ms. */
function beginMessage(
  id: string,
  { parameters: asked, behaviour, maxSessionSeconds }: LiveOptions,
  connectedAt: number,
): ServerMessage {
  const { ignoredParameters } = behaviour.session;
  const parameters: Partial<Parameters> = Object.fromEntries(
    Object.entries(asked).filter(([name]) => !ignoredParameters.includes(name)),
  );
  const model = asked.speech_model;
  return {
    type: "Begin",
    id,
    expires_at: Math.floor(connectedAt / 1000) + maxSessionSeconds,
    configuration: {
      model,
      mode: isPro(model) ? (parameters.mode ?? "balanced") : null,
      api_version: API_VERSION,
      speaker_labels: parameters.speaker_labels ?? false,
      redact_pii: parameters.redact_pii ?? false,
      filter_profanity: parameters.filter_profanity ?? false,
      domain: parameters.domain ?? null,
      voice_focus: parameters.voice_focus ?? null,
    },
  };
}

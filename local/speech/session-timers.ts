/** Timers of a session: its end, idleness, heartbeats and speaker revisions during the stream. */

import type { Behaviour } from "../behaviour.ts";
import { every, type Clock } from "../clock.ts";
import type { Intake } from "./intake.ts";
import { isBroken } from "./speech-models.ts";
import type { Recogniser } from "./recogniser.ts";
import { inactive, sessionCancelled, sessionExpired } from "./refusals.ts";
import { revisionIntervalMs, type TurnStream } from "./turn-stream.ts";
import type { Wire } from "./wire.ts";

const HEARTBEAT_MS = 5000;

export interface TimedSession {
  readonly wire: Wire;
  readonly turns: TurnStream;
  readonly recogniser: Recogniser;
  readonly behaviour: Behaviour;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly intake: Intake;
  readonly beganAt: number;
  readonly expiresAt: number;
}

/** Starts at Begin; all timers stop with the session's signal. */
export function startSessionTimers(session: TimedSession): void {
  const { clock, signal, wire, expiresAt } = session;
  const parameters = session.intake.parameters();

  clock.after(expiresAt - clock.now(), () => wire.refuse(sessionExpired), signal);
  every(clock, HEARTBEAT_MS, () => sendHeartbeat(session), signal);

  const { inactivity_timeout: idleSeconds } = parameters;
  if (idleSeconds !== undefined) watchIdleness(session, idleSeconds);

  const revisionMs = revisionIntervalMs(parameters.speaker_labels_revision_interval_ms);
  if (revisionMs !== null) every(clock, revisionMs, () => session.turns.revise(), signal);

  if (isBroken(parameters.speech_model)) {
    const { brokenModelDelayMs } = session.behaviour.session;
    clock.after(brokenModelDelayMs, () => wire.refuse(sessionCancelled), signal);
  }
}

/** Checks again at the moment when the latest message would be too old, so nothing needs to be cancelled. */
function watchIdleness(session: TimedSession, idleSeconds: number): void {
  const { clock, signal, wire } = session;
  const look = (): void => {
    const now = clock.now();
    const deadline = (session.intake.idleSince() ?? now) + idleSeconds * 1000;
    if (deadline <= now) wire.refuse(inactive(idleSeconds));
    else clock.after(deadline - now, look, signal);
  };
  look();
}

function sendHeartbeat(session: TimedSession): void {
  if (!(session.intake.parameters().session_heartbeat ?? false)) return;
  const audioMs = session.intake.receivedMs();
  const durationMs = session.clock.now() - session.beganAt;
  session.wire.send({
    type: "Heartbeat",
    total_audio_received_ms: Math.round(audioMs),
    total_duration_ms: Math.round(durationMs),
    realtime_factor: round(audioMs / durationMs),
    max_speech_probability: round(session.recogniser.takeMaxProbability()),
  });
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

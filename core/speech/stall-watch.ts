/**
 * Notices a socket that is open and dead: nothing comes while sound is sent, or the network takes nothing more. Counted in
 * sound, not by a clock, so a machine that slept is not mistaken for a service that does.
 */

/** No message for this long while it should have spoken (protocol §10.7). */
const STALL_MS = 20_000;
/** Music is loud and brings no message either: each fruitless new session is followed by twice the patience. */
const LONGEST_STALL_MS = 16 * STALL_MS;
/** A socket that has taken nothing for this long. */
const BLOCKED_MS = 10_000;
/** A heartbeat comes every five seconds; a network may be slow. */
const OVERDUE_MS = 8_000;
/** Linear peak from which sound may hold speech: −34 dBFS. */
const LOUD_PEAK = 0.02;

export interface StallWatch {
  /** How much sound (ms) has passed since the last message where one is surely missing; else 0: music brings none either. */
  readonly overdueMs: number;
  /** A session has begun. `hasHeartbeat`: it speaks every five seconds, whatever it hears (protocol §4). */
  begin(hasHeartbeat: boolean): void;
  /** A message has come; `isSpeech`: a turn, or the beginning of one. */
  heard(isSpeech: boolean): void;
  /** So much sound of this linear peak has passed. True, once, when the session is to be given up. */
  passed(ms: number, peak: number, isBlocked: boolean): boolean;
}

export function createStallWatch(): StallWatch {
  let patienceMs = STALL_MS;
  let hasHeartbeat = false;
  let silentMs = 0;
  let blockedMs = 0;

  return {
    get overdueMs() {
      return hasHeartbeat && silentMs >= OVERDUE_MS ? silentMs : 0;
    },
    begin(heartbeat) {
      hasHeartbeat = heartbeat;
      silentMs = 0;
      blockedMs = 0;
    },
    heard(isSpeech) {
      silentMs = 0;
      if (isSpeech) patienceMs = STALL_MS;
    },
    passed(ms, peak, isBlocked) {
      if (hasHeartbeat || peak >= LOUD_PEAK) silentMs += ms;
      blockedMs = isBlocked ? blockedMs + ms : 0;
      const limitMs = hasHeartbeat ? STALL_MS : patienceMs;
      if (silentMs < limitMs && blockedMs < BLOCKED_MS) return false;
      patienceMs = Math.min(2 * patienceMs, LONGEST_STALL_MS);
      silentMs = 0;
      blockedMs = 0;
      return true;
    },
  };
}

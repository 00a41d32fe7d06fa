/**
 * Notices a session that is open and dead: no message comes while audio is sent, or the transport takes nothing more. Counted in audio
 * instead of by a clock, so a machine that slept is not mistaken for a stalled service.
 */

import type { SpeechMessage } from "./service.ts";

/** Loud audio without any message for this long means a stall (docs/protocol.md#reconnecting). */
const STALL_MS = 20_000;
/** Music is loud and yields no message either, so each fruitless new session gets twice the patience. */
const LONGEST_STALL_MS = 16 * STALL_MS;
/** A transport that takes nothing for this long is blocked. */
const BLOCKED_MS = 10_000;
/** A heartbeat comes every 5 s, plus a slow network. */
const OVERDUE_MS = 8_000;
/** Linear peak from which audio may hold speech: −34 dBFS. */
const LOUD_PEAK = 0.02;

export interface StallWatch {
  /** Audio (ms) since the last message if a heartbeat is overdue; 0 without heartbeats, because music yields no message either. */
  readonly overdueMs: number;
  /** A session begins. */
  begin(): void;
  /** The service has sent a message of this type. */
  heard(type: SpeechMessage["type"]): void;
  /** Counts audio of this linear peak. Returns true, once, if the session has stalled. */
  passed(ms: number, peak: number, isBlocked: boolean): boolean;
}

export function createStallWatch(): StallWatch {
  let patienceMs = STALL_MS;
  /** Relied on once one has come: not every model that is asked for heartbeats is known to send them. */
  let hasHeartbeat = false;
  let silentMs = 0;
  let blockedMs = 0;

  return {
    get overdueMs() {
      return hasHeartbeat && silentMs >= OVERDUE_MS ? silentMs : 0;
    },
    begin() {
      hasHeartbeat = false;
      silentMs = 0;
      blockedMs = 0;
    },
    heard(type) {
      silentMs = 0;
      if (type === "heartbeat") hasHeartbeat = true;
      if (type === "turn" || type === "speech-started") patienceMs = STALL_MS;
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

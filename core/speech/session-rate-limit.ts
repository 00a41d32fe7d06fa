/** Keeps a meeting's channels together within the number of sessions that an account may open in any minute. */

export interface SessionRateLimit {
  /** Time until one more session may be opened; 0 if at once. */
  pauseMs(nowMs: number): number;
  /** Counts an attempt that begins now. */
  record(nowMs: number): void;
}

/** Times are in ms from any one origin. */
export function createSessionRateLimit(sessionsPerMinute: number): SessionRateLimit {
  /** The latest attempts, oldest first. */
  let attempts: readonly number[] = [];
  return {
    pauseMs(nowMs) {
      const oldest = attempts.length < sessionsPerMinute ? undefined : attempts[0];
      return oldest === undefined ? 0 : Math.max(0, oldest + 60_000 - nowMs);
    },
    record(nowMs) {
      attempts = [...attempts, nowMs].slice(-sessionsPerMinute);
    },
  };
}

/**
 * Keeps count of the speech sessions that a meeting opens: an account may open only so many a minute, whichever channel they
 * are for. Times in ms from any one origin.
 */

/** Of a free account (protocol §5). */
const OPENS_PER_MINUTE = 5;

export interface SessionRateLimit {
  /** Time until one more session may be opened; 0: at once. */
  pauseMs(nowMs: number): number;
  /** An attempt to open one begins now. */
  enter(nowMs: number): void;
}

export function createSessionRateLimit(): SessionRateLimit {
  /** The latest, oldest first. */
  let opens: readonly number[] = [];
  return {
    pauseMs(nowMs) {
      const oldest = opens.length < OPENS_PER_MINUTE ? undefined : opens[0];
      return oldest === undefined ? 0 : Math.max(0, oldest + 60_000 - nowMs);
    },
    enter(nowMs) {
      opens = [...opens, nowMs].slice(-OPENS_PER_MINUTE);
    },
  };
}

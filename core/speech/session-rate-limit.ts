/**
 * Keeps a meeting's channels together within the number of sessions that the account may open in any minute. The service does not tell
 * that number (5 on a free account, 100 and more on a paid one), so it is learned from the first refusal.
 */

export interface SessionRateLimit {
  /** Time until one more session may be opened; 0 if at once. */
  pauseMs(nowMs: number): number;
  /** An attempt to open a session begins. It counts from now on, and afterwards only if it reached the service. */
  attempt(): SessionAttempt;
}

export interface SessionAttempt {
  /** The service has answered; only the first call counts. */
  reached(nowMs: number): void;
  /** The service refused the session, because too many were opened before it. */
  refused(nowMs: number): void;
  /** The attempt is over. */
  end(): void;
}

const MINUTE_MS = 60_000;
/** How long a learned limit holds: accounts are upgraded, and the service raises busy ones automatically. */
const LEARNED_MS = 10 * MINUTE_MS;

/**
 * Times are in ms from any one origin.
 *
 * @param most sessions a minute on the best of accounts, assumed until a refusal
 */
export function createSessionRateLimit(most: number): SessionRateLimit {
  /** Times of the sessions within the last minute, oldest first. */
  let opened: readonly number[] = [];
  /** Attempts under way. */
  let pending = 0;
  let learned: { readonly limit: number; readonly untilMs: number } | null = null;

  const forgetBefore = (nowMs: number): void => {
    opened = opened.filter((ms) => ms > nowMs - MINUTE_MS);
    if (learned && learned.untilMs <= nowMs) learned = null;
  };

  return {
    pauseMs(nowMs) {
      forgetBefore(nowMs);
      const counted = [...opened, ...Array<number>(pending).fill(nowMs)];
      const oldestThatCounts = counted.at(-(learned?.limit ?? most));
      return oldestThatCounts === undefined ? 0 : oldestThatCounts + MINUTE_MS - nowMs;
    },
    attempt() {
      let isPending = true;
      pending++;
      const settle = (): boolean => {
        if (!isPending) return false;
        isPending = false;
        pending--;
        return true;
      };
      return {
        reached(nowMs) {
          if (settle()) opened = [...opened, nowMs];
        },
        refused(nowMs) {
          forgetBefore(nowMs);
          // The refused session itself was counted.
          opened = opened.slice(0, -1);
          learned = { limit: Math.max(1, opened.length), untilMs: nowMs + LEARNED_MS };
        },
        end: () => void settle(),
      };
    },
  };
}

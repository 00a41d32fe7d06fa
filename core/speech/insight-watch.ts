/**
 * Notices a silent LLM Gateway: an account without access gets no reply, no error and no warning (protocol §7), so only the
 * clock tells. Times in ms from any one origin.
 */

import { type Problem, problem } from "../problem.ts";

/** How long a reply to a finished turn may take (protocol §7). */
export const INSIGHT_TIMEOUT_MS = 15_000;

export interface InsightWatch {
  /** A turn has become final: its insight is due. */
  expect(order: number, nowMs: number): void;
  arrived(order: number): void;
  /** The problem, while a reply is overdue and none has come since it was due; else null. */
  overdue(nowMs: number): Problem | null;
}

export function createInsightWatch(isEnabled: boolean): InsightWatch {
  /** Turns without a reply → when it was due, oldest first. */
  const due = new Map<number, number>();
  return {
    expect(order, nowMs) {
      if (isEnabled) due.set(order, nowMs + INSIGHT_TIMEOUT_MS);
    },
    arrived(order) {
      // The gateway answers: whatever older turn it skipped is not the sign of a missing access.
      for (const waiting of due.keys()) {
        due.delete(waiting);
        if (waiting === order) return;
      }
    },
    overdue(nowMs) {
      const [oldest] = due.values();
      return oldest !== undefined && oldest < nowMs ? problem("insight-missing") : null;
    },
  };
}

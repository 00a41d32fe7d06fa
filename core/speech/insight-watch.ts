/**
 * Notices an LLM gateway that fails or stays silent. An account without access gets no reply, no error and no warning
 * (docs/protocol.md#insights-in-the-stream), so only time shows it. Times are in ms from any one origin.
 */

import { type Problem, problem } from "../problem.ts";

/** How long the reply to a final turn may take (docs/protocol.md#insights-in-the-stream). */
export const INSIGHT_TIMEOUT_MS = 15_000;

export interface InsightWatch {
  /** A session begins; `isEnabled`: its turns are answered with insights. */
  begin(isEnabled: boolean): void;
  /** A turn became final, so its insight is due. */
  expect(order: number, nowMs: number): void;
  arrived(order: number): void;
  /** The gateway replied with an error. @param words may be empty */
  failed(order: number, words: string): void;
  /** Without a session no reply can come, so none becomes overdue. */
  end(nowMs: number): void;
  /** `insight-missing` if a reply is overdue or failed and no later one came; else null. */
  overdue(nowMs: number): Problem | null;
}

export function createInsightWatch(): InsightWatch {
  let isEnabled = false;
  let endedAtMs: number | null = null;
  let failure: Problem | null = null;
  /** Turns without a reply, oldest first → when it is due. */
  const due = new Map<number, number>();
  return {
    begin(enabled) {
      isEnabled = enabled;
      endedAtMs = null;
      failure = null;
      due.clear();
    },
    expect(order, nowMs) {
      if (isEnabled) due.set(order, nowMs + INSIGHT_TIMEOUT_MS);
    },
    arrived(order) {
      failure = null;
      // The gateway works, so an older turn that it skipped is no sign of missing access.
      for (const waiting of due.keys()) {
        due.delete(waiting);
        if (waiting === order) return;
      }
    },
    failed(order, words) {
      due.delete(order);
      failure = problem("insight-missing", words || undefined);
    },
    end(nowMs) {
      endedAtMs ??= nowMs;
    },
    overdue(nowMs) {
      if (failure) return failure;
      const [oldest] = due.values();
      return oldest !== undefined && oldest < (endedAtMs ?? nowMs)
        ? problem("insight-missing")
        : null;
    },
  };
}

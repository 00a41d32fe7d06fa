/**
 * Measures one speech session: wall-clock time from Begin to its end, which is billed (docs/protocol.md#close-codes-and-limits), and
 * the tokens of its insights.
 */

import { withSpeech, withTokens } from "../cost.ts";
import type { MeetingUsage, TokenUsage } from "../meeting.ts";

/** Adds the usage of a session to the meeting's. */
export type AddUsage = (usage: MeetingUsage | undefined) => MeetingUsage;

/** The models that are paid for. */
export interface SessionModels {
  readonly speech: string;
  readonly insight: string;
}

export interface SessionMeter {
  begin(nowMs: number, models: SessionModels): void;
  answered(tokens: TokenUsage): void;
  /** Returns null if no session has begun since the last one ended. */
  end(nowMs: number): AddUsage | null;
}

export function createSessionMeter(): SessionMeter {
  let session: { readonly sinceMs: number; readonly models: SessionModels } | null = null;
  let answers: TokenUsage[] = [];
  return {
    begin(nowMs, models) {
      session = { sinceMs: nowMs, models };
      answers = [];
    },
    answered(tokens) {
      answers.push(tokens);
    },
    end(nowMs) {
      if (session === null) return null;
      const { sinceMs, models } = session;
      const used = answers;
      session = null;
      return (usage) =>
        used.reduce<MeetingUsage>(
          (sum, tokens) => withTokens(sum, models.insight, tokens),
          withSpeech(usage, (nowMs - sinceMs) / 1000, models.speech),
        );
    },
  };
}

/** What one speech session uses: wall-clock time from Begin to its end, which is what is billed (protocol §5), and tokens of insights. */

import { withSpeech, withTokens } from "../cost.ts";
import type { MeetingUsage, TokenUsage } from "../meeting.ts";

/** Adds what a session has used to what the meeting has used before. */
export type AddUsage = (usage: MeetingUsage | undefined) => MeetingUsage;

/** Who is paid for it. */
export interface SessionModels {
  readonly speech: string;
  /** Answers its insights. */
  readonly insight: string;
}

export interface SessionMeter {
  begin(nowMs: number, models: SessionModels): void;
  answered(tokens: TokenUsage): void;
  /** Null where no session has begun since the last one ended. */
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

/**
 * Measures one speech session: its duration, which is billed (docs/protocol.md#close-codes-and-limits), by the service's count or else from
 * Begin to its end, and the tokens of its insights.
 */

import { withSpeakerLabels, withSpeech, withTokens } from "../usage.ts";
import type { MeetingUsage, TokenUsage } from "../meeting.ts";

/** Adds the usage of a session to the meeting's. */
export type AddUsage = (usage: MeetingUsage | undefined) => MeetingUsage;

/** Features of a session that cost money. */
export interface SessionFeatures {
  readonly speechModel: string;
  readonly insightModel: string;
  readonly hasSpeakerLabels: boolean;
}

export interface SessionMeter {
  begin(nowMs: number, features: SessionFeatures): void;
  answered(tokens: TokenUsage): void;
  /** The service has stated the session's duration, which it bills; null if it has not. */
  terminated(seconds: number | null): void;
  /** Returns null if no session has begun since the last one ended. */
  end(nowMs: number): AddUsage | null;
}

export function createSessionMeter(): SessionMeter {
  let session: { readonly sinceMs: number; readonly features: SessionFeatures } | null = null;
  let answers: TokenUsage[] = [];
  let statedSeconds: number | null = null;
  return {
    begin(nowMs, features) {
      session = { sinceMs: nowMs, features };
      answers = [];
      statedSeconds = null;
    },
    answered(tokens) {
      answers.push(tokens);
    },
    terminated(seconds) {
      statedSeconds = seconds;
    },
    end(nowMs) {
      if (session === null) return null;
      const { sinceMs, features } = session;
      const used = answers;
      const seconds = statedSeconds ?? (nowMs - sinceMs) / 1000;
      session = null;
      return (usage) => {
        const speech = withSpeech(usage, seconds, features.speechModel);
        return used.reduce<MeetingUsage>(
          (sum, tokens) => withTokens(sum, features.insightModel, tokens),
          features.hasSpeakerLabels ? withSpeakerLabels(speech, seconds) : speech,
        );
      };
    },
  };
}

/** Records each speech session of a channel: its usage, and what the service reported about it for the diagnostics log. */

import { samplesToMs } from "../../../core/audio/format.ts";
import { createSessionWatch, type LoggedSession } from "../../../core/diagnostics/session-log.ts";
import type { Problem } from "../../../core/problem.ts";
import { insightKindOf } from "../../../core/settings/insight-prompt.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import type {
  ReportedConfiguration,
  SpeechMessage,
  SpeechService,
  Voices,
} from "../../../core/speech/service.ts";
import { type AddUsage, createSessionMeter } from "../../../core/speech/session-meter.ts";

export interface SessionRecordOptions {
  readonly service: SpeechService;
  /** On the channel. */
  readonly voices: Voices;
  /** Called when a paid session has ended. */
  readonly onUsage: (add: AddUsage) => void;
  /** Called when a session has ended, with what the service reported about it. */
  readonly onSession: (session: Omit<LoggedSession, "channel">) => void;
}

export interface SessionRecord {
  /** Settings that the service ignores or warns about, if the user can change them; else null. */
  readonly problem: Problem | null;
  /** A session has begun with these settings, less the refused ones. */
  begin(beginning: {
    readonly sessionId: string;
    readonly settings: Settings;
    readonly refused: ReadonlySet<string>;
    readonly reported: ReportedConfiguration | null;
  }): void;
  heard(message: SpeechMessage): void;
  /** The session is over, if one has begun. */
  end(sentSamples: number): void;
}

export function createSessionRecord(options: SessionRecordOptions): SessionRecord {
  const { service, voices, onUsage, onSession } = options;
  const meter = createSessionMeter();
  const watch = createSessionWatch();

  return {
    get problem() {
      return watch.problem();
    },
    begin({ sessionId, settings, refused, reported }) {
      const { speech, insight } = settings;
      const model = service.needsToken ? speech.model : service.fallbackModel;
      const { applied, ignored } = service.outcome(settings, voices, refused, reported);
      meter.begin(performance.now(), {
        speechModel: model,
        insightModel: insight.model,
        hasSpeakerLabels: applied.includes("speakerLabels"),
      });
      watch.begin(
        { sessionId, model, reported, ignored, refused: [...refused] },
        [speech.prompt, ...ownPrompts(insight.prompt), ...speech.keyTerms],
        Date.now(),
      );
    },
    heard(message) {
      watch.heard(message);
      if (message.type === "insight" && message.usage) meter.answered(message.usage);
      if (message.type === "termination") meter.terminated(message.sessionSeconds);
    },
    end(sentSamples) {
      const session = watch.end(samplesToMs(sentSamples) / 1000, Date.now());
      if (session) onSession(session);
      const add = meter.end(performance.now());
      if (add && service.needsToken) onUsage(add);
    },
  };
}

/** A prompt that comes with Earshot holds nothing of the user, and its plain words would be missing in every message. */
const ownPrompts = (prompt: string): readonly string[] =>
  insightKindOf(prompt) === null ? [prompt] : [];

/**
 * The seam to the speech service: how a session is opened, what its messages mean, and what its models and limits are. Each service
 * implements it in a folder of its own; everything else knows turns, sessions and reasons. Pure: the audio travels over a
 * `SpeechConnection`, which `entrypoints/offscreen/recorder/speech-connection.ts` opens.
 */

import type { ChannelName, TokenUsage } from "../meeting.ts";
import type { Problem, Result } from "../problem.ts";
import type { TokenGrant } from "../protocol/worker-api.ts";
import type { SettingLimits } from "../settings/rows.ts";
import type { Settings } from "../settings/settings.ts";

/** `one`: the microphone beside a tab, whose words are all the user's. */
export type Voices = "one" | "several";

/** @param channels of the meeting */
export const voicesOn = (channel: ChannelName, channels: number): Voices =>
  channel === "mic" && channels > 1 ? "one" : "several";

export interface SpeechService {
  /** Whether every session needs a token from the team's Worker, and is paid. */
  readonly needsToken: boolean;
  readonly limits: SpeechLimits;
  /** The model to use if the service refuses the chosen one. */
  readonly fallbackModel: string;
  /** Models to suggest, the newest first; the user can type any other. */
  readonly knownModels: readonly SuggestedModel[];
  /** Whether a model has an ability; settings that need one it lacks are not sent. */
  can(model: string, ability: Ability): boolean;
  /** Language codes that the service may not know. They are sent all the same, because its list grows. */
  unknownLanguages(codes: readonly string[]): readonly string[];
  /**
   * The field that makes the settings too long for one session although each field is within its limit; null if they fit.
   *
   * @param settings within `limits`, field by field
   */
  longestField(settings: Settings): LongField | null;
  /**
   * How to open one session.
   *
   * @param voices on the channel; those of one person are not told apart
   * @param token null if `needsToken` is false
   * @param refused settings that `closeVerdict` named; they are left out
   */
  request(
    settings: Settings,
    voices: Voices,
    token: TokenGrant | null,
    refused: ReadonlySet<string>,
  ): Result<SessionRequest>;
  /**
   * Compares the settings that a session was asked for with those that the service reports.
   *
   * @param reported by the service when the session began; null counts as all applied
   */
  outcome(
    settings: Settings,
    voices: Voices,
    refused: ReadonlySet<string>,
    reported: ReportedConfiguration | null,
  ): SettingsOutcome;
  /** Compares settings and says what a live session needs. */
  reconfiguration(
    from: Settings,
    to: Settings,
    voices: Voices,
    refused: ReadonlySet<string>,
  ): Reconfiguration;
  /** Asks for the end of the session once all audio is sent; answered by a message of type `termination`. */
  readonly terminate: ClientMessage;
  /** Never throws: a broken message becomes one of type `malformed`. */
  parse(data: unknown): SpeechMessage;
  /**
   * Judges the end of a session that the service closed.
   *
   * @param text of the error message before it, else the reason given with the close
   */
  closeVerdict(code: number, text: string): Verdict;
}

/** What a model is better at than the others, or what speaks for it. */
export type ModelStrength =
  | "speakers"
  | "sentences"
  | "languages"
  | "everyAccount"
  | "cheapEnglish"
  | "cheapLanguages"
  | "mostLanguages";

export interface SuggestedModel {
  readonly id: string;
  readonly strength: ModelStrength;
}

/** Abilities that only some models have. */
export type Ability =
  | "prompt"
  | "languageCodes"
  | "formatTurns"
  | "turnDetection"
  | "speakerLabels"
  /** Answers each final turn with an insight within the session. */
  | "insights";

/** Settings whose lengths add up within one request. */
export type LongField = "keyTerms" | "prompt" | "insightPrompt";

export interface SpeechLimits extends SettingLimits {
  /** New sessions within any minute, on all channels together, on the best of accounts. */
  readonly sessionsPerMinute: number;
  /** For a session without a token, which would state its own. */
  readonly longestSessionMs: number;
  /** Audio in one message. */
  readonly shortestMessageMs: number;
  /** Length of a message while a backlog is sent. */
  readonly catchUpMessageMs: number;
  /** Backlog that may be sent at once when a session begins … */
  readonly burstMs: number;
  /** … and how many times faster than real time afterwards. */
  readonly catchUpSpeed: number;
  /** Whether a session can be open and dead, as over a network. */
  readonly canStall: boolean;
}

/** A new kind of transport is one more arm, and one more function in `speech-connection.ts`. */
export type SessionRequest =
  | { readonly transport: "websocket"; readonly address: string }
  /** The engine thread of this extension. */
  | { readonly transport: "engine" };

/** A message to the service, in its own words; the transport serialises it. */
export type ClientMessage = Readonly<Record<string, unknown>>;

export type Reconfiguration =
  | { readonly type: "none" }
  | { readonly type: "update"; readonly message: ClientMessage }
  /** Only a new session can have the new settings. */
  | { readonly type: "rollover" };

/** A word as the service heard it; times in ms since the first sample of the session. */
export interface HeardWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
  /** Only with speaker labels; one turn may hold several speakers. */
  readonly speaker?: string;
}

export interface TurnMessage {
  readonly type: "turn";
  readonly order: number;
  /** Alone decides whether the turn is final. */
  readonly endOfTurn: boolean;
  readonly formatted: boolean;
  /** In a partial it may hold settled words only; `words` holds all of them. */
  readonly transcript: string;
  readonly words: readonly HeardWord[];
  readonly language: string | null;
  readonly speaker: string | null;
}

/** Corrected speakers of a turn; text and times stay. */
export interface SpeakerRevision {
  readonly order: number;
  /** Of the turn as a whole; null if only its words state one. */
  readonly speaker: string | null;
  /** Those without a label keep theirs. */
  readonly words: readonly HeardWord[];
}

/** Configuration of a session by the service's own names, without texts of the user. */
export type ReportedConfiguration = Readonly<Record<string, string | boolean | null>>;

/** Settings of a session by their names, as `Verdict.refused` has them. */
export interface SettingsOutcome {
  readonly applied: readonly string[];
  readonly ignored: readonly string[];
}

export interface BeginMessage {
  readonly type: "begin";
  readonly sessionId: string;
  /** Unix time in seconds at which the service ends the session, or null. */
  readonly expiresAt: number | null;
  readonly reported: ReportedConfiguration | null;
}

export type SpeechMessage =
  | BeginMessage
  | { readonly type: "speech-started"; readonly atMs: number }
  | TurnMessage
  /** `content` is null if the model answered with nothing. A failure has words in `error`, maybe empty, and no `usage`: it is not billed. */
  | {
      readonly type: "insight";
      readonly order: number;
      readonly content: string | null;
      readonly usage: TokenUsage | null;
      readonly error: string | null;
    }
  | { readonly type: "speaker-revision"; readonly revisions: readonly SpeakerRevision[] }
  | { readonly type: "heartbeat"; readonly receivedMs: number }
  | { readonly type: "silence"; readonly endMs: number }
  /** `setting`: the one that the text names, or null. */
  | {
      readonly type: "warning";
      readonly code: number | null;
      readonly text: string;
      readonly setting: string | null;
    }
  /** The words make no sense, because the speech is in a language that the service does not know. */
  | { readonly type: "other-language" }
  /** The service closes the session next; `code` is null for an untyped error. */
  | { readonly type: "error"; readonly code: number | null; readonly text: string }
  /** By the service's count; null if it does not state them. */
  | {
      readonly type: "termination";
      readonly heardSeconds: number | null;
      readonly sessionSeconds: number | null;
    }
  /** Message of unknown kind: ignored and counted. */
  | { readonly type: "unknown"; readonly name: string }
  /** Broken message: ignored and counted. */
  | { readonly type: "malformed" };

/**
 * `retry`: soon, in a new session. `wait`: after a minute at the least. `blocked`: the user or the team must change something, so it is
 * retried rarely and after a change of settings.
 */
export type Remedy = "retry" | "wait" | "blocked";

export interface Verdict {
  readonly remedy: Remedy;
  readonly problem: Problem;
  /** How many times in a row a retry is worth it; after that the verdict counts as `blocked`. */
  readonly tries?: number;
  /** The optional setting that the service refused, by its name in the settings; a session without it is worth a try. */
  readonly refused?: string;
  /** The service closed the session without a complaint. */
  readonly isOrderly?: true;
}

/** An open session, whatever carries it. */
export interface SpeechConnection {
  /** Bytes handed over that the transport has not taken yet. */
  readonly backlogBytes: number;
  /** At least `shortestMessageMs` of audio. */
  sendAudio(samples: Int16Array<ArrayBuffer>): void;
  send(message: ClientMessage): void;
  /** Closes the session; the listener receives nothing more. */
  abandon(): void;
}

export interface ConnectionListener {
  /** `data` is for `SpeechService.parse`. */
  onMessage(data: unknown): void;
  /** Called once, unless the connection was abandoned before. */
  onClosed(code: number, reason: string): void;
}

/** What a person can set, and what holds until they do. */

import { INSIGHT_PROMPTS } from "./insight-prompt.ts";
import type { ChannelNames } from "../meeting.ts";
import type { Microphone, Source } from "../recording/source.ts";

/**
 * `live`: the speech service asks the model, after each finished turn (protocol §7). `batched`: Earshot asks it through the
 * team's Worker, once a minute, about all turns since that are worth it.
 */
export const INSIGHT_MODES = ["live", "batched"] as const;
export type InsightMode = (typeof INSIGHT_MODES)[number];

/** The insight into each turn. */
export interface InsightSettings {
  readonly enabled: boolean;
  readonly mode: InsightMode;
  /** Of a turn that is worth an insight; only `batched` can tell. */
  readonly leastWords: number;
  readonly model: string;
  readonly maxTokens: number;
  /** `{{turn}}` stands for the words of the turn. */
  readonly prompt: string;
}

/** How soon a pause ends a turn. */
export const TURN_DETECTIONS = ["fast", "balanced", "careful"] as const;
export type TurnDetection = (typeof TURN_DETECTIONS)[number];

export interface SpeechSettings {
  /** Any model the service knows; not a fixed list (protocol §2). */
  readonly model: string;
  /** Only Universal-Streaming heeds it; the Pro family always formats. */
  readonly formatTurns: boolean;
  /** BCP 47 or ISO 639-1 codes, at most ten; empty: whatever the model understands. */
  readonly languageCodes: readonly string[];
  /** Each turn tells its language. */
  readonly detectLanguage: boolean;
  /** Names and terms to expect: at most 100 of at most 50 characters. */
  readonly keyTerms: readonly string[];
  /** What the recogniser should know beforehand, in plain words; empty: nothing. At most 1750 characters, Pro models only. */
  readonly prompt: string;
  /** Tell the speakers of one channel apart; only where a meeting has just one channel. */
  readonly speakerLabels: boolean;
  /** A hint, 1–10, or null. */
  readonly maxSpeakers: number | null;
  readonly turnDetection: TurnDetection;
  readonly filterProfanity: boolean;
  /** Personal data replaced by what kind they are; then no partials come at all (protocol §2). */
  readonly redactPii: boolean;
  /** The service closes a session in which nothing arrives for so long: 5–3600 s, or null for never. */
  readonly inactivityTimeoutSeconds: number | null;
}

/** What is recorded unless somebody chooses otherwise before Start; the last choice is remembered. */
export interface CaptureSettings {
  readonly source: Source;
  /** Null: Chrome's default device. */
  readonly microphone: Microphone | null;
  /** For new meetings. */
  readonly names: ChannelNames;
  /** Remind of telling the others before it begins. */
  readonly remindOfConsent: boolean;
}

/** What notes are asked for. */
export interface NoteTemplate {
  readonly id: string;
  readonly name: string;
  /** What the model is told to write; the rules of citing come with it in any case. */
  readonly instructions: string;
}

/** What notes of a running meeting can be refreshed by. */
export const LIVE_INTERVALS_MINUTES = [5, 10, 15] as const;

export interface NotesSettings {
  /** Empty: the Worker's default model. */
  readonly model: string;
  /** A language by its English name or code; empty: that of the transcript. */
  readonly language: string;
  /** Those the person has made, and those of ours that they have changed (same id); the rest are ours (`core/notes/templates.ts`). */
  readonly templates: readonly NoteTemplate[];
  /** Made by themselves when a meeting ends: ids, in the order in which they are shown. */
  readonly chosen: readonly string[];
  /** While a meeting runs, the first chosen template is refreshed so often; null: not before its end. */
  readonly liveEveryMinutes: number | null;
  /** How much of a transcript one request may hold, in tokens; a longer one is summed up part by part. */
  readonly contextTokens: number;
  /** Warn when a month's estimate passes it, in US dollars; null: never. */
  readonly monthlyLimit: number | null;
}

/** `sound`: the text stays. */
export const RETENTIONS = ["never", "sound", "everything"] as const;
export type Retention = (typeof RETENTIONS)[number];

/** What is kept of meetings, and how long. */
export interface LibrarySettings {
  /** What of a meeting is deleted by itself. */
  readonly retention: Retention;
  /** So many days after its end. */
  readonly retentionDays: number;
}

export interface Settings {
  /** Base address of the team's Worker, for instance `https://earshot.example.workers.dev`. Empty until set. */
  readonly workerUrl: string;
  readonly accessCode: string;
  readonly capture: CaptureSettings;
  readonly speech: SpeechSettings;
  readonly insight: InsightSettings;
  readonly notes: NotesSettings;
  readonly library: LibrarySettings;
}

/** Whether there is a service to ask. */
export const isConfigured = ({ workerUrl, accessCode }: Settings): boolean =>
  workerUrl !== "" && accessCode !== "";

/** Whether this way of asking for insights is in use. */
export const asksFor = ({ insight }: Settings, mode: InsightMode): boolean =>
  insight.enabled && insight.mode === mode;

export const DEFAULT_SETTINGS: Settings = {
  workerUrl: "",
  accessCode: "",
  capture: { source: "tab", microphone: null, names: {}, remindOfConsent: true },
  speech: {
    model: "u3-rt-pro",
    formatTurns: true,
    languageCodes: [],
    detectLanguage: false,
    keyTerms: [],
    prompt: "",
    speakerLabels: false,
    maxSpeakers: null,
    turnDetection: "balanced",
    filterProfanity: false,
    redactPii: false,
    inactivityTimeoutSeconds: null,
  },
  insight: {
    enabled: true,
    mode: "live",
    leastWords: 4,
    model: "claude-sonnet-4-6",
    maxTokens: 4000,
    prompt: INSIGHT_PROMPTS.summary,
  },
  notes: {
    model: "",
    language: "",
    templates: [],
    chosen: ["standard"],
    liveEveryMinutes: null,
    contextTokens: 24_000,
    monthlyLimit: null,
  },
  library: { retention: "never", retentionDays: 90 },
};

/** As an earlier version may have stored them: keys and whole sections can be missing. */
export type StoredSettings = {
  readonly [Key in keyof Settings]?: Settings[Key] extends string
    ? Settings[Key]
    : Partial<Settings[Key]>;
};

/** What is not there is as in `DEFAULT_SETTINGS`. */
export const completeSettings = (stored: StoredSettings): Settings => ({
  ...DEFAULT_SETTINGS,
  ...stored,
  capture: { ...DEFAULT_SETTINGS.capture, ...stored.capture },
  speech: { ...DEFAULT_SETTINGS.speech, ...stored.speech },
  insight: { ...DEFAULT_SETTINGS.insight, ...stored.insight },
  notes: { ...DEFAULT_SETTINGS.notes, ...stored.notes },
  library: { ...DEFAULT_SETTINGS.library, ...stored.library },
});

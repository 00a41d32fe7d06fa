/** The settings as one table: types, defaults, the form (`draft.ts`) and its checks follow from the rows. */

import { LONGEST } from "../bounds.ts";
import type { ChannelNames, Meeting } from "../meeting.ts";
import { inListOrder, type NoteTemplate } from "../notes/templates.ts";
import type { Microphone, Source } from "../recording/source.ts";
import { INSIGHT_PROMPTS, insightKindOf, insightPromptFault } from "./insight-prompt.ts";
import {
  build,
  choice,
  elsewhere,
  flag,
  minutesOrNever,
  optionalDollars,
  optionalNumber,
  required,
  row,
  section,
  type SettingFault,
  type SettingOf,
  text,
  tooLong,
  wholeNumber,
} from "./rows.ts";
import { keyTermsFault, languagesFault, parseKeyTerms, parseLanguages } from "./typed-lists.ts";

/**
 * Ways to ask for insights. `live`: the speech service asks it after each final turn
 * (docs/protocol.md#insights-in-the-stream). `batched`: Earshot asks it through the team's Worker, once a minute, about all new
 * turns that are long enough.
 */
export const INSIGHT_MODES = ["live", "batched"] as const;
export type InsightMode = (typeof INSIGHT_MODES)[number];

/** Place of speech recognition. `automatic`: by the team's service if one is set, else on this computer. */
export type SpeechPlace = "automatic" | "team" | "computer";

/** How long a pause ends a turn, from short to long. */
export const TURN_DETECTIONS = ["fast", "balanced", "careful"] as const;
export type TurnDetection = (typeof TURN_DETECTIONS)[number];

/** Parts of an old meeting that are deleted automatically. `sound`: the audio only. */
export const RETENTIONS = ["never", "sound", "everything"] as const;
export type Retention = (typeof RETENTIONS)[number];

/** Minutes between two versions of live notes. */
export const LIVE_INTERVALS_MINUTES = [5, 10, 15] as const;

/** Minutes of silence after which the user is asked whether the recording is to go on. */
export const SILENCES_MINUTES = [10, 20, 30] as const;

/**
 * Language service that writes notes. `automatic`: the team's service, or without one Chrome's model if it is there, or else sentences picked by rule.
 * `local`: an OpenAI-compatible address on this computer.
 */
export const NOTES_SERVICES = ["automatic", "team", "browser", "local", "extractive"] as const;
export type NotesServiceName = (typeof NOTES_SERVICES)[number];

const ifEnabled = ({ enabled }: { readonly enabled: boolean }): boolean => enabled;

/** In the shape in which the settings are stored; names and values of stored settings never change. */
export const SETTINGS_TABLE = {
  /** Base address of the team's Worker, such as `https://earshot.example.workers.dev`. Empty until set. */
  workerUrl: text("", { survivesReset: true }),
  accessCode: text("", { survivesReset: true }),

  /** Choices beside Start, and settings of every new meeting. */
  capture: section({
    source: elsewhere<Source>("tab"),
    /** `null`: Chrome's default device. */
    microphone: elsewhere<Microphone | null>(null),
    names: row<ChannelNames, Record<keyof ChannelNames, string>>({
      default: {},
      show: ({ tab = "", mic = "" }) => ({ tab, mic }),
      parse: (field) => ({
        ...(field.tab.trim() !== "" && { tab: field.tab.trim() }),
        ...(field.mic.trim() !== "" && { mic: field.mic.trim() }),
      }),
    }),
    /** The user was asked whether the name of the microphone is for all new meetings. */
    isNameAsked: elsewhere(false),
    remindOfConsent: flag(true),
    /** `null`: never (`core/recording/long-silence.ts`). */
    askAfterSilentMinutes: minutesOrNever(10),
  }),

  speech: section({
    place: choice<SpeechPlace>("automatic"),
    /** The on-device engine writes drafts while the team's service is away. */
    draftWhileAway: flag(true),
    /** Any model that the service knows (docs/protocol.md#models); empty: the team's, else the service's usual one. */
    model: text(""),
    /** Used by Universal-Streaming only; the Pro family always formats. */
    formatTurns: flag(true),
    /** BCP 47 or ISO 639-1 codes; empty: every language that the model knows. */
    languageCodes: row<readonly string[], string>({
      default: [],
      show: (codes) => codes.join(" "),
      parse: parseLanguages,
      fault: (field, _siblings, limits) => languagesFault(field, limits),
    }),
    /** Adds its language to each turn. */
    detectLanguage: flag(false),
    /** Names and terms that the recogniser should expect. */
    keyTerms: row<readonly string[], string>({
      default: [],
      show: (terms) => terms.join("\n"),
      parse: parseKeyTerms,
      fault: (field, _siblings, limits) => keyTermsFault(field, limits),
    }),
    /** Context for the recogniser in plain words, for Pro models only. */
    prompt: text("", { max: (limits) => limits.promptLength }),
    /** Labels the people on a channel, but never on the microphone beside a tab: that is the user. */
    speakerLabels: flag(true),
    maxSpeakers: optionalNumber({
      from: 1,
      to: (limits) => limits.speakers,
      isUsed: ({ speakerLabels }: { readonly speakerLabels: boolean }) => speakerLabels,
    }),
    turnDetection: choice<TurnDetection>("balanced"),
    filterProfanity: flag(false),
    /** Replaces personal data by its kind; the service then sends no partials (docs/protocol.md#connection-parameters). */
    redactPii: flag(false),
    /** The service closes a session that receives nothing for so long; `null`: never. */
    inactivityTimeoutSeconds: optionalNumber({
      from: (limits) => limits.inactivitySeconds.from,
      to: (limits) => limits.inactivitySeconds.to,
    }),
  }),

  insight: section({
    enabled: flag(true),
    mode: choice<InsightMode>("live"),
    /** Shorter turns get no insight; only in the mode `batched`. */
    leastWords: wholeNumber(4, {
      from: 1,
      to: 50,
      isUsed: ({ enabled, mode }: { readonly enabled: boolean; readonly mode: InsightMode }) =>
        enabled && mode === "batched",
    }),
    model: text("claude-sonnet-4-6", { isRequired: true, isUsed: ifEnabled }),
    maxTokens: wholeNumber(4000, { from: 1, to: 100_000 }),
    /** `{{turn}}` stands for the words of the turn. */
    prompt: row<string, string, { readonly enabled: boolean }>({
      default: INSIGHT_PROMPTS.points,
      show: (prompt) => prompt,
      parse: (field) => field,
      fault: (field, { enabled }) => {
        const kind = enabled ? insightPromptFault(field) : null;
        return kind === null ? null : { kind };
      },
    }),
  }),

  notes: section({
    service: choice<NotesServiceName>("automatic"),
    /** Base address of an OpenAI-compatible interface; Ollama's by default. */
    localAddress: text("http://127.0.0.1:11434/v1", {
      isRequired: true,
      isUsed: ({ service }: { readonly service: NotesServiceName }) => service === "local",
    }),
    /** Empty: the first model that the address lists. */
    localModel: text(""),
    /** Empty: the Worker's default model. */
    model: text(""),
    /** A language by its English name or code; empty: that of the transcript. */
    language: text("", { max: LONGEST.languageName }),
    /** The user's own templates and changed built-in ones (`core/notes/templates.ts`). */
    templates: row<readonly NoteTemplate[], readonly NoteTemplate[]>({
      default: [],
      survivesReset: true,
      show: (templates) => templates,
      parse: (field) =>
        field.map(({ id, name, instructions }) => ({
          id,
          name: name.trim(),
          instructions: instructions.trim(),
        })),
      fault: templatesFault,
    }),
    /** Ids of the templates for automatic notes, in the order in which templates are listed. */
    chosen: row<
      readonly string[],
      readonly string[],
      { readonly templates: readonly NoteTemplate[] }
    >({
      default: ["standard"],
      show: (ids) => ids,
      parse: (field, { templates }) => inListOrder(field, templates),
    }),
    /** Interval of live notes, made from the first chosen template; `null`: none before the meeting ends. */
    liveEveryMinutes: minutesOrNever(null),
    /**
     * How much of a transcript one request may hold; a longer one is summed up in parts. Fewer than 2,000 tokens could not
     * hold the instructions and some turns.
     */
    contextTokens: wholeNumber(24_000, { from: 2_000, to: 1_000_000 }),
    /** The model reads its notes of an ended meeting again (docs/decisions/0010-notes-cite-turns.md). */
    secondReading: flag(true),
    /** Shows a notification of the system when automatic notes are ready; needs an optional permission of Chrome. */
    notifyWhenReady: flag(false),
    /** A warning is shown when the estimate for a month exceeds this, in US dollars; `null`: never. */
    monthlyLimit: optionalDollars(),
  }),

  library: section({
    retention: choice<Retention>("never"),
    /** Counted from the end of a meeting; at most ten years. */
    retentionDays: wholeNumber(90, {
      from: 1,
      to: 3_650,
      isUsed: ({ retention }: { readonly retention: Retention }) => retention !== "never",
    }),
  }),
};

export type Settings = SettingOf<typeof SETTINGS_TABLE>;
export type CaptureSettings = Settings["capture"];
export type SpeechSettings = Settings["speech"];
export type InsightSettings = Settings["insight"];
export type NotesSettings = Settings["notes"];
export type LibrarySettings = Settings["library"];

/** Faults of one template, field by field. */
export const templateFaults = ({ name, instructions }: NoteTemplate) => ({
  name: required(name) ?? tooLong(name, LONGEST.templateName),
  instructions: required(instructions) ?? tooLong(instructions, LONGEST.templateInstructions),
});

function templatesFault(templates: readonly NoteTemplate[]): SettingFault | null {
  const faulty = templates.find((template) =>
    Object.values(templateFaults(template)).some((fault) => fault !== null),
  );
  return faulty ? { kind: "template", name: faulty.name.trim() } : null;
}

export const DEFAULT_SETTINGS = build(SETTINGS_TABLE, (row) => row.default) as Settings;

/** As an earlier version may have stored them: keys and whole sections can be missing. */
export type StoredSettings = {
  readonly [Name in keyof Settings]?: Settings[Name] extends string
    ? Settings[Name]
    : Partial<Settings[Name]>;
};

/** The default that version 1 stored whether the user had chosen it or not. */
const MODEL_OF_VERSION_1 = "u3-rt-pro";

/** In version 2 an empty speech model stands for the default, so that the team can set another. */
export const toVersion2 = (stored: StoredSettings): StoredSettings =>
  stored.speech?.model === MODEL_OF_VERSION_1
    ? { ...stored, speech: { ...stored.speech, model: "" } }
    : stored;

/** The default of versions 1 and 2 gives way to that of version 3: it repeated short turns. Any other prompt was chosen. */
export const toVersion3 = (stored: StoredSettings): StoredSettings =>
  stored.insight?.prompt?.trim() === INSIGHT_PROMPTS.summary
    ? { ...stored, insight: { ...stored.insight, prompt: INSIGHT_PROMPTS.points } }
    : stored;

/** Fills in the defaults of missing settings; unknown keys stay. */
export const completeSettings = (stored: StoredSettings): Settings => ({
  ...DEFAULT_SETTINGS,
  ...stored,
  capture: { ...DEFAULT_SETTINGS.capture, ...stored.capture },
  speech: { ...DEFAULT_SETTINGS.speech, ...stored.speech },
  insight: { ...DEFAULT_SETTINGS.insight, ...stored.insight },
  notes: { ...DEFAULT_SETTINGS.notes, ...stored.notes },
  library: { ...DEFAULT_SETTINGS.library, ...stored.library },
});

/** The settings as they hold for a meeting, whose language of notes and insights the user may have chosen. */
export const settingsFor = (
  settings: Settings,
  { notesLanguage }: Pick<Meeting, "notesLanguage">,
): Settings =>
  notesLanguage === undefined
    ? settings
    : { ...settings, notes: { ...settings.notes, language: notesLanguage } };

/** Whether a team's service is set. */
export const isConfigured = ({ workerUrl, accessCode }: Settings): boolean =>
  workerUrl !== "" && accessCode !== "";

/** Whether insights of the team's service list key points. */
export const listsKeyPoints = (settings: Settings): boolean =>
  isConfigured(settings) &&
  settings.insight.enabled &&
  insightKindOf(settings.insight.prompt) === "points";

/** Whether insights are on and asked for in this mode. */
export const asksFor = ({ insight }: Settings, mode: InsightMode): boolean =>
  insight.enabled && insight.mode === mode;

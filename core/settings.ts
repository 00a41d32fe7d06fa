/** What a person can set, and what holds until they do. */

/** Model and prompt of the insight that the speech service asks for after each finished turn (protocol §7). */
export interface InsightSettings {
  readonly enabled: boolean;
  readonly model: string;
  readonly maxTokens: number;
  /** `{{turn}}` is where the service puts the words of the turn. */
  readonly prompt: string;
}

export interface SpeechSettings {
  /** Any model the service knows; not a fixed list (protocol §2). */
  readonly model: string;
  /** Only Universal-Streaming heeds it; the Pro family always formats. */
  readonly formatTurns: boolean;
}

export interface NotesSettings {
  /** Empty: the Worker's default model. */
  readonly model: string;
}

export interface Settings {
  /** Base address of the team's Worker, for instance `https://earshot.example.workers.dev`. Empty until set. */
  readonly workerUrl: string;
  readonly accessCode: string;
  readonly speech: SpeechSettings;
  readonly insight: InsightSettings;
  readonly notes: NotesSettings;
}

/** Whether there is a service to ask. */
export const isConfigured = ({ workerUrl, accessCode }: Settings): boolean =>
  workerUrl !== "" && accessCode !== "";

export const DEFAULT_SETTINGS: Settings = {
  workerUrl: "",
  accessCode: "",
  speech: { model: "u3-rt-pro", formatTurns: true },
  insight: {
    enabled: true,
    model: "claude-sonnet-4-6",
    maxTokens: 4000,
    prompt: "Provide a brief summary of the transcript.\n\nTranscript: {{turn}}",
  },
  notes: { model: "" },
};

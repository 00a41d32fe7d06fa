import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { INSIGHT_PROMPTS } from "../../core/settings/insight-prompt.ts";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";

type Changed = (changes: Record<string, { newValue?: unknown; oldValue?: unknown }>) => void;

let stored: Record<string, unknown>;
let listeners: Set<Changed>;

/** Like `chrome.storage.local`, calls its listeners on every change. */
function store(settings: unknown): void {
  const oldValue = stored["settings"];
  stored["settings"] = settings;
  for (const changed of listeners) changed({ settings: { oldValue, newValue: settings } });
}

beforeEach(() => {
  stored = {};
  listeners = new Set();
  vi.resetModules();
  vi.stubGlobal("chrome", {
    runtime: { id: "earshot" },
    storage: {
      local: {
        get: async (keys: string | string[]) =>
          Object.fromEntries([keys].flat().map((key) => [key, stored[key]])),
        set: async ({ settings, ...others }: { settings?: unknown }) => {
          Object.assign(stored, others);
          if (settings !== undefined) store(settings);
        },
        onChanged: {
          addListener: (changed: Changed) => listeners.add(changed),
          removeListener: (changed: Changed) => listeners.delete(changed),
        },
      },
    },
  });
});
afterEach(() => void vi.unstubAllGlobals());

const openItem = async () =>
  (await import("../../entrypoints/shared/settings-item.ts")).settingsItem;

/** Settings of the first version. */
const OLD = {
  workerUrl: "https://a.example",
  accessCode: "code",
  speech: { model: "universal-3-5-pro", formatTurns: false },
  insight: { enabled: false, model: "m", maxTokens: 9, prompt: "{{turn}}" },
  notes: { model: "n" },
};
const COMPLETE = {
  ...OLD,
  capture: DEFAULT_SETTINGS.capture,
  speech: { ...DEFAULT_SETTINGS.speech, ...OLD.speech },
  insight: { ...DEFAULT_SETTINGS.insight, ...OLD.insight },
  notes: { ...DEFAULT_SETTINGS.notes, ...OLD.notes },
  library: DEFAULT_SETTINGS.library,
};

it("stored settings default to DEFAULT_SETTINGS", async () => {
  expect(await (await openItem()).getValue()).toEqual(DEFAULT_SETTINGS);
});

it("stored settings have the keys and the shape of every version", () => {
  const { insight, ...others } = DEFAULT_SETTINGS;
  expect({ ...others, insight: { ...insight, prompt: "" } }).toEqual({
    workerUrl: "",
    accessCode: "",
    capture: {
      source: "tab",
      microphone: null,
      names: {},
      isNameAsked: false,
      remindOfConsent: true,
      askAfterSilentMinutes: 10,
    },
    speech: {
      place: "automatic",
      draftWhileAway: true,
      model: "",
      formatTurns: true,
      languageCodes: [],
      detectLanguage: false,
      keyTerms: [],
      prompt: "",
      speakerLabels: true,
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
      prompt: "",
    },
    notes: {
      service: "automatic",
      localAddress: "http://127.0.0.1:11434/v1",
      localModel: "",
      model: "",
      language: "",
      templates: [],
      chosen: ["standard"],
      liveEveryMinutes: null,
      contextTokens: 24_000,
      secondReading: true,
      notifyWhenReady: false,
      monthlyLimit: null,
    },
    library: { retention: "never", retentionDays: 90 },
  });
});

it("settings of an earlier version are completed and otherwise kept", async () => {
  store(OLD);
  expect(await (await openItem()).getValue()).toEqual(COMPLETE);
});

/** Settings of every shape that was stored as version 1, none of them at its default. */
const SHAPES = {
  "the first": OLD,
  "with sources and recognition": {
    ...OLD,
    capture: {
      source: "both",
      microphone: { id: "d1", label: "Headset" },
      names: { tab: "Anna", mic: "Ben" },
      remindOfConsent: false,
    },
    speech: {
      model: "universal-streaming-multilingual",
      formatTurns: false,
      languageCodes: ["en", "de"],
      detectLanguage: true,
      keyTerms: ["Earshot", "OPFS"],
      prompt: "A weekly.",
      speakerLabels: true,
      maxSpeakers: 3,
      turnDetection: "careful",
      filterProfanity: true,
      redactPii: true,
      inactivityTimeoutSeconds: 60,
    },
  },
  "with templates and limits": {
    ...OLD,
    notes: {
      model: "n",
      language: "German",
      templates: [{ id: "t", name: "Mine", instructions: "Write." }],
      chosen: ["t", "standard"],
      liveEveryMinutes: 10,
      contextTokens: 9_000,
      secondReading: false,
      notifyWhenReady: true,
      monthlyLimit: 12.5,
    },
  },
  "with batched insights": {
    ...OLD,
    insight: { ...OLD.insight, mode: "batched", leastWords: 7 },
  },
} as const;

it.each(Object.entries(SHAPES))(
  "settings of every shape are read: %s",
  async (_shape, settings) => {
    stored["settings$"] = { v: 1 };
    store(settings);
    const read = await (await openItem()).getValue();
    expect(read).toMatchObject(settings);
    const sections = ["capture", "speech", "insight", "notes"] as const;
    for (const section of sections)
      expect(Object.keys(read[section])).toEqual(
        expect.arrayContaining(Object.keys(DEFAULT_SETTINGS[section])),
      );
  },
);

it.each([
  ["the default of version 1, which need not have been chosen", 1, "u3-rt-pro", ""],
  ["the same model chosen since", 2, "u3-rt-pro", "u3-rt-pro"],
  ["another model", 1, "universal-3-5-pro", "universal-3-5-pro"],
])("a stored speech model stays, or follows the team: %s", async (_, v, model, expected) => {
  stored["settings$"] = { v };
  store({ ...OLD, speech: { ...OLD.speech, model } });
  expect((await (await openItem()).getValue()).speech).toMatchObject({
    model: expected,
    formatTurns: false,
  });
});

it.each([
  ["the default of version 1", 1, INSIGHT_PROMPTS.summary, INSIGHT_PROMPTS.points],
  ["the default of version 2", 2, `${INSIGHT_PROMPTS.summary}\n`, INSIGHT_PROMPTS.points],
  ["a brief summary chosen since", 3, INSIGHT_PROMPTS.summary, INSIGHT_PROMPTS.summary],
  ["another kind", 2, INSIGHT_PROMPTS.coach, INSIGHT_PROMPTS.coach],
  ["a prompt of the user's own", 2, "Translate: {{turn}}", "Translate: {{turn}}"],
])("a stored insight prompt stays unless it is an old default: %s", async (_, v, prompt, now) => {
  stored["settings$"] = { v };
  store({ ...OLD, insight: { ...OLD.insight, enabled: true, prompt } });
  expect((await (await openItem()).getValue()).insight).toMatchObject({
    enabled: true,
    prompt: now,
    maxTokens: 9,
  });
});

it("incomplete sections are completed", async () => {
  store({ ...OLD, capture: { source: "both" } });
  const { capture } = await (await openItem()).getValue();
  expect(capture).toEqual({ ...DEFAULT_SETTINGS.capture, source: "both" });
});

it("watchers get complete settings until they stop", async () => {
  const heard = vi.fn();
  const unwatch = (await openItem()).watch(heard);
  store(OLD);
  expect(heard.mock.calls).toEqual([[COMPLETE]]);
  store(undefined);
  expect(heard.mock.lastCall).toEqual([DEFAULT_SETTINGS]);
  unwatch();
  store(OLD);
  expect(heard).toHaveBeenCalledTimes(2);
});

it("setValue stores settings unchanged", async () => {
  const item = await openItem();
  await item.setValue(COMPLETE);
  expect(stored["settings"]).toEqual(COMPLETE);
  expect(stored["settings$"]).toEqual({ v: 3 });
});

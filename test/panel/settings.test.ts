import { expect, it } from "vitest";
import type { Settings } from "../../core/settings/settings.ts";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  click,
  one,
  openPanel,
  openRecorder,
  SETTINGS,
  settle,
  text,
  type,
} from "./support/panel.ts";

const saved = () => chromeNow.storage["settings"] as Settings;

async function openSettings(settings?: Settings): Promise<void> {
  await openPanel(settings);
  await click("button", "Settings");
}

async function submit(): Promise<void> {
  one("button", "Save").closest("form")?.dispatchEvent(new Event("submit"));
  await settle();
}

async function flip(name: string): Promise<void> {
  const toggle = one("switch", name) as HTMLInputElement;
  toggle.checked = !toggle.checked;
  toggle.dispatchEvent(new Event("change"));
  await settle();
}

const helpOf = (field: HTMLElement): string =>
  document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent.trim() ?? "";

it("the form shows stored settings and has nothing to save", async () => {
  // Storage returns keys in an order of its own.
  await openSettings(Object.fromEntries(Object.entries(SETTINGS).toReversed()) as never);
  expect((one("textbox", "Worker URL") as HTMLInputElement).value).toBe("https://worker.example");
  expect(one("button", "Save").hasAttribute("disabled")).toBe(true);
  expect(text()).toContain("Settings saved");
});

it("a change applies only when it is saved", async () => {
  await openSettings();
  await type("Speech model", "universal-3-5-pro");
  expect(saved()).toEqual(SETTINGS);
  expect(text()).toContain("Not saved yet");
  await submit();
  expect(saved()).toEqual({
    ...SETTINGS,
    speech: { ...SETTINGS.speech, model: "universal-3-5-pro" },
  });
  expect(text()).toContain("Settings saved");
});

it.each([
  ["Prompt", "Sum it up.", "The prompt needs {{turn}} where the words go."],
  ["Prompt", `{{turn}}${"a".repeat(4_000)}`, "Too long for the speech service."],
  ["Longest answer, in tokens", "many", "A whole number between 1 and 100000."],
  ["Key terms", "x".repeat(51), `“${"x".repeat(51)}” is too long. Use at most 50 characters.`],
  ["Hints", "x".repeat(1751), "These are 1,751 characters. Use at most 1,750."],
  ["Hints", "д".repeat(900), "Shorten this one, the longest of key terms"],
  ["Languages", "english", "“english” is not a language code."],
  ["Languages", "multi en", "The code multi means every language, so it stands alone."],
  ["Languages", "a1", "“a1” is not a language code."],
  ["Languages", "en de fr it es pt nl sv da fi no", "These are 11. The speech service takes 10"],
  ["Close idle sessions after, in seconds", "4", "A whole number between 5 and 3600."],
])("a faulty field “%s” is explained and not saved", async (field, value, sentence) => {
  await openSettings();
  await type(field, value);
  expect(text()).toContain(sentence);
  expect(one("textbox", field).getAttribute("aria-invalid")).toBe("true");
  expect(text()).toContain("Can’t be saved yet");
  await submit();
  expect(saved()).toEqual(SETTINGS);
});

it("the access code is hidden until the user shows it", async () => {
  await openSettings();
  expect(one("textbox", "Access code").getAttribute("type")).toBe("password");
  await click("button", "Show access code");
  expect(one("textbox", "Access code").getAttribute("type")).toBe("text");
  await click("button", "Hide access code");
  expect(one("textbox", "Access code").getAttribute("type")).toBe("password");
});

it("insights that are off have no fields", async () => {
  await openSettings();
  await flip("Insight under each turn");
  expect(all("textbox", "Prompt")).toEqual([]);
  await submit();
  expect(saved().insight).toEqual({ ...SETTINGS.insight, enabled: false });
});

it("Reset to defaults keeps the connection", async () => {
  await openSettings({
    ...SETTINGS,
    capture: { ...SETTINGS.capture, names: { tab: "Ann" }, remindOfConsent: false },
    speech: { ...SETTINGS.speech, model: "x", keyTerms: ["Priya"], turnDetection: "fast" },
    notes: { ...SETTINGS.notes, model: "y", language: "German", monthlyLimit: 5 },
  });
  await click("button", "Reset to defaults");
  await submit();
  expect(saved()).toEqual(SETTINGS);
});

it("fields of recording and recognition are saved", async () => {
  await openSettings({ ...SETTINGS, capture: { ...SETTINGS.capture, source: "both" } });
  await type("Name of the others", "Ann");
  await flip("Remind me to tell the others");
  await click("radio", "30 min");
  await type("Key terms", "Priya, changelog\nAnn Lee\n");
  expect(text()).toContain("3 of 100");
  await type("Hints", "A release meeting");
  await type("Maximum number of speakers", "3");
  await type("Languages", "en pt-br");
  for (const name of ["Note the language of each turn", "Mask swear words", "Hide personal data"])
    await flip(name);
  await type("Close idle sessions after, in seconds", "60");
  await submit();
  expect(saved()).toEqual({
    ...SETTINGS,
    capture: {
      ...SETTINGS.capture,
      source: "both",
      names: { tab: "Ann" },
      remindOfConsent: false,
      askAfterSilentMinutes: 30,
    },
    speech: {
      ...SETTINGS.speech,
      keyTerms: ["Priya", "changelog", "Ann Lee"],
      prompt: "A release meeting",
      maxSpeakers: 3,
      languageCodes: ["en", "pt-BR"],
      detectLanguage: true,
      filterProfanity: true,
      redactPii: true,
      inactivityTimeoutSeconds: 60,
    },
  });
});

it("turn detection is a choice with an explanation", async () => {
  await openSettings({ ...SETTINGS, speech: { ...SETTINGS.speech, speakerLabels: false } });
  const radios = [...document.querySelectorAll<HTMLInputElement>("input[type=radio]")].filter(
    (radio) => radio.closest("fieldset")?.textContent.includes("How soon a pause ends a turn"),
  );
  expect(radios.map((radio) => radio.closest("label")?.textContent.trim())).toEqual([
    "Fast",
    "Balanced",
    "Careful",
  ]);
  expect(radios.map((radio) => radio.checked)).toEqual([false, true, false]);
  expect(text()).toContain("Suits most meetings.");
  radios[2]?.click();
  await settle();
  expect(text()).toContain("Sentences stay whole over longer pauses");
  await submit();
  expect(saved().speech.turnDetection).toBe("careful");
});

it.each([
  ["u3-rt-pro", { "Punctuation and capitals": "by itself" }],
  ["universal-3-5-pro", { "Punctuation and capitals": "by itself" }],
  ["universal-streaming-english", { Hints: "not this", Languages: "not this" }],
])("help texts say what the model %s does not understand", async (model, expected) => {
  await openSettings({ ...SETTINGS, speech: { ...SETTINGS.speech, model } });
  const sayings = new Map([
    [`${model} does not understand this, so it is not sent.`, "not this"],
    [`${model} does this by itself, so nothing is sent.`, "by itself"],
  ]);
  const said = [...all("textbox"), ...all("switch")].flatMap((field) => {
    const saying = sayings.get(helpOf(field));
    const label = document.querySelector(`label[for="${field.id}"]`)?.textContent;
    return saying === undefined ? [] : [[label, saying]];
  });
  expect(Object.fromEntries(said)).toEqual(expected);
});

it("help texts say that a model has no presets for turn detection", async () => {
  await openSettings({ ...SETTINGS, speech: { ...SETTINGS.speech, model: "whisper-rt" } });
  const choice = [...document.querySelectorAll("fieldset fieldset")].find((each) =>
    each.textContent.includes("How soon a pause ends a turn"),
  );
  expect(choice?.textContent).toContain("whisper-rt does not understand this");
});

it("a chosen model says what it is good at, and newer ones are suggested first", async () => {
  await openSettings();
  const field = one("textbox", "Speech model") as HTMLInputElement;
  expect(field.placeholder).toBe("u3-rt-pro");
  expect(helpOf(field)).toBe("Choose a model, or type any other. Empty: your team’s usual one.");
  const options = [...(field.list?.options ?? [])].map((option) => [
    option.value,
    option.getAttribute("label"),
  ]);
  expect(options.slice(0, 2)).toEqual([
    ["assemblyai-stt-3-7-realtime", "Newest. Best at telling speakers apart."],
    ["universal-3-6-pro", "Accurate. Splits fewer sentences."],
  ]);
  await type("Speech model", "assemblyai-stt-3-7-realtime");
  expect(helpOf(field)).toBe("Newest. Best at telling speakers apart.");
  await type("Speech model", "assemblyai-stt-4-0-realtime");
  expect(helpOf(field)).toMatch(/^Choose a model/);
  await submit();
  expect(saved().speech.model).toBe("assemblyai-stt-4-0-realtime");
});

it("an empty speech model is saved, and follows the team", async () => {
  await openSettings({ ...SETTINGS, speech: { ...SETTINGS.speech, model: "universal-3-5-pro" } });
  await type("Speech model", " ");
  await submit();
  expect(saved().speech.model).toBe("");
});

it.each([
  ["pt-BR multi-", "“multi-” is not a language code."],
  ["pt-BR sw-KE pl", "The speech service may not know sw-KE, pl."],
  ["pt-BR zh-Hans", "Codes such as en or pt, ten at most."],
])("the languages “%s” are judged with “%s”", async (codes, sentence) => {
  await openSettings();
  await type("Languages", codes);
  expect(helpOf(one("textbox", "Languages"))).toContain(sentence);
});

it("speaker labels say that the choice of turn detection is not used", async () => {
  await openSettings();
  expect(text()).toContain("Only for your microphone beside a tab.");
  expect(text()).toContain("Costs extra, and live words come less often.");
  expect(text()).not.toContain("Suits most meetings.");
});

it("speech on this computer says that it tells no voices apart", async () => {
  await openSettings();
  await click("radio", "On this computer");
  expect(text()).toContain("Tab and microphone are two people; voices aren’t told apart.");
  expect(all("switch", "Tell speakers apart")).toEqual([]);
});

it("the number of speakers is asked for only with speaker labels", async () => {
  await openSettings();
  await type("Maximum number of speakers", "11");
  expect(text()).toContain("A whole number between 1 and 10.");
  await flip("Tell speakers apart");
  expect(all("textbox", "Maximum number of speakers")).toEqual([]);
});

it("rare fields are in a closed section", async () => {
  await openSettings();
  const rare = one("textbox", "Languages").closest("details");
  expect(rare?.open).toBe(false);
  expect(rare?.querySelector("summary")?.textContent).toBe("More");
});

it("Stop stays available in the settings", async () => {
  const recorder = openRecorder();
  await openSettings();
  expect(all("button", "Stop")).toEqual([]);
  await recorder.state();
  expect(all("button", "Stop")).toHaveLength(1);
});

import { expect, it } from "vitest";
import type { Settings } from "../../core/settings.ts";
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

it("shows what is stored, and has nothing to save", async () => {
  // Storage gives the keys back in an order of its own.
  await openSettings(Object.fromEntries(Object.entries(SETTINGS).toReversed()) as never);
  expect((one("textbox", "Worker URL") as HTMLInputElement).value).toBe("https://worker.example");
  expect(one("button", "Save").hasAttribute("disabled")).toBe(true);
  expect(text()).toContain("Settings saved");
});

it("keeps a change only when it is saved", async () => {
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
  ["Speech model", " ", "This can’t be empty."],
])("refuses a %s that will not do", async (field, value, sentence) => {
  await openSettings();
  await type(field, value);
  expect(text()).toContain(sentence);
  expect(one("textbox", field).getAttribute("aria-invalid")).toBe("true");
  await submit();
  expect(saved()).toEqual(SETTINGS);
});

it("hides the access code until asked", async () => {
  await openSettings();
  expect(one("textbox", "Access code").getAttribute("type")).toBe("password");
  await click("button", "Show access code");
  expect(one("textbox", "Access code").getAttribute("type")).toBe("text");
  await click("button", "Hide access code");
  expect(one("textbox", "Access code").getAttribute("type")).toBe("password");
});

it("turns insights off, and then asks nothing about them", async () => {
  await openSettings();
  const toggle = one("switch", "Insight under each turn") as HTMLInputElement;
  toggle.checked = false;
  toggle.dispatchEvent(new Event("change"));
  await settle();
  expect(all("textbox", "Prompt")).toEqual([]);
  await submit();
  expect(saved().insight).toEqual({ ...SETTINGS.insight, enabled: false });
});

it("goes back to the defaults, but keeps the connection", async () => {
  await openSettings({
    ...SETTINGS,
    speech: { model: "x", formatTurns: false },
    notes: { model: "y" },
  });
  await click("button", "Reset to defaults");
  await submit();
  expect(saved()).toEqual(SETTINGS);
});

it("leaves Stop within reach", async () => {
  const recorder = openRecorder();
  await openSettings();
  expect(all("button", "Stop")).toEqual([]);
  await recorder.state();
  expect(all("button", "Stop")).toHaveLength(1);
});

import { expect, it, vi } from "vitest";
import { withSpeech, withTokens } from "../../core/usage.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { storedMeeting, undoTimeIsOver } from "./support/library.ts";
import {
  all,
  choose,
  click,
  held,
  one,
  openPanel,
  openRecorder,
  SETTINGS,
  store,
  text,
} from "./support/panel.ts";

const CONFIG = {
  name: "anna",
  version: "1",
  region: "eu",
  notes: { default_model: "claude", models: [], max_tokens: 1000 },
  limits: { max_session_duration_seconds: 3600, max_chat_bytes: 1000 },
  prices: { speech_per_hour: { "u3-rt-pro": 0.45 }, models: {} },
};
const TWO_HOURS = withSpeech(undefined, 7_200, "u3-rt-pro");
const WARNING = "This month’s estimate has passed the limit you set.";

const answer = (config: object = CONFIG) =>
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json(config));

const withLimit = (monthlyLimit: number | null): Settings => ({
  ...SETTINGS,
  notes: { ...SETTINGS.notes, monthlyLimit },
});

const thisMonth = (usage = TWO_HOURS) => held({ startedAt: Date.now(), usage });

it("a month over the limit shows a warning until it is dismissed", async () => {
  answer();
  await store({ meetings: [thisMonth()] });
  await openPanel(withLimit(0.5));
  expect(one("alert").textContent).toContain(WARNING);
  expect(one("alert").textContent).toContain("$0.90 > $0.50");
  await click("button", "Dismiss");
  expect(text()).not.toContain(WARNING);
});

it.each([
  ["a limit that is not passed", 1, CONFIG],
  ["no prices", 0.5, { ...CONFIG, prices: undefined }],
])("no warning is shown with %s", async (_, limit, config) => {
  const fetched = answer(config);
  await store({ meetings: [thisMonth()] });
  await openPanel(withLimit(limit));
  expect(fetched).toHaveBeenCalled();
  expect(text()).not.toContain(WARNING);
});

it("prices are not fetched without a limit and without a view that shows costs", async () => {
  const fetched = answer();
  await store({ meetings: [thisMonth()] });
  await openPanel();
  expect(fetched).not.toHaveBeenCalled();
});

it("a recording counts when it ends", async () => {
  answer();
  const recorder = openRecorder();
  await openPanel(withLimit(0.5));
  await recorder.state();
  await store({ meetings: [{ ...thisMonth(), id: "live" }] });
  expect(all("button", "Stop")).toHaveLength(1);
  expect(text()).not.toContain(WARNING);
  await recorder.state({ phase: "saved" });
  expect(one("alert").textContent).toContain(WARNING);
});

it("a deleted meeting still counts, also after it is removed", async () => {
  answer();
  await store({ meetings: [thisMonth()] });
  await openPanel(withLimit(0.5));
  await choose("More", "Delete");
  await click("button", "Settings");
  expect(text()).toContain("This month so far, as an estimate: $0.90.");
  await undoTimeIsOver();
  await openPanel(withLimit(0.5));
  await click("button", "Settings");
  expect(text()).toContain("This month so far, as an estimate: $0.90.");
  expect(await storedMeeting("m")).toBeUndefined();
});

it.each([
  [TWO_HOURS, "This month so far, as an estimate: $0.90."],
  [
    withTokens(TWO_HOURS, "gpt", { inputTokens: 1, outputTokens: 1 }),
    "This month’s estimate: at least $0.90. Some costs are unknown.",
  ],
])("the settings show the cost of the month", async (usage, sentence) => {
  answer();
  await store({ meetings: [thisMonth(usage)] });
  await openPanel();
  await click("button", "Settings");
  expect(text()).toContain(sentence);
});

it("another speech model does not change the cost of past meetings", async () => {
  answer({
    ...CONFIG,
    prices: { speech_per_hour: { "u3-rt-pro": 0.45, "whisper-rt": 0.9 }, models: {} },
  });
  await store({ meetings: [thisMonth()] });
  await openPanel({ ...SETTINGS, speech: { ...SETTINGS.speech, model: "whisper-rt" } });
  await click("button", "Settings");
  expect(text()).toContain("This month so far, as an estimate: $0.90.");
});

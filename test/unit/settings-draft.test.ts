import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../core/settings.ts";
import {
  defaultDraft,
  draftOf,
  faultsOf,
  type SettingsDraft,
  settingsOf,
} from "../../core/settings-draft.ts";

const draft = (change: Partial<SettingsDraft> = {}): SettingsDraft => ({
  ...draftOf(DEFAULT_SETTINGS),
  ...change,
});

it("gives the settings back that it was made of", () => {
  expect(settingsOf(draftOf(DEFAULT_SETTINGS))).toEqual(DEFAULT_SETTINGS);
});

it("trims what people paste", () => {
  const settings = settingsOf(draft({ workerUrl: " https://a.example\n", accessCode: " code " }));
  expect(settings).toMatchObject({ workerUrl: "https://a.example", accessCode: "code" });
});

it("resets all but the connection", () => {
  const changed = draft({ workerUrl: "https://a.example", accessCode: "code", speechModel: "x" });
  expect(settingsOf(defaultDraft(changed))).toEqual({
    ...DEFAULT_SETTINGS,
    workerUrl: "https://a.example",
    accessCode: "code",
  });
});

it.each<[string, Partial<SettingsDraft>, object]>([
  ["the defaults", {}, {}],
  ["no speech model", { speechModel: " " }, { speechModel: "required" }],
  ["no insight model", { insightModel: "" }, { insightModel: "required" }],
  ["tokens: none", { insightMaxTokens: "" }, { insightMaxTokens: "number" }],
  ["tokens: nought", { insightMaxTokens: "0" }, { insightMaxTokens: "number" }],
  ["tokens: a fraction", { insightMaxTokens: "1.5" }, { insightMaxTokens: "number" }],
  ["tokens: a power", { insightMaxTokens: "1e3" }, { insightMaxTokens: "number" }],
  ["tokens: too many", { insightMaxTokens: "100001" }, { insightMaxTokens: "number" }],
  ["a prompt without the tag", { insightPrompt: "Sum up" }, { insightPrompt: "no-turn-tag" }],
  ["the same with insights off", { insightPrompt: "Sum up", insightEnabled: false }, {}],
  ["no notes model, which means the Worker's", { notesModel: "" }, {}],
])("%s", (_, change, faults) => {
  expect(faultsOf(draft(change))).toEqual(faults);
});

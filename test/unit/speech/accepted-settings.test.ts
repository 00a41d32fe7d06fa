import { expect, it } from "vitest";
import { DEFAULT_SETTINGS, type Settings } from "../../../core/settings/settings.ts";
import { createAcceptedSettings } from "../../../core/speech/accepted-settings.ts";

const withTerms = (...keyTerms: string[]): Settings => ({
  ...DEFAULT_SETTINGS,
  speech: { ...DEFAULT_SETTINGS.speech, model: "chosen", keyTerms },
});
const withModel = (model: string): Settings => ({
  ...DEFAULT_SETTINGS,
  speech: { ...DEFAULT_SETTINGS.speech, model },
});
const accept = (settings = withTerms()) => createAcceptedSettings(settings, "fallback");

it("a refused setting is left out and named, and another session is worth a try", () => {
  const accepted = accept();
  expect(accepted.refuse("prompt", 0)).toBe(true);
  expect(accepted.refuse("keyTerms", 0)).toBe(true);
  expect([...accepted.refused]).toEqual(["prompt", "keyTerms"]);
  expect(accepted.problem).toEqual({
    reason: "speech-setting-refused",
    detail: "prompt, keyTerms",
  });
});

it("a setting that is refused again, or an unknown one, leaves nothing to try", () => {
  const accepted = accept();
  accepted.refuse("prompt", 0);
  expect(accepted.refuse("prompt", 0)).toBe(false);
  expect(accepted.refuse(null, 0)).toBe(false);
});

it.each([
  ["the user's model", "chosen", "team", "chosen"],
  ["the team's model if the user has chosen none", "", "team", "team"],
  ["the fallback model if the team has none either", "", null, "fallback"],
])("sessions use %s", (_, chosen, team, expected) => {
  const accepted = accept(withModel(chosen));
  accepted.granted(team);
  expect(accepted.settings.speech.model).toBe(expected);
});

it("a refused model is replaced by the team's, and that one by the fallback model", () => {
  const accepted = accept(withModel("chosen"));
  accepted.granted("team");
  expect(accepted.refuse("model", 0)).toBe(true);
  expect(accepted.settings.speech.model).toBe("team");
  expect(accepted.problem).toEqual({ reason: "speech-setting-refused", detail: "model" });
  expect(accepted.refuse("model", 0)).toBe(true);
  expect(accepted.settings.speech.model).toBe("fallback");
  expect(accepted.refuse("model", 0)).toBe(false);
});

it("a model that is refused once is not tried again under another name of the choice", () => {
  const accepted = accept(withModel("fallback"));
  expect(accepted.refuse("model", 0)).toBe(false);
});

it("a newly chosen model is tried even if it was refused before", () => {
  const accepted = accept(withModel("chosen"));
  accepted.refuse("model", 0);
  accepted.configure(withModel("chosen"));
  expect(accepted.settings.speech.model).toBe("chosen");
});

it("a refused heartbeat, which no user has chosen, is no problem", () => {
  const accepted = accept();
  expect(accepted.refuse("heartbeat", 0)).toBe(true);
  expect(accepted.problem).toBeNull();
});

it("a refusal right after a change goes back to the settings before it", () => {
  const [before, after] = [withTerms("Priya"), withTerms("Ann")];
  const accepted = accept(before);
  accepted.configure(after);
  accepted.told(before, 1_000);
  expect(accepted.refuse("keyTerms", 5_000)).toBe(true);
  expect(accepted.settings).toEqual(before);
  expect(accepted.problem).toEqual({ reason: "speech-change-refused", detail: "keyTerms" });
});

it.each([
  ["later", (accepted: ReturnType<typeof accept>) => accepted.refuse("keyTerms", 20_000)],
  [
    "in a new session",
    (accepted: ReturnType<typeof accept>) => {
      accepted.begin();
      accepted.refuse("keyTerms", 5_000);
    },
  ],
])("a refusal %s does not concern the change", (_name, refuse) => {
  const after = withTerms("Ann");
  const accepted = accept(withTerms("Priya"));
  accepted.configure(after);
  accepted.told(withTerms("Priya"), 1_000);
  refuse(accepted);
  expect(accepted.settings).toEqual(after);
  expect([...accepted.refused]).toEqual(["keyTerms"]);
});

it("new settings are asked for without what was refused before", () => {
  const accepted = accept();
  accepted.refuse("prompt", 0);
  accepted.configure(withTerms("Ann"));
  expect(accepted.refused.size).toBe(0);
  expect(accepted.problem).toBeNull();
});

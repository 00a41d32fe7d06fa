import { expect, it } from "vitest";
import {
  BARE_INSIGHT_PROMPT,
  INSIGHT_KINDS,
  INSIGHT_PROMPTS,
  insightKindOf,
  insightPromptFault,
  promptIn,
  TURN_TAG,
} from "../../core/settings/insight-prompt.ts";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";

it.each([
  ["the default", DEFAULT_SETTINGS.insight.prompt, null],
  ["a prompt without tag", "Summarize this.", "no-turn-tag"],
  ["a tag with spaces, which the service does not replace", "Sum up {{ turn }}", "no-turn-tag"],
  ["a prompt of 3,900 letters", `{{turn}}${"a".repeat(3_900)}`, null],
  ["a prompt of 4,000 letters", `{{turn}}${"a".repeat(4_000)}`, "too-long"],
  ["a shorter prompt that is longer when encoded", `{{turn}}${"語".repeat(500)}`, "too-long"],
  ["half a surrogate pair", "{{turn}} \ud800", null],
])("insightPromptFault checks %s", (_, prompt, fault) => {
  expect(insightPromptFault(prompt)).toBe(fault);
});

it.each(INSIGHT_KINDS)(
  "promptIn adds the language to the prompt for %s before the words",
  (kind) => {
    const prompt = INSIGHT_PROMPTS[kind];
    const [task, words] = promptIn("German </turns>", prompt).split("\n\nTranscript: ");
    expect(task).toMatch(/ Write in German .*; leave quotes as they were said\.$/);
    expect(task).not.toContain("<");
    expect(words).toBe(TURN_TAG);
    expect(promptIn("", prompt)).toContain(
      " Write in the language of the transcript.\n\nTranscript:",
    );
  },
);

it("promptIn leaves a prompt of the user's own as it is", () => {
  expect(promptIn("German", "Translate into English: {{turn}}")).toBe(
    "Translate into English: {{turn}}",
  );
});

it.each(INSIGHT_KINDS)("insightKindOf recognises the prompt for %s, which has no fault", (kind) => {
  expect(insightKindOf(`${INSIGHT_PROMPTS[kind]}\n`)).toBe(kind);
  expect(insightPromptFault(INSIGHT_PROMPTS[kind])).toBeNull();
});

it("insightKindOf returns null for any other prompt", () => {
  for (const prompt of [`${INSIGHT_PROMPTS.summary} Be brief.`, BARE_INSIGHT_PROMPT, ""])
    expect(insightKindOf(prompt)).toBeNull();
  expect(insightKindOf(DEFAULT_SETTINGS.insight.prompt)).toBe("points");
});

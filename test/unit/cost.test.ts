import { expect, it } from "vitest";
import { estimatedCost, NO_USAGE, withSpeech, withTokens } from "../../core/cost.ts";

const prices = {
  speech_per_hour: { "u3-rt-pro": 0.45 },
  models: { claude: { input: 3, output: 15 } },
};

it("adds up speech and tokens, and prices them", () => {
  let usage = withSpeech(undefined, 1_800);
  usage = withSpeech(usage, 1_800);
  usage = withTokens(usage, "claude", { inputTokens: 100_000, outputTokens: 1_000 });
  usage = withTokens(usage, "claude", { inputTokens: 100_000, outputTokens: 1_000 });
  expect(usage).toEqual({
    speechSeconds: 3_600,
    models: { claude: { inputTokens: 200_000, outputTokens: 2_000 } },
  });
  expect(estimatedCost(usage, "u3-rt-pro", prices)).toBeCloseTo(0.45 + 0.6 + 0.03);
});

it("says nothing where a price is not known", () => {
  expect(estimatedCost(withSpeech(undefined, 1), "other", prices)).toBeNull();
  const tokens = withTokens(undefined, "gpt", { inputTokens: 1, outputTokens: 1 });
  expect(estimatedCost(tokens, "u3-rt-pro", prices)).toBeNull();
  expect(estimatedCost(NO_USAGE, "other", prices)).toBe(0);
});

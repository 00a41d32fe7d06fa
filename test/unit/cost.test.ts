import { expect, it } from "vitest";
import { estimate, limitProblem, monthEstimate } from "../../core/cost.ts";
import type { Meeting, MeetingUsage } from "../../core/meeting.ts";
import { tokenUsage } from "../../core/protocol/model-reply.ts";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import {
  isUsageIncomplete,
  NO_USAGE,
  withSpeakerLabels,
  withSpeech,
  withTokens,
  withUsage,
} from "../../core/usage.ts";
import { held } from "./spoken.ts";

const prices = {
  speech_per_hour: { "u3-rt-pro": 0.45, fast: 0.15 },
  models: { claude: { input: 3, output: 15 } },
};

it("estimate prices the sums of speech and tokens", () => {
  let usage = withSpeech(undefined, 1_800, "u3-rt-pro");
  usage = withSpeech(usage, 1_800, "u3-rt-pro");
  usage = withTokens(usage, "claude", { inputTokens: 100_000, outputTokens: 1_000 });
  usage = withTokens(usage, "claude", { inputTokens: 100_000, outputTokens: 1_000 });
  expect(usage).toEqual({
    speechSeconds: 3_600,
    secondsBySpeechModel: { "u3-rt-pro": 3_600 },
    models: { claude: { inputTokens: 200_000, outputTokens: 2_000 } },
  });
  const { dollars, isComplete } = estimate(usage, "u3-rt-pro", prices);
  expect(dollars).toBeCloseTo(0.45 + 0.6 + 0.03);
  expect(isComplete).toBe(true);
});

it("estimate is incomplete if a price is unknown", () => {
  const hour = withSpeech(undefined, 3_600, "u3-rt-pro");
  const known = { dollars: 0.45, isComplete: false };
  expect(estimate(withSpeech(hour, 1, "other"), "u3-rt-pro", prices)).toEqual(known);
  const tokens = withTokens(hour, "gpt", { inputTokens: 1, outputTokens: 1 });
  expect(estimate(tokens, "u3-rt-pro", prices)).toEqual(known);
  expect(estimate(NO_USAGE, "other", prices)).toEqual({ dollars: 0, isComplete: true });
});

it("speaker labels add their price per hour; without one the estimate is incomplete", () => {
  const usage = withSpeakerLabels(withSpeech(undefined, 7_200, "u3-rt-pro"), 3_600);
  const stated = estimate(usage, "u3-rt-pro", { ...prices, speaker_labels_per_hour: 0.12 });
  expect(stated.dollars).toBeCloseTo(2 * 0.45 + 0.12);
  expect(stated.isComplete).toBe(true);
  expect(estimate(usage, "u3-rt-pro", prices)).toEqual({ dollars: 0.9, isComplete: false });
});

it.each([
  [
    { input_tokens: 5, output_tokens: 1 },
    { inputTokens: 5, outputTokens: 1 },
  ],
  [
    { input_tokens: 5, output_tokens: 0 },
    { inputTokens: 5, outputTokens: 0 },
  ],
  [
    { input_tokens: 5, output_tokens: 0, incomplete: true },
    { inputTokens: 5, outputTokens: 0, isIncomplete: true },
  ],
  // From a Worker of an earlier version.
  [
    { input_tokens: 0, output_tokens: 0 },
    { inputTokens: 0, outputTokens: 0, isIncomplete: true },
  ],
])("tokenUsage of %j is %j", (stated, usage) => {
  expect(tokenUsage(stated)).toEqual(usage);
});

it("usage stays incomplete once a reply has not stated its tokens", () => {
  const stated = withTokens(undefined, "claude", { inputTokens: 100_000, outputTokens: 0 });
  expect(isUsageIncomplete(stated)).toBe(false);
  const unstated = { inputTokens: 0, outputTokens: 7, isIncomplete: true } as const;
  let usage = withTokens(stated, "claude", unstated);
  usage = withTokens(usage, "claude", { inputTokens: 100_000, outputTokens: 0 });
  expect(usage.models).toEqual({
    claude: { inputTokens: 200_000, outputTokens: 7, isIncomplete: true },
  });
  for (const sum of [usage, withSpeech(usage, 1, "fast"), withUsage(NO_USAGE, usage)])
    expect(isUsageIncomplete(sum)).toBe(true);
  const { dollars, isComplete } = estimate(usage, "fast", prices);
  expect(dollars).toBeCloseTo(0.6 + 0.000_105);
  expect(isComplete).toBe(false);
});

const at = (year: number, month: number, day: number, hour = 12): number =>
  new Date(year, month - 1, day, hour).getTime();
const meeting = (startedAt: number, usage?: MeetingUsage): Meeting =>
  held({ startedAt, ...(usage && { usage }) });

const hour = withSpeech(undefined, 3_600, "u3-rt-pro");
/** As earlier versions stored it. */
const OLD: MeetingUsage = { speechSeconds: 3_600, models: {} };
const UNSTATED = { inputTokens: 0, outputTokens: 0, isIncomplete: true } as const;
const million = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
const now = at(2026, 11, 22);

it.each<[string, readonly Meeting[], number, boolean]>([
  ["no meetings", [], 0, true],
  ["a meeting without usage", [meeting(now)], 0, true],
  ["two meetings of this month", [meeting(now, hour), meeting(at(2026, 11, 3), hour)], 0.9, true],
  [
    "a meeting with another model",
    [meeting(now, withSpeech(undefined, 3_600, "fast"))],
    0.15,
    true,
  ],
  ["a meeting that changed its model", [meeting(now, withSpeech(hour, 3_600, "fast"))], 0.6, true],
  ["a model without a price", [meeting(now, withSpeech(hour, 60, "new"))], 0.45, false],
  ["a meeting of an earlier version, priced as the current model", [meeting(now, OLD)], 0.45, true],
  [
    "a meeting of an earlier version that was continued",
    [meeting(now, withSpeech(OLD, 3_600, "fast"))],
    0.6,
    true,
  ],
  ["the first hour of the month", [meeting(at(2026, 11, 1, 0), hour)], 0.45, true],
  ["the last hour of the previous month", [meeting(at(2026, 10, 31, 23), hour)], 0, true],
  ["the same month of another year", [meeting(at(2025, 11, 22), hour)], 0, true],
  ["tokens", [meeting(now, withTokens(hour, "claude", million))], 18.45, true],
  [
    "unstated tokens",
    [meeting(now, withTokens(hour, "claude", UNSTATED)), meeting(now)],
    0.45,
    false,
  ],
  [
    "tokens with and without a price",
    [meeting(now, withTokens(withTokens(hour, "claude", million), "gpt", million))],
    18.45,
    false,
  ],
])("monthEstimate adds up %s", (_, meetings, dollars, isComplete) => {
  const month = monthEstimate(meetings, DEFAULT_SETTINGS, prices, now);
  expect(month.dollars).toBeCloseTo(dollars);
  expect(month.isComplete).toBe(isComplete);
});

it.each([
  [null, 1_000, null],
  [20, 20, null],
  [20, 20.01, { reason: "monthly-limit-passed", detail: "$20.01 > $20.00" }],
  [0, 0, null],
  [0, 0.5, { reason: "monthly-limit-passed", detail: "$0.50 > $0.00" }],
])("limitProblem for a limit of %j and a cost of %j is %j", (monthlyLimit, dollars, problem) => {
  const settings = { ...DEFAULT_SETTINGS, notes: { ...DEFAULT_SETTINGS.notes, monthlyLimit } };
  const format = (amount: number): string => `$${amount.toFixed(2)}`;
  expect(limitProblem({ dollars, isComplete: true }, settings, format)).toEqual(problem);
});

it("withUsage adds up two meetings", () => {
  const one = withTokens(withSpeech(undefined, 60, "fast"), "claude", million);
  const more = withSpeech(withSpeech({ speechSeconds: 30, models: {} }, 5, "fast"), 7, "slow");
  const labelled = withSpeakerLabels(more, 5);
  const other = withTokens(withTokens(labelled, "claude", million), "gpt", million);
  expect(withUsage(withUsage(one, other), { ...NO_USAGE, speakerLabelSeconds: 2 })).toEqual({
    speechSeconds: 102,
    secondsBySpeechModel: { fast: 65, slow: 7 },
    speakerLabelSeconds: 7,
    models: { claude: { inputTokens: 2_000_000, outputTokens: 2_000_000 }, gpt: million },
  });
});

it.each(["constructor", "__proto__", "toString"])("a model may be called %s", (model) => {
  const prices = { speech_per_hour: {}, models: {} };
  const usage = withTokens(withSpeech(NO_USAGE, 60, model), model, {
    inputTokens: 1,
    outputTokens: 2,
  });
  const twice = withUsage(usage, usage);
  expect(Object.entries(twice.models)).toEqual([[model, { inputTokens: 2, outputTokens: 4 }]]);
  expect(Object.entries(twice.secondsBySpeechModel ?? {})).toEqual([[model, 120]]);
  expect(estimate(twice, model, prices)).toEqual({ dollars: 0, isComplete: false });
});

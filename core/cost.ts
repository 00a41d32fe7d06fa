/** What a meeting has cost, as an estimate: measured quantities times the prices that the team's Worker tells. */

import type { Meeting, MeetingUsage, TokenUsage } from "./meeting.ts";
import { problem, type Problem } from "./problem.ts";
import type { Prices } from "./protocol/worker-api.ts";
import type { Settings } from "./settings.ts";

const TOKENS_PER_PRICE = 1_000_000;
const SECONDS_PER_HOUR = 3_600;

export const NO_USAGE: MeetingUsage = { speechSeconds: 0, models: {} };

export const withSpeech = (usage: MeetingUsage | undefined, seconds: number): MeetingUsage => ({
  ...(usage ?? NO_USAGE),
  speechSeconds: (usage ?? NO_USAGE).speechSeconds + seconds,
});

export function withTokens(
  usage: MeetingUsage | undefined,
  model: string,
  { inputTokens, outputTokens }: TokenUsage,
): MeetingUsage {
  const { speechSeconds, models } = usage ?? NO_USAGE;
  const before = models[model] ?? { inputTokens: 0, outputTokens: 0 };
  const after = {
    inputTokens: before.inputTokens + inputTokens,
    outputTokens: before.outputTokens + outputTokens,
  };
  return { speechSeconds, models: { ...models, [model]: after } };
}

/** In US dollars. */
export interface Estimate {
  readonly dollars: number;
  /** The prices of all that was used are known; if not, it has cost more. */
  readonly isComplete: boolean;
}

const NOTHING: Estimate = { dollars: 0, isComplete: true };

const plus = (one: Estimate, other: Estimate): Estimate => ({
  dollars: one.dollars + other.dollars,
  isComplete: one.isComplete && other.isComplete,
});

/** @param perUnit undefined where no price is known; then only nothing costs nothing */
const priced = (amount: number, perUnit: number | undefined): Estimate => ({
  dollars: amount * (perUnit ?? 0),
  isComplete: amount === 0 || perUnit !== undefined,
});

function estimate(usage: MeetingUsage, speechModel: string, prices: Prices): Estimate {
  const { [speechModel]: perHour } = prices.speech_per_hour;
  const parts = [priced(usage.speechSeconds / SECONDS_PER_HOUR, perHour)];
  for (const [model, { inputTokens, outputTokens }] of Object.entries(usage.models)) {
    const price = prices.models[model];
    parts.push(priced(inputTokens / TOKENS_PER_PRICE, price?.input));
    parts.push(priced(outputTokens / TOKENS_PER_PRICE, price?.output));
  }
  return parts.reduce(plus, NOTHING);
}

/** In US dollars; null where the price of something that was used is not known. */
export function estimatedCost(
  usage: MeetingUsage,
  speechModel: string,
  prices: Prices,
): number | null {
  const { dollars, isComplete } = estimate(usage, speechModel, prices);
  return isComplete ? dollars : null;
}

/**
 * What the meetings that began in this month have cost. Which speech model heard them is not kept, so it is taken to be the
 * one that is set.
 *
 * @param now Unix time in ms; its month is that of the local calendar
 */
export const monthEstimate = (
  meetings: readonly Meeting[],
  settings: Settings,
  prices: Prices,
  now: number,
): Estimate =>
  meetings
    .filter(({ startedAt }) => monthOf(startedAt) === monthOf(now))
    .map(({ usage }) => estimate(usage ?? NO_USAGE, settings.speech.model, prices))
    .reduce(plus, NOTHING);

/** Counted from the year 0. */
function monthOf(unixMs: number): number {
  const date = new Date(unixMs);
  return date.getFullYear() * 12 + date.getMonth();
}

/** Null where the month has not passed the limit that is set, or none is. */
export function limitProblem(month: Estimate, { notes }: Settings): Problem | null {
  const { monthlyLimit } = notes;
  return monthlyLimit !== null && month.dollars > monthlyLimit
    ? problem("monthly-limit-passed", `$${month.dollars.toFixed(2)} > $${monthlyLimit.toFixed(2)}`)
    : null;
}

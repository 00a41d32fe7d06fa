/** What a meeting has cost, as an estimate: measured quantities times the prices that the team's Worker tells. */

import type { Meeting, MeetingUsage, TokenUsage } from "./meeting.ts";
import { problem, type Problem } from "./problem.ts";
import type { Prices } from "./protocol/worker-api.ts";
import type { Settings } from "./settings/settings.ts";

const TOKENS_PER_PRICE = 1_000_000;
const SECONDS_PER_HOUR = 3_600;

export const NO_USAGE: MeetingUsage = { speechSeconds: 0, models: {} };

export function withSpeech(
  usage: MeetingUsage | undefined,
  seconds: number,
  speechModel: string,
): MeetingUsage {
  const { speechSeconds, secondsBySpeechModel: byModel = {}, models } = usage ?? NO_USAGE;
  return {
    speechSeconds: speechSeconds + seconds,
    secondsBySpeechModel: { ...byModel, [speechModel]: (byModel[speechModel] ?? 0) + seconds },
    models,
  };
}

export function withTokens(
  usage: MeetingUsage | undefined,
  model: string,
  { inputTokens, outputTokens }: TokenUsage,
): MeetingUsage {
  const { models, ...speech } = usage ?? NO_USAGE;
  const before = models[model] ?? { inputTokens: 0, outputTokens: 0 };
  const after = {
    inputTokens: before.inputTokens + inputTokens,
    outputTokens: before.outputTokens + outputTokens,
  };
  return { ...speech, models: { ...models, [model]: after } };
}

/** Both together. */
export function withUsage(usage: MeetingUsage, more: MeetingUsage): MeetingUsage {
  const byModel = Object.entries(more.secondsBySpeechModel ?? {});
  const known = byModel.reduce((sum, [, seconds]) => sum + seconds, 0);
  const speech = byModel.reduce((sum, [model, seconds]) => withSpeech(sum, seconds, model), {
    ...usage,
    speechSeconds: usage.speechSeconds + more.speechSeconds - known,
  });
  return Object.entries(more.models).reduce(
    (sum, [model, tokens]) => withTokens(sum, model, tokens),
    speech,
  );
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

/** @param presentModel stands for the one that was used where that was not kept: of meetings of earlier versions */
function secondsByModel(
  { speechSeconds, secondsBySpeechModel = {} }: MeetingUsage,
  presentModel: string,
): readonly (readonly [model: string, seconds: number])[] {
  const known = Object.entries(secondsBySpeechModel);
  const unknown = known.reduce((rest, [, seconds]) => rest - seconds, speechSeconds);
  // Sums of fractions differ in their last digits.
  return unknown > 0.001 ? [...known, [presentModel, unknown]] : known;
}

function estimate(usage: MeetingUsage, presentModel: string, prices: Prices): Estimate {
  const parts = secondsByModel(usage, presentModel).map(([model, seconds]) =>
    priced(seconds / SECONDS_PER_HOUR, prices.speech_per_hour[model]),
  );
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
  presentModel: string,
  prices: Prices,
): number | null {
  const { dollars, isComplete } = estimate(usage, presentModel, prices);
  return isComplete ? dollars : null;
}

/**
 * What the meetings that began in this month have cost.
 *
 * @param now Unix time in ms; its month is that of the local calendar
 */
export const monthEstimate = (
  meetings: readonly Pick<Meeting, "startedAt" | "usage">[],
  settings: Settings,
  prices: Prices,
  now: number,
): Estimate =>
  meetings
    .filter(({ startedAt }) => isSameMonth(startedAt, now))
    .map(({ usage }) => estimate(usage ?? NO_USAGE, settings.speech.model, prices))
    .reduce(plus, NOTHING);

/** Of the local calendar; both are Unix times in ms. */
export const isSameMonth = (one: number, other: number): boolean => monthOf(one) === monthOf(other);

/** Counted from the year 0. */
function monthOf(unixMs: number): number {
  const date = new Date(unixMs);
  return date.getFullYear() * 12 + date.getMonth();
}

/**
 * Null where the month has not passed the limit that is set, or none is.
 * @param format An amount of dollars as the reader writes it
 */
export function limitProblem(
  month: Estimate,
  { notes }: Settings,
  format: (dollars: number) => string,
): Problem | null {
  const { monthlyLimit } = notes;
  return monthlyLimit !== null && month.dollars > monthlyLimit
    ? problem("monthly-limit-passed", `${format(month.dollars)} > ${format(monthlyLimit)}`)
    : null;
}

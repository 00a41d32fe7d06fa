/** Estimates the cost of meetings: measured usage times the prices from the team's Worker. */

import type { Meeting, MeetingUsage } from "./meeting.ts";
import { problem, type Problem } from "./problem.ts";
import type { Prices } from "./protocol/worker-api.ts";
import type { Settings } from "./settings/settings.ts";
import { speechModelOf } from "./speech/chosen-service.ts";
import { isSameMonth, isUsageIncomplete, NO_USAGE, own } from "./usage.ts";

const TOKENS_PER_PRICE = 1_000_000;
const SECONDS_PER_HOUR = 3_600;

export interface Estimate {
  /** US dollars. */
  readonly dollars: number;
  /** False if a price or some usage is unknown: the true cost is higher. */
  readonly isComplete: boolean;
}

const NOTHING: Estimate = { dollars: 0, isComplete: true };

const plus = (one: Estimate, other: Estimate): Estimate => ({
  dollars: one.dollars + other.dollars,
  isComplete: one.isComplete && other.isComplete,
});

/** @param perUnit `undefined` if the price is unknown; the estimate is then complete only for an amount of 0. */
const priced = (amount: number, perUnit: number | undefined): Estimate => ({
  dollars: amount * (perUnit ?? 0),
  isComplete: amount === 0 || perUnit !== undefined,
});

/** @param presentModel Takes the seconds without a model, which earlier versions stored. */
function secondsByModel(
  { speechSeconds, secondsBySpeechModel = {} }: MeetingUsage,
  presentModel: string,
): readonly (readonly [model: string, seconds: number])[] {
  const known = Object.entries(secondsBySpeechModel);
  const unknown = known.reduce((rest, [, seconds]) => rest - seconds, speechSeconds);
  // Tolerates rounding: sums of fractions differ in their last digits.
  return unknown > 0.001 ? [...known, [presentModel, unknown]] : known;
}

/** Prices what is known; the rest adds nothing, and the estimate is incomplete. */
export function estimate(usage: MeetingUsage, presentModel: string, prices: Prices): Estimate {
  const parts = secondsByModel(usage, presentModel).map(([model, seconds]) =>
    priced(seconds / SECONDS_PER_HOUR, own(prices.speech_per_hour, model)),
  );
  const labelledHours = (usage.speakerLabelSeconds ?? 0) / SECONDS_PER_HOUR;
  parts.push(priced(labelledHours, prices.speaker_labels_per_hour));
  for (const [model, { inputTokens, outputTokens }] of Object.entries(usage.models)) {
    const price = own(prices.models, model);
    parts.push(priced(inputTokens / TOKENS_PER_PRICE, price?.input));
    parts.push(priced(outputTokens / TOKENS_PER_PRICE, price?.output));
  }
  const { dollars, isComplete } = parts.reduce(plus, NOTHING);
  return { dollars, isComplete: isComplete && !isUsageIncomplete(usage) };
}

/**
 * Cost of all meetings that began in the current month of the local calendar.
 *
 * @param now Unix time in ms.
 */
export const monthEstimate = (
  meetings: readonly Pick<Meeting, "startedAt" | "usage">[],
  settings: Settings,
  prices: Prices,
  now: number,
): Estimate =>
  meetings
    .filter(({ startedAt }) => isSameMonth(startedAt, now))
    .map(({ usage = NO_USAGE }) => estimate(usage, speechModelOf(settings.speech.model), prices))
    .reduce(plus, NOTHING);

/**
 * @param format Formats dollars for the user's locale.
 * @returns `null` if no limit is set or the month is within it
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

/** Estimates the cost of meetings: measured usage times the prices from the team's Worker. */

import type { Meeting, MeetingUsage, TokenUsage } from "./meeting.ts";
import { problem, type Problem } from "./problem.ts";
import type { Prices } from "./protocol/worker-api.ts";
import type { Settings } from "./settings/settings.ts";
import { speechModelOf } from "./speech/chosen-service.ts";

const TOKENS_PER_PRICE = 1_000_000;
const SECONDS_PER_HOUR = 3_600;

/** The value under a model's name, which comes from elsewhere: never one that every object has, such as "constructor". */
const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

export const NO_USAGE: MeetingUsage = { speechSeconds: 0, models: {} };

export function withSpeech(
  usage: MeetingUsage | undefined,
  seconds: number,
  speechModel: string,
): MeetingUsage {
  const { speechSeconds, secondsBySpeechModel: byModel = {}, ...rest } = usage ?? NO_USAGE;
  return {
    ...rest,
    speechSeconds: speechSeconds + seconds,
    secondsBySpeechModel: { ...byModel, [speechModel]: (own(byModel, speechModel) ?? 0) + seconds },
  };
}

export const withSpeakerLabels = (usage: MeetingUsage, seconds: number): MeetingUsage => ({
  ...usage,
  speakerLabelSeconds: (usage.speakerLabelSeconds ?? 0) + seconds,
});

export function withTokens(
  usage: MeetingUsage | undefined,
  model: string,
  tokens: TokenUsage,
): MeetingUsage {
  const { models, ...speech } = usage ?? NO_USAGE;
  const after = plusTokens(own(models, model) ?? NO_TOKENS, tokens);
  return { ...speech, models: { ...models, [model]: after } };
}

export const NO_TOKENS: TokenUsage = { inputTokens: 0, outputTokens: 0 };

export const plusTokens = (one: TokenUsage, other: TokenUsage): TokenUsage => ({
  inputTokens: one.inputTokens + other.inputTokens,
  outputTokens: one.outputTokens + other.outputTokens,
  ...((one.isIncomplete || other.isIncomplete) && { isIncomplete: true }),
});

/** Whether some replies did not state their tokens: the true cost is higher than any estimate. */
export const isUsageIncomplete = ({ models }: MeetingUsage): boolean =>
  Object.values(models).some(({ isIncomplete }) => isIncomplete);

export function withUsage(usage: MeetingUsage, more: MeetingUsage): MeetingUsage {
  const byModel = Object.entries(more.secondsBySpeechModel ?? {});
  const known = byModel.reduce((sum, [, seconds]) => sum + seconds, 0);
  const speech = byModel.reduce((sum, [model, seconds]) => withSpeech(sum, seconds, model), {
    ...usage,
    speechSeconds: usage.speechSeconds + more.speechSeconds - known,
  });
  const { speakerLabelSeconds } = more;
  return Object.entries(more.models).reduce(
    (sum, [model, tokens]) => withTokens(sum, model, tokens),
    speakerLabelSeconds === undefined ? speech : withSpeakerLabels(speech, speakerLabelSeconds),
  );
}

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

/** Compares two Unix times in ms by the local calendar. */
export const isSameMonth = (one: number, other: number): boolean => monthOf(one) === monthOf(other);

/** @returns months since the year 0 */
function monthOf(unixMs: number): number {
  const date = new Date(unixMs);
  return date.getFullYear() * 12 + date.getMonth();
}

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

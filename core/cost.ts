/** What a meeting has cost, as an estimate: measured quantities times the prices that the team's Worker tells. */

import type { MeetingUsage, TokenUsage } from "./meeting.ts";
import type { WorkerConfig } from "./protocol/worker-api.ts";

export type Prices = NonNullable<WorkerConfig["prices"]>;

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

/** In US dollars; null where the price of something that was used is not known. */
export function estimatedCost(
  usage: MeetingUsage,
  speechModel: string,
  prices: Prices,
): number | null {
  const perHour = usage.speechSeconds === 0 ? 0 : prices.speech_per_hour[speechModel];
  if (perHour === undefined) return null;
  let dollars = (usage.speechSeconds / SECONDS_PER_HOUR) * perHour;
  for (const [model, { inputTokens, outputTokens }] of Object.entries(usage.models)) {
    const price = prices.models[model];
    if (!price) return null;
    dollars += (inputTokens * price.input + outputTokens * price.output) / TOKENS_PER_PRICE;
  }
  return dollars;
}

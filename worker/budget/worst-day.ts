/**
 * The most that one leaked access code can cost its owner in a day, from the configuration: README states it, `npm run deploy` shows it, and
 * a test that plays the thief holds it (`test/worker/thief.test.ts`).
 */

import type { LanguageModel, Prices } from "../../core/protocol/worker-api.ts";
import { modelPrice, MICRO_DOLLARS, pricesOf, speechPricePerSecond } from "./prices.ts";

/** The part of a deployment that decides. Without types of the Worker's runtime, because `npm run deploy` computes in Node. */
export interface CostLimits {
  readonly budget: {
    readonly limits: { readonly session_seconds: number; readonly money: number };
    readonly refundFactor: number;
  };
  readonly speech: { readonly tokenWindowSeconds: number };
  readonly prices: Prices | null;
}

/** With a budget in dollars and prices, and the other defaults of the Worker. */
export const defaultLimits = (dollars: number, prices: Prices): CostLimits => ({
  budget: {
    limits: { session_seconds: 86_400, money: dollars * MICRO_DOLLARS },
    refundFactor: 2,
  },
  speech: { tokenWindowSeconds: 10 },
  prices,
});

/** US dollars; `null` if a price is not known. */
export interface WorstDay {
  /** Speech sessions and requests through the Worker. */
  readonly counted: number | null;
  /** Models that a speech session is told to ask, past the Worker, for each model of the list. The service alone limits these. */
  readonly insights: Readonly<Record<string, number>>;
}

/**
 * Sessions that one token opens within each second of its window. A paid account may open 100 a minute and more
 * (docs/protocol.md#temporary-token).
 */
export const SESSIONS_PER_SECOND = 2;
/** The gateway's limit for each model (docs/protocol.md#llm-gateway). */
export const INSIGHTS_PER_MINUTE = 30;
const MINUTES_PER_DAY = 1_440;
/** One request inside a session: the context of a large model, and its longest reply. */
export const LARGEST_INSIGHT = { input: 200_000, output: 64_000 };

export function worstDay(limits: CostLimits, listed: readonly LanguageModel[]): WorstDay {
  const { budget, speech } = limits;
  const perSecond = speechPricePerSecond(limits);
  const prices = pricesOf(limits, listed);
  // Refunds that rest on lies can be spent again.
  const times = 1 + budget.refundFactor;
  const money = budget.limits.money * times;
  const onSpeech = Math.min(money, budget.limits.session_seconds * times * perSecond);
  const sessions = Math.ceil(speech.tokenWindowSeconds * SESSIONS_PER_SECOND);
  return {
    counted: perSecond === 0 ? null : (onSpeech * sessions + (money - onSpeech)) / MICRO_DOLLARS,
    insights: Object.fromEntries(
      Object.keys(prices?.models ?? {}).map((model) => [
        model,
        (modelPrice(prices, [model], LARGEST_INSIGHT) * INSIGHTS_PER_MINUTE * MINUTES_PER_DAY) /
          MICRO_DOLLARS,
      ]),
    ),
  };
}

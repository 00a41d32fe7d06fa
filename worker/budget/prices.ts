/** Prices in US dollars, as the language service and the team state them, and what they make of a debit. */

import type { LanguageModel, Prices } from "../../core/protocol/worker-api.ts";

interface Priced {
  readonly prices: Prices | null;
}

/** A price that the language service states wins over the one that the team has set. @returns `null` if there are none */
export function pricesOf({ prices }: Priced, models: readonly LanguageModel[]): Prices | null {
  const stated = Object.fromEntries(
    models.flatMap(({ id, price }) => (price ? [[id, price]] : [])),
  );
  if (Object.keys(stated).length === 0) return prices;
  return {
    ...prices,
    speech_per_hour: prices?.speech_per_hour ?? {},
    models: { ...prices?.models, ...stated },
  };
}

/** Budgets of money are counted in millionths of a US dollar. */
export const MICRO_DOLLARS = 1_000_000;
const SECONDS_PER_HOUR = 3_600;

/**
 * Millionths of a dollar. A token opens a session with any speech model and with speaker labels, so the dearest price counts.
 *
 * @returns 0 if no price is known
 */
export function speechPricePerSecond({ prices }: Priced): number {
  const { speech_per_hour = {}, speaker_labels_per_hour = 0 } = prices ?? {};
  const dearest = Math.max(0, ...Object.values(speech_per_hour)) + speaker_labels_per_hour;
  return (dearest * MICRO_DOLLARS) / SECONDS_PER_HOUR;
}

export interface ModelTokens {
  readonly input: number;
  readonly output: number;
}

/**
 * Millionths of a dollar; the price per million tokens is that of one token.
 *
 * @param models one of them answers, so the dearest counts
 * @returns 0 if no price is known
 */
export const modelPrice = (
  prices: Prices | null,
  models: readonly string[],
  { input, output }: ModelTokens,
): number =>
  Math.max(
    0,
    ...models.map((model) => {
      const price = prices?.models[model];
      return price ? input * price.input + output * price.output : 0;
    }),
  );

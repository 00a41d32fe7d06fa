/** What meetings cost by the prices of the team: this one, and those of this month. */

import type { Ref } from "vue";
import { type ConnectionTest, pricesIn } from "../../../components/settings/connection-test.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import type { Database } from "../../shared/database/open.ts";
import { useMonthCost } from "./use-month-cost.ts";
import { usePrices } from "./use-prices.ts";

interface CostOptions {
  readonly database: Promise<Database>;
  readonly settings: Readonly<Ref<Settings | null>>;
  /** It may have asked for the prices already. */
  readonly test: Readonly<Ref<ConnectionTest>>;
  readonly isRecording: Readonly<Ref<boolean>>;
  /** Somebody looks at the cost of the month, or of the meeting on show. */
  readonly isMonthShown: () => boolean;
  readonly isMeetingShown: () => boolean;
}

export function useCosts(options: CostOptions) {
  const { database, settings, test, isRecording, isMonthShown, isMeetingShown } = options;
  const hasLimit = (): boolean => (settings.value?.notes.monthlyLimit ?? null) !== null;
  const prices = usePrices(settings, () => hasLimit() || isMeetingShown());
  const month = useMonthCost({
    database,
    settings,
    prices: () => prices.value ?? pricesIn(test.value),
    isShown: isMonthShown,
    isRecording,
  });
  return { prices, month };
}

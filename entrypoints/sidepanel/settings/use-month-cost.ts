/** What this month's meetings have cost, as an estimate by the team's prices, and a warning where that has passed the limit. */

import { computed, type Ref, ref, shallowRef, watch } from "vue";
import { formatDollars } from "../../../components/words/format-number.ts";
import { limitProblem, monthEstimate } from "../../../core/cost.ts";
import type { Meeting } from "../../../core/meeting.ts";
import type { Prices } from "../../../core/protocol/worker-api.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { listDeleted, listMeetings } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { removedUsage } from "../../shared/removed-usage.ts";
import { reportUnexpected } from "../../shared/errors.ts";

interface MonthCostOptions {
  readonly database: Promise<Database>;
  readonly settings: Readonly<Ref<Settings | null>>;
  /** Null: not known. */
  readonly prices: () => Prices | null;
  /** Somebody looks at it. */
  readonly isShown: () => boolean;
  /** What a meeting has used is known when it is over. */
  readonly isRecording: Readonly<Ref<boolean>>;
}

export function useMonthCost(options: MonthCostOptions) {
  const { database, settings, prices, isShown, isRecording } = options;
  /** Those that are deleted among them: that does not give their cost back. */
  const meetings = shallowRef<readonly Pick<Meeting, "startedAt" | "usage">[]>([]);
  /** The limit whose warning the person has put away. */
  const dismissedLimit = ref<number | null>(null);
  const limit = computed(() => settings.value?.notes.monthlyLimit ?? null);
  const isWanted = computed(() => prices() !== null && (isShown() || limit.value !== null));

  async function load(): Promise<void> {
    const db = await database;
    const now = Date.now();
    const removed = { startedAt: now, usage: await removedUsage(now) };
    meetings.value = [...(await listMeetings(db)), ...(await listDeleted(db)), removed];
  }
  watch(
    [isWanted, isShown, isRecording],
    () => {
      if (isWanted.value) load().catch(reportUnexpected("adding up a month"));
    },
    { immediate: true },
  );

  /** Null where there are no prices. */
  const estimate = computed(() => {
    const known = prices();
    return known && settings.value && isWanted.value
      ? monthEstimate(meetings.value, settings.value, known, Date.now())
      : null;
  });
  const problem = computed(() =>
    estimate.value && settings.value && limit.value !== dismissedLimit.value
      ? limitProblem(estimate.value, settings.value, formatDollars)
      : null,
  );

  return { estimate, problem, dismiss: () => void (dismissedLimit.value = limit.value) };
}

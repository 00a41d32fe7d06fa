/** Prices of the team's Worker, and the estimated cost of this month with a warning above the user's limit. */

import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from "vue";
import type { ConnectionTest } from "../../../components/settings/ConnectionFields.vue";
import { formatDollars } from "../../../components/words/format-number.ts";
import { limitProblem, monthEstimate } from "../../../core/cost.ts";
import type { Meeting } from "../../../core/meeting.ts";
import type { Prices } from "../../../core/protocol/worker-api.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { listDeleted, listMeetings } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { removedUsage } from "../../shared/delete-meeting.ts";
import { fetchConfig } from "../../shared/worker-client.ts";

type CurrentSettings = Readonly<Ref<Settings | null>>;

interface CostOptions {
  readonly database: Promise<Database>;
  readonly settings: CurrentSettings;
  /** A passed test has the prices too. */
  readonly test: Readonly<Ref<ConnectionTest>>;
  /** The usage of a meeting is known when its recording ends. */
  readonly isRecording: Readonly<Ref<boolean>>;
  readonly isMonthShown: () => boolean;
  readonly isMeetingShown: () => boolean;
}

export function useCosts(options: CostOptions) {
  const { settings, test, isMeetingShown } = options;
  const hasLimit = (): boolean => (settings.value?.notes.monthlyLimit ?? null) !== null;
  const prices = usePrices(settings, () => hasLimit() || isMeetingShown());
  const month = useMonthCost(options, () => prices.value ?? pricesIn(test.value));
  return { prices, month };
}

const pricesIn = (test: ConnectionTest): Prices | null =>
  (test.state === "passed" && test.config.prices) || null;

/** Fetches the prices once, when a cost is to be shown for the first time. */
function usePrices(settings: CurrentSettings, isWanted: () => boolean) {
  /** `null`: not fetched yet, not set by the team, or the Worker is out of reach. */
  const prices = shallowRef<Prices | null>(null);
  const controller = new AbortController();
  onScopeDispose(() => controller.abort());

  watch(
    () => (isWanted() && settings.value ? serviceOf(settings.value) : null),
    (service) => {
      if (service === null) return;
      fetchPrices(service).catch((error: unknown) => {
        if (!controller.signal.aborted) reportUnexpected("asking for prices")(error);
      });
    },
  );

  async function fetchPrices(service: string): Promise<void> {
    if (!settings.value) return;
    const config = await fetchConfig(settings.value, controller.signal);
    if (settings.value && serviceOf(settings.value) === service)
      prices.value = (config.ok && config.value.prices) || null;
  }

  return prices;
}

const serviceOf = ({ workerUrl, accessCode }: Settings): string => `${workerUrl} ${accessCode}`;

function useMonthCost(options: CostOptions, prices: () => Prices | null) {
  const { database, settings, isMonthShown, isRecording } = options;
  /** With deleted meetings, because deleting one does not refund its cost. */
  const meetings = shallowRef<readonly Pick<Meeting, "startedAt" | "usage">[]>([]);
  const dismissedLimit = ref<number | null>(null);
  const limit = computed(() => settings.value?.notes.monthlyLimit ?? null);
  const isWanted = computed(() => prices() !== null && (isMonthShown() || limit.value !== null));

  async function load(): Promise<void> {
    const db = await database;
    const now = Date.now();
    const removed = { startedAt: now, usage: await removedUsage(now) };
    meetings.value = [...(await listMeetings(db)), ...(await listDeleted(db)), removed];
  }
  watch(
    [isWanted, isMonthShown, isRecording],
    () => {
      if (isWanted.value) load().catch(reportUnexpected("adding up a month"));
    },
    { immediate: true },
  );

  /** `null` without prices. */
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

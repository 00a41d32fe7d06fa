/** Prices of the team's Worker, and the estimated cost of this month with a warning above the user's limit. */

import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from "vue";
import type { ConnectionTest } from "../../../components/settings/ConnectionFields.vue";
import { formatDollars } from "../../../components/words/format-number.ts";
import type * as Cost from "../../../core/cost.ts";
import type { Meeting } from "../../../core/meeting.ts";
import type { Prices } from "../../../core/protocol/worker-api.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { listDeleted, listMeetings } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { reportUnexpected } from "../../shared/errors.ts";

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
    const { fetchConfig } = await import("../../shared/worker-client.ts");
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
  const month = shallowRef<{
    /** With deleted ones, because deleting a meeting does not refund its cost. */
    readonly meetings: readonly Pick<Meeting, "startedAt" | "usage">[];
    readonly cost: typeof Cost;
  } | null>(null);
  const dismissedLimit = ref<number | null>(null);
  const limit = computed(() => settings.value?.notes.monthlyLimit ?? null);
  const isWanted = computed(() => prices() !== null && (isMonthShown() || limit.value !== null));

  async function load(): Promise<void> {
    const cost = await import("../../../core/cost.ts");
    const { removedUsage } = await import("../../shared/delete-meeting.ts");
    const db = await database;
    const now = Date.now();
    const removed = { startedAt: now, usage: await removedUsage(now) };
    const meetings = [...(await listMeetings(db)), ...(await listDeleted(db)), removed];
    month.value = { meetings, cost };
  }
  watch(
    [isWanted, isMonthShown, isRecording],
    () => {
      if (isWanted.value) load().catch(reportUnexpected("adding up a month"));
    },
    { immediate: true },
  );

  /** `null` without prices, and until the meetings are read. */
  const estimate = computed(() => {
    const known = prices();
    if (!known || !settings.value || !isWanted.value || !month.value) return null;
    const { meetings, cost } = month.value;
    return cost.monthEstimate(meetings, settings.value, known, Date.now());
  });
  const problem = computed(() =>
    month.value && estimate.value && settings.value && limit.value !== dismissedLimit.value
      ? month.value.cost.limitProblem(estimate.value, settings.value, formatDollars)
      : null,
  );

  return { estimate, problem, dismiss: () => void (dismissedLimit.value = limit.value) };
}

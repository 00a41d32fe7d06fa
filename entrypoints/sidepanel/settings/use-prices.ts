/** The prices that the team's Worker tells: asked for once, when somebody first wants to see a cost. */

import { onScopeDispose, type Ref, shallowRef, watch } from "vue";
import type { Prices } from "../../../core/protocol/worker-api.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { fetchConfig } from "../../shared/worker-client.ts";

/** @param isWanted Whether there is a cost to show */
export function usePrices(settings: Readonly<Ref<Settings | null>>, isWanted: () => boolean) {
  /** Null: not known, because the team has set none or the Worker can't be reached. */
  const prices = shallowRef<Prices | null>(null);
  const controller = new AbortController();
  onScopeDispose(() => controller.abort());

  watch(
    () => (isWanted() && settings.value ? serviceOf(settings.value) : null),
    (service) => {
      if (service === null) return;
      ask(service).catch((error: unknown) => {
        if (!controller.signal.aborted) reportUnexpected("asking for prices")(error);
      });
    },
  );

  async function ask(service: string): Promise<void> {
    if (!settings.value) return;
    const config = await fetchConfig(settings.value, controller.signal);
    if (settings.value && serviceOf(settings.value) === service)
      prices.value = (config.ok && config.value.prices) || null;
  }

  return prices;
}

const serviceOf = ({ workerUrl, accessCode }: Settings): string => `${workerUrl} ${accessCode}`;

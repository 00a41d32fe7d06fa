/** Tests address and access code with the Worker and fetches today's budget. A new test cancels the one that is running. */

import { onScopeDispose, shallowRef } from "vue";
import type { ConnectionTest } from "../../../components/settings/ConnectionFields.vue";
import type { WorkerService } from "../../shared/worker-client.ts";

export function useConnectionTest() {
  const test = shallowRef<ConnectionTest>({ state: "untested" });
  let controller = new AbortController();

  async function run(service: WorkerService): Promise<void> {
    reset();
    const { signal } = controller;
    test.value = { state: "running" };
    try {
      const { fetchConfig, fetchUsage } = await import("../../shared/worker-client.ts");
      const config = await fetchConfig(service, signal);
      if (!config.ok) {
        test.value = { state: "failed", problem: config.problem };
        return;
      }
      // In sequence, because two requests with a wrong code would count as two attempts.
      const usage = await fetchUsage(service, signal);
      test.value = { state: "passed", config: config.value, usage };
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  function reset(): void {
    controller.abort();
    controller = new AbortController();
    test.value = { state: "untested" };
  }

  onScopeDispose(() => controller.abort());
  return { test, run, reset };
}

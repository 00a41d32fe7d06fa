/** Tests address and access code against the Worker; a newer test replaces one under way. */

import { onScopeDispose, shallowRef } from "vue";
import type { ConnectionTest } from "../../components/connection-test.ts";
import { fetchConfig, type WorkerService } from "../shared/worker-client.ts";

export function useConnectionTest() {
  const test = shallowRef<ConnectionTest>({ state: "untested" });
  let controller = new AbortController();

  async function run(service: WorkerService): Promise<void> {
    reset();
    const { signal } = controller;
    test.value = { state: "running" };
    try {
      const result = await fetchConfig(service, signal);
      test.value = result.ok
        ? { state: "passed", config: result.value }
        : { state: "failed", problem: result.problem };
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

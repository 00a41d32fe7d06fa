/** The one sink for what nobody expected on this page: errors that reach the window or Vue. The last one is shown. */

import { computed, getCurrentInstance, onScopeDispose, shallowRef } from "vue";
import type { Problem } from "../../core/problem.ts";
import { reportUnexpected } from "../shared/errors.ts";

/** @param isExplained What is said already makes everything else fail. */
export function useUnexpectedErrors(isExplained: () => boolean) {
  const last = shallowRef<Problem | null>(null);
  const problem = computed(() => (isExplained() ? null : last.value));

  function report(error: unknown): void {
    reportUnexpected("side panel")(error);
    const detail = error instanceof Error ? error.message : String(error);
    last.value = { reason: "unexpected", detail };
  }
  const onError = (event: ErrorEvent): void => report(event.error ?? event.message);
  const onRejection = (event: PromiseRejectionEvent): void => report(event.reason);

  const app = getCurrentInstance()?.appContext.app;
  if (app) app.config.errorHandler = report;
  window.addEventListener("error", onError);
  window.addEventListener("unhandledrejection", onRejection);
  onScopeDispose(() => {
    window.removeEventListener("error", onError);
    window.removeEventListener("unhandledrejection", onRejection);
  });

  return { problem, dismiss: () => void (last.value = null) };
}

/** Shows the last unexpected error of this page. Errors that reach Vue are also logged here; `main.ts` logs those of the window. */

import { computed, getCurrentInstance, onScopeDispose, shallowRef } from "vue";
import type { Problem } from "../../core/problem.ts";
import { reportUnexpected } from "../shared/errors.ts";

/** @param isExplained whether a problem that is already shown makes everything else fail */
export function useUnexpectedErrors(isExplained: () => boolean) {
  const last = shallowRef<Problem | null>(null);
  const problem = computed(() => (isExplained() ? null : last.value));

  function show(error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    last.value = { reason: "unexpected", detail };
  }
  const onError = (event: ErrorEvent): void => show(event.error ?? event.message);
  const onRejection = (event: PromiseRejectionEvent): void => show(event.reason);

  const app = getCurrentInstance()?.appContext.app;
  if (app)
    app.config.errorHandler = (error) => {
      reportUnexpected("side panel")(error);
      show(error);
    };
  window.addEventListener("error", onError);
  window.addEventListener("unhandledrejection", onRejection);
  onScopeDispose(() => {
    window.removeEventListener("error", onError);
    window.removeEventListener("unhandledrejection", onRejection);
  });

  return { problem, dismiss: () => void (last.value = null) };
}

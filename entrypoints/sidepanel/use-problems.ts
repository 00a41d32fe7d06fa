/** The problems that the panel shows: those of the user's own actions, ongoing ones, and unexpected errors. Each reason once. */

import { computed, getCurrentInstance, onScopeDispose, type Ref, shallowRef } from "vue";
import { i18n } from "#i18n";
import { stableComputed } from "../../components/parts/stable-computed.ts";
import type {
  ActionProblem,
  Remedy,
  OngoingProblem,
} from "../../components/words/problem-sentence.ts";
import type { Problem, Reason } from "../../core/problem.ts";
import { reportUnexpected } from "../shared/errors.ts";
import type { useRecorder } from "./recording/use-recorder.ts";

/** An action that can fail; its problem is shown until it is dismissed or the action is repeated. */
interface ProblemSource {
  readonly problem: Readonly<Ref<Problem | null>>;
  dismiss(): void;
}

interface ProblemOptions {
  readonly actions: readonly ProblemSource[];
  readonly ongoing: Readonly<Ref<readonly OngoingProblem[]>>;
  /** Explains every other failure, if there is one. */
  readonly database: Readonly<Ref<Problem | null>>;
  readonly recorder: ReturnType<typeof useRecorder>;
}

export function useProblems({ actions, ongoing, database, recorder }: ProblemOptions) {
  const sources = [...actions, useUnexpectedErrors(() => database.value !== null)];
  const chooseTab: Remedy = {
    label: i18n.t("problem.chooseTab"),
    apply: () => void recorder.startWithPicker(),
  };
  const allowMicrophone: Remedy = {
    label: i18n.t("source.allow"),
    apply: recorder.microphones.openPermissionPage,
  };

  const remedyOf = ({ reason }: Problem): Remedy | null => {
    if (HELPED_BY_PICKER.has(reason)) return chooseTab;
    return HELPED_BY_PERMISSION.has(reason) ? allowMicrophone : null;
  };

  const ofActions = computed<readonly ActionProblem[]>(() =>
    sources.flatMap(({ problem: { value: problem }, dismiss }) =>
      problem ? [{ problem, remedy: remedyOf(problem), dismiss }] : [],
    ),
  );
  const isSaid = ({ problem }: OngoingProblem): boolean =>
    ofActions.value.some((each) => each.problem.reason === problem.reason);
  const others = stableComputed(() => {
    const ofDatabase = database.value
      ? [{ problem: database.value, situation: "none" as const }]
      : [];
    return [...ofDatabase, ...ongoing.value].filter((each) => !isSaid(each));
  });

  return { ofActions, ongoing: others };
}

/** Chrome's own picker needs no click on the toolbar, and the user can choose another tab in it. */
const HELPED_BY_PICKER: ReadonlySet<Reason> = new Set<Reason>([
  "tab-not-invoked",
  "tab-not-capturable",
  "tab-held",
  "picker-cancelled",
  "picker-no-sound",
]);
const HELPED_BY_PERMISSION: ReadonlySet<Reason> = new Set<Reason>([
  "mic-not-allowed",
  "mic-dismissed",
  "mic-withdrawn",
]);

/** Shows the last unexpected error of this page, unless another problem explains it. `main.ts` logs errors of the window. */
function useUnexpectedErrors(isExplained: () => boolean): ProblemSource {
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

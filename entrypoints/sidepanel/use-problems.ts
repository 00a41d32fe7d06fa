/** What the panel says of problems: what the person's own last acts ran into, and what holds by itself. Each reason once. */

import { computed, type Ref } from "vue";
import { i18n } from "#i18n";
import type {
  ActionProblem,
  Remedy,
  OngoingProblem,
} from "../../components/words/problem-sentence.ts";
import { stableComputed } from "../../components/parts/stable-computed.ts";
import type { Problem, Reason } from "../../core/problem.ts";

/** Something that can run into a problem; shown until dismissed or tried again. */
interface Source {
  readonly problem: Readonly<Ref<Problem | null>>;
  dismiss(): void;
}

interface Remedies {
  chooseTab(): void;
  allowMicrophone(): void;
}

export function useProblems(
  sources: readonly Source[],
  /** What holds by itself: of the database, and of recordings. */
  holding: {
    readonly database: Readonly<Ref<Problem | null>>;
    readonly meetings: Readonly<Ref<readonly OngoingProblem[]>>;
  },
  remedies: Remedies,
) {
  const chooseTab: Remedy = { label: i18n.t("problem.chooseTab"), apply: remedies.chooseTab };
  const allowMicrophone: Remedy = {
    label: i18n.t("source.allow"),
    apply: remedies.allowMicrophone,
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
  const all = (): readonly OngoingProblem[] => {
    const { database, meetings } = holding;
    const first = database.value ? [{ problem: database.value, situation: "none" as const }] : [];
    return [...first, ...meetings.value];
  };
  const ongoing = stableComputed(() =>
    all().filter(({ problem }) =>
      ofActions.value.every((each) => each.problem.reason !== problem.reason),
    ),
  );

  return { ofActions, ongoing };
}

/** Chrome's own picker needs no click on the toolbar, and it can choose another tab. */
const HELPED_BY_PICKER: ReadonlySet<Reason> = new Set<Reason>([
  "tab-not-invoked",
  "tab-not-capturable",
  "picker-cancelled",
  "picker-no-sound",
]);
const HELPED_BY_PERMISSION: ReadonlySet<Reason> = new Set<Reason>([
  "mic-not-allowed",
  "mic-dismissed",
  "mic-withdrawn",
]);

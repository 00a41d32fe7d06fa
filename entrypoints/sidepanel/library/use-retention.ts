/** The retention rule: asks before a changed rule deletes meetings, and applies the rule when the panel opens. */

import { ref, shallowRef } from "vue";
import { i18n } from "#i18n";
import type { LibrarySettings, Settings } from "../../../core/settings/settings.ts";
import type { Database } from "../../shared/database/open.ts";
import { reportUnexpected } from "../../shared/errors.ts";

interface RetentionOptions {
  readonly database: Promise<Database>;
  readonly save: (settings: Settings) => Promise<void>;
  /** Space may have become free. */
  readonly onTidied: () => void;
}

export function useRetention({ database, save, onTidied }: RetentionOptions) {
  const isAsking = ref(false);
  /** Sentence that says how many meetings the rule would delete at once. */
  const question = ref("");
  const asked = shallowRef<Settings | null>(null);

  /** Saves at once, unless the changed rule would delete meetings that the present rule keeps: then it asks. */
  async function saveOrAsk(changed: Settings, before: LibrarySettings): Promise<void> {
    const count = isSameRule(changed.library, before) ? 0 : await countDue(changed.library);
    if (count === 0) return save(changed);
    asked.value = changed;
    const { retention, retentionDays } = changed.library;
    question.value = i18n.t(QUESTION_KEY[retention], count, [count, retentionDays]);
    isAsking.value = true;
  }

  async function countDue(rule: LibrarySettings): Promise<number> {
    const { dueNow } = await import("../../shared/tidy-up.ts");
    return (await dueNow(await database, rule)).length;
  }

  async function confirm(): Promise<void> {
    const settings = asked.value;
    if (!settings) return;
    await save(settings);
    await tidy(settings.library);
  }

  /** Never rejects: the service worker tries again after a failure. */
  async function tidy(rule: LibrarySettings): Promise<void> {
    const { tidyUp } = await import("../../shared/tidy-up.ts");
    await tidyUp(await database, rule).catch(reportUnexpected("tidying up"));
    onTidied();
  }

  return { isAsking, question, saveOrAsk, confirm, tidy };
}

const isSameRule = (one: LibrarySettings, other: LibrarySettings): boolean =>
  one.retention === other.retention && one.retentionDays === other.retentionDays;

const QUESTION_KEY = {
  // Never asked: this rule deletes nothing.
  never: "library.dueSound",
  sound: "library.dueSound",
  everything: "library.dueEverything",
} as const;

/** Which version of the notes on show is looked at: the latest, until the person leafs back, and again when another comes. */

import { computed, ref, watch } from "vue";
import type { Note } from "../../core/meeting.ts";

/** @param source the subject on show and its versions, oldest first */
export function useNoteVersion(source: () => { key: string; versions: readonly Note[] }) {
  /** Null: the latest, whichever that is by then. */
  const chosen = ref<number | null>(null);
  const index = computed({
    get: () => Math.min(chosen.value ?? Infinity, source().versions.length - 1),
    set: (to) => (chosen.value = to),
  });
  const note = computed(() => source().versions[index.value] ?? null);
  const toLatest = (): void => void (chosen.value = null);
  watch([() => source().key, () => source().versions.length], toLatest);

  /** The latest has come while its subject was on show: said to those who do not see it come. */
  const isNew = ref(false);
  watch(
    [() => source().key, () => source().versions.at(-1)] as const,
    ([key, latest], [keyBefore, before]) => {
      const isLater = latest !== undefined && latest.createdAt > (before?.createdAt ?? -1);
      isNew.value = key === keyBefore && isLater;
    },
  );

  return { index, note, isNew, toLatest };
}

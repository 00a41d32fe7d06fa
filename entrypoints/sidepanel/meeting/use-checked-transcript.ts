/** The transcript of the shown meeting as notes and answers are checked against it. */

import { computed } from "vue";
import type { CheckedTranscript } from "../../../core/notes/check/evidence.ts";
import { checkedTranscript } from "../../../core/notes/check/note-check.ts";
import type { useMeetings } from "../shown/use-meetings.ts";

const NOTHING_SAID: CheckedTranscript = {
  turns: [],
  speakers: [],
  known: [],
  language: null,
};

/** @param isShown while it returns false the transcript is not read again: each turn would read a long one once more */
export const useCheckedTranscript = (
  { shown, turns }: ReturnType<typeof useMeetings>,
  isShown: () => boolean,
) =>
  computed<CheckedTranscript>((before) =>
    isShown()
      ? checkedTranscript(turns.value, shown.meeting ?? { title: "" })
      : (before ?? NOTHING_SAID),
  );

/** Deleting bookmarks of the meeting on show. The last one can be brought back, with its note, for some seconds. */

import { computed, shallowRef } from "vue";
import { i18n } from "#i18n";
import { formatClock } from "../../../core/clock-time.ts";
import { withMark, withoutBookmark } from "../../../core/recording/marks.ts";
import type { Mark, Meeting } from "../../../core/meeting.ts";

interface RemovalOptions {
  readonly shown: { readonly meeting: Meeting | null };
  readonly edit: (meetingId: string, change: (meeting: Meeting) => Meeting) => Promise<void>;
}

export function useBookmarkRemoval({ shown, edit }: RemovalOptions) {
  const removed = shallowRef<{ readonly meetingId: string; readonly mark: Mark } | null>(null);
  const notice = computed(
    () => removed.value && i18n.t("mark.removed", [formatClock(removed.value.mark.atMs)]),
  );

  async function remove(id: string): Promise<void> {
    const { meeting } = shown;
    const mark = meeting?.marks?.find((each) => each.type === "bookmark" && each.id === id);
    if (!meeting || !mark) return;
    await edit(meeting.id, (stored) => withoutBookmark(stored, id));
    removed.value = { meetingId: meeting.id, mark };
  }

  async function undo(): Promise<void> {
    const last = removed.value;
    removed.value = null;
    if (last) await edit(last.meetingId, (stored) => withMark(stored, last.mark));
  }

  return { notice, remove, undo, expire: () => void (removed.value = null) };
}

/** Deleting meetings, which can be brought back for some seconds, and the sound of one, which can't. */

import { computed, onScopeDispose, shallowRef } from "vue";
import { i18n } from "#i18n";
import { meetingTitle } from "../../../components/library/meeting-row.ts";
import { withDeletion, withoutDeletion } from "../../../core/library/deletion.ts";
import type { Meeting } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import { updateMeeting } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { deleteSound, removeForGood } from "../../shared/delete-meeting.ts";
import { idleMeetings, offerUndo } from "../../shared/locks.ts";

interface DeletionOptions {
  readonly database: Promise<Database>;
  /** Shows a change that is stored, here and in every other panel. */
  readonly tell: (meeting: Meeting) => void;
  /** Room may have become free. */
  readonly onRemoved: () => void;
}

export function useDeletion({ database, tell, onRemoved }: DeletionOptions) {
  /** Those that can be brought back. */
  const deleted = shallowRef<readonly Meeting[]>([]);
  const failure = shallowRef<Problem | null>(null);
  let endOffer = (): void => {};
  // Whoever tidies up next removes what this panel leaves.
  onScopeDispose(() => endOffer());

  const notice = computed(() => {
    const [first, ...more] = deleted.value;
    if (!first) return null;
    return more.length > 0
      ? i18n.t("library.deletedMany", [deleted.value.length])
      : i18n.t("library.deleted", [meetingTitle(first)]);
  });

  /** All but one that is being recorded. Together with those that were deleted just before they can be brought back. */
  async function remove(meetingIds: readonly string[]): Promise<void> {
    failure.value = null;
    endOffer();
    endOffer = offerUndo();
    const db = await database;
    for (const id of meetingIds) {
      const changed = await updateMeeting(db, id, (meeting) => withDeletion(meeting, Date.now()));
      if (changed?.deletedAt === undefined) continue;
      deleted.value = [...deleted.value, changed];
      tell(changed);
    }
  }

  /** @returns Those that are back. */
  async function undo(): Promise<readonly Meeting[]> {
    const db = await database;
    const back: Meeting[] = [];
    for (const { id } of takeDeleted()) {
      const changed = await updateMeeting(db, id, withoutDeletion);
      if (!changed) continue;
      tell(changed);
      back.push(changed);
    }
    endOffer();
    return back;
  }

  /** The time to bring them back is over. One that somebody is still at work on goes when that is done. */
  async function expire(): Promise<void> {
    const ids = takeDeleted().map(({ id }) => id);
    endOffer();
    const db = await database;
    for (const id of await idleMeetings(ids))
      await removeForGood(db, id).catch((error: unknown) => {
        failure.value = problem("delete-failed", nameOf(error));
      });
    onRemoved();
  }

  function takeDeleted(): readonly Meeting[] {
    const taken = deleted.value;
    deleted.value = [];
    return taken;
  }

  async function removeAudio(meetingId: string): Promise<void> {
    failure.value = null;
    const result = await deleteSound(await database, meetingId);
    if (!result.ok) failure.value = result.problem;
    else if (result.value) tell(result.value);
    onRemoved();
  }

  return {
    notice,
    remove,
    undo,
    expire,
    removeAudio,
    problem: failure,
    dismiss: () => void (failure.value = null),
  };
}

const nameOf = (error: unknown): string =>
  error instanceof DOMException ? error.name : String(error);

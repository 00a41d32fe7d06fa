/** Deletes meetings, which can be restored for some seconds, and the audio of a meeting, which cannot. */

import { computed, onScopeDispose, shallowRef } from "vue";
import { i18n } from "#i18n";
import { meetingTitle } from "../../../components/library/meeting-row.ts";
import { withDeletion, withoutDeletion } from "../../../core/library/deletion.ts";
import type { Meeting } from "../../../core/meeting.ts";
import { type Problem, problem as problemOf } from "../../../core/problem.ts";
import type { Database } from "../../shared/database/open.ts";
import { idleMeetings, offerUndo } from "../../shared/locks.ts";
import type { useMeetings } from "../shown/use-meetings.ts";

/** @param onRemoved is called when space may have become free */
export function useDeletion(
  database: Promise<Database>,
  { edit, publishMeeting }: ReturnType<typeof useMeetings>,
  onRemoved: () => void,
) {
  /** Meetings that can be restored. */
  const deleted = shallowRef<readonly Meeting[]>([]);
  const problem = shallowRef<Problem | null>(null);
  let endOffer = (): void => {};
  // Startup recovery or the next panel removes what this panel leaves.
  onScopeDispose(() => endOffer());

  const notice = computed(() => {
    const [first, ...more] = deleted.value;
    if (!first) return null;
    return more.length > 0
      ? i18n.t("library.deletedMany", [deleted.value.length])
      : i18n.t("library.deleted", [meetingTitle(first)]);
  });

  /** Skips a meeting that is being recorded. Restarts the time to restore meetings that were deleted just before. */
  async function remove(meetingIds: readonly string[]): Promise<void> {
    problem.value = null;
    endOffer();
    endOffer = offerUndo();
    for (const id of meetingIds) {
      const meeting = await edit(id, (stored) => withDeletion(stored, Date.now()));
      if (meeting?.deletedAt !== undefined) deleted.value = [...deleted.value, meeting];
    }
  }

  /** @returns the restored meetings */
  async function undo(): Promise<readonly Meeting[]> {
    const restored: Meeting[] = [];
    for (const { id } of takeDeleted()) {
      const meeting = await edit(id, withoutDeletion);
      if (meeting) restored.push(meeting);
    }
    endOffer();
    return restored;
  }

  /** Ends the time to restore. A meeting with a job at work is removed later. */
  async function expire(): Promise<void> {
    const ids = takeDeleted().map(({ id }) => id);
    endOffer();
    const db = await database;
    const { removeForGood } = await import("../../shared/delete-meeting.ts");
    for (const id of await idleMeetings(ids))
      await removeForGood(db, id).catch((error: unknown) => {
        problem.value = problemOf("delete-failed", nameOf(error));
      });
    onRemoved();
  }

  function takeDeleted(): readonly Meeting[] {
    const taken = deleted.value;
    deleted.value = [];
    return taken;
  }

  async function removeAudio(meetingId: string): Promise<void> {
    problem.value = null;
    const { deleteAudio } = await import("../../shared/delete-meeting.ts");
    const result = await deleteAudio(await database, meetingId);
    if (!result.ok) problem.value = result.problem;
    else if (result.value) publishMeeting(result.value);
    onRemoved();
  }

  const dismiss = (): void => void (problem.value = null);
  return { notice, problem, dismiss, remove, undo, expire, removeAudio };
}

const nameOf = (error: unknown): string =>
  error instanceof DOMException ? error.name : String(error);

/** What is done to stored meetings: named, deleted and brought back, and rid of their sound when the person has said so. */

import { shallowRef } from "vue";
import type { Meeting } from "../../../core/meeting.ts";
import type { Database } from "../../shared/database/open.ts";
import { useDeletion } from "./use-deletion.ts";
import type { useMeetings } from "../shown/use-meetings.ts";

interface LibraryOptions {
  readonly database: Promise<Database>;
  readonly meetings: ReturnType<typeof useMeetings>;
  readonly open: (meetingId: string) => Promise<void>;
  /** Completes the transcript. */
  readonly finish: (meetingId: string) => void;
  /** Room may have become free. */
  readonly onRemoved: () => void;
}

export function useLibrary({ database, meetings, open, finish, onRemoved }: LibraryOptions) {
  const { shown, edit, tell } = meetings;
  const deletion = useDeletion({ database, tell, onRemoved });
  /** Whose sound the person is asked about. */
  const audioOf = shallowRef<Meeting | null>(null);
  /** The meeting that was deleted while it was on show. */
  let closedId: string | null = null;

  const rename = (meetingId: string, title: string): Promise<void> =>
    edit(meetingId, (meeting) => ({ ...meeting, title }));

  const askForAudio = (meetingId: string): void =>
    void (audioOf.value = meetings.meetings.value.find(({ id }) => id === meetingId) ?? null);

  async function deleteShown(): Promise<void> {
    closedId = shown.meetingId;
    if (closedId !== null) await deletion.remove([closedId]);
  }

  async function deleteListed(meetingIds: readonly string[]): Promise<void> {
    closedId = null;
    await deletion.remove(meetingIds);
  }

  /** Where one was deleted while it was on show, it is so again. */
  async function undo(): Promise<void> {
    const back = await deletion.undo();
    // Deleting has stopped it.
    for (const { id, finishesByItself } of back) if (finishesByItself === true) finish(id);
    const [first, ...more] = back;
    if (first && more.length === 0 && first.id === closedId) await open(first.id);
    closedId = null;
  }

  return {
    audioOf,
    rename,
    askForAudio,
    deleteShown,
    deleteListed,
    undo,
    expire: deletion.expire,
    removeAudio: deletion.removeAudio,
    notice: deletion.notice,
    problem: deletion.problem,
    dismiss: deletion.dismiss,
  };
}

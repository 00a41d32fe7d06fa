/** The library: renames, deletes and restores stored meetings, deletes their audio, searches them, and measures the free space. */

import { shallowRef, watch } from "vue";
import type { Meeting } from "../../../core/meeting.ts";
import { type StorageSpace, storageSpace } from "../../../core/recording/storage-level.ts";
import type { Database } from "../../shared/database/open.ts";
import type { useTranscription } from "../recording/use-transcription.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import type { useNavigation } from "../use-navigation.ts";
import { useDeletion } from "./use-deletion.ts";
import { useSearch } from "./use-search.ts";

interface LibraryOptions {
  readonly database: Promise<Database>;
  readonly meetings: ReturnType<typeof useMeetings>;
  readonly navigation: ReturnType<typeof useNavigation>;
  readonly transcription: ReturnType<typeof useTranscription>;
}

export function useLibrary({ database, meetings, navigation, transcription }: LibraryOptions) {
  const { shown, edit } = meetings;
  const isShown = (): boolean => navigation.view.value === "meetings";
  const { space, measureSpace } = useSpace();
  const {
    remove,
    undo: restore,
    ...deletion
  } = useDeletion(database, meetings, () => void measureSpace());
  /** The meeting whose audio the user is asked whether to delete. */
  const audioQuestion = shallowRef<Meeting | null>(null);
  /** The meeting that was deleted from its own view. */
  let closedId: string | null = null;

  watch(isShown, (isNow) => {
    if (isNow) void measureSpace();
  });

  async function rename(meetingId: string, title: string): Promise<void> {
    await edit(meetingId, (meeting) => ({ ...meeting, title }));
  }

  const askAboutAudio = (meetingId: string): void =>
    void (audioQuestion.value = meetings.meetings.value.find(({ id }) => id === meetingId) ?? null);

  async function deleteShown(): Promise<void> {
    closedId = shown.meetingId;
    if (closedId !== null) await remove([closedId]);
  }

  async function deleteListed(meetingIds: readonly string[]): Promise<void> {
    closedId = null;
    await remove(meetingIds);
  }

  /** Opens a restored meeting again if it was deleted from its own view. */
  async function undo(): Promise<void> {
    const restored = await restore();
    // Deletion has stopped the transcription.
    for (const { id, finishesByItself } of restored)
      if (finishesByItself === true) void transcription.transcribe(id, "offset");
    const [first, ...more] = restored;
    if (first && more.length === 0 && first.id === closedId) await navigation.open(first.id);
    closedId = null;
  }

  return {
    ...deletion,
    space,
    measureSpace,
    search: useSearch({ isShown, meetings: meetings.meetings }),
    audioQuestion,
    rename,
    askAboutAudio,
    deleteShown,
    deleteListed,
    undo,
  };
}

function useSpace() {
  /** `null` until it is measured, or if the browser does not tell it. */
  const space = shallowRef<StorageSpace | null>(null);

  async function measureSpace(): Promise<void> {
    try {
      space.value = storageSpace(await navigator.storage.estimate());
    } catch {
      space.value = null;
    }
  }

  return { space, measureSpace };
}

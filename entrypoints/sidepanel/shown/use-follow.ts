/**
 * Decides which meeting is shown: the one that is being recorded, else the newest, until the user opens another one. Keeps what
 * is shown true to the database when a job changes its phase, ends or is lost.
 */

import { computed, ref, watch } from "vue";
import type { Meeting } from "../../../core/meeting.ts";
import { isBeingMade } from "../../../core/notes/pending.ts";
import type { LiveState } from "../../../core/protocol/live.ts";
import type { Database } from "../../shared/database/open.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { recoverInterrupted, recoverNotes } from "../../shared/recover.ts";
import type { useLive } from "./use-live.ts";
import type { useMeetingList } from "./use-meeting-list.ts";
import type { useShownMeeting } from "./use-shown-meeting.ts";

interface FollowOptions {
  readonly database: Promise<Database>;
  readonly live: ReturnType<typeof useLive>;
  readonly list: ReturnType<typeof useMeetingList>;
  readonly content: ReturnType<typeof useShownMeeting>;
}

export function useFollow({ database, live, list, content }: FollowOptions) {
  const { recording, transcribing } = live;
  const { shown, show } = content;
  /** The newest meeting is shown, and the next one will be. */
  const isFollowing = ref(true);
  /** The transcription of the shown meeting, if one is running. */
  const shownTranscribing = computed(() => transcribing.value.get(shown.meetingId ?? "") ?? null);
  /** A recording that is saved is one of the list, unless it was deleted. */
  function newestId(): string | null {
    const current = recording.value?.phase === "saved" ? null : recording.value;
    return current?.meetingId ?? list.meetings.value[0]?.id ?? null;
  }

  /** Marks what was interrupted before it is shown. Says hello first, so that no turn falls between reading and receiving. */
  async function openLatest(): Promise<void> {
    isFollowing.value = true;
    live.sayHello();
    if ((await list.load()).some(mayBeInterrupted)) {
      await recover(database);
      await list.load();
    }
    await show(newestId());
  }

  async function open(meetingId: string): Promise<void> {
    isFollowing.value = meetingId === newestId();
    await show(meetingId);
  }

  /** @param meetingId of a recording that has just begun; the live channel may have shown it before it was stored */
  async function openNew(meetingId: string): Promise<void> {
    isFollowing.value = true;
    await show(meetingId);
    await refresh();
  }

  /** Reads the records again; the turns stay. */
  async function refresh(): Promise<void> {
    await Promise.all([content.readRecord(), list.loadAndMeasure()]);
  }

  async function recoverLost(): Promise<void> {
    await recover(database);
    await refresh();
  }

  watch(
    () => recording.value?.meetingId,
    (meetingId) => {
      if (meetingId !== undefined && isFollowing.value) void show(meetingId);
    },
  );
  // Title, length and state in the database change with the phase.
  watch(
    () => [recording.value, ...transcribing.value.values()].map(phaseOf).join(),
    () => void refresh(),
  );
  // A repeated transcription deletes the turns first; turns that were stored before the panel listened are read at its end.
  watch(
    [() => shown.meetingId, () => shownTranscribing.value !== null] as const,
    ([meetingId], [before]) => {
      if (meetingId === before) void content.reload();
    },
  );

  return { isFollowing, shownTranscribing, open, openLatest, openNew, recoverLost };
}

/** Never rejects: the panel shows the rest whatever fails here. */
const recover = (database: Promise<Database>): Promise<void> =>
  database
    .then((db) => Promise.all([recoverInterrupted(db), recoverNotes(db)]))
    .then(() => {}, reportUnexpected("recovering what was interrupted"));

const mayBeInterrupted = ({ state, owedNotes }: Meeting): boolean =>
  state === "recording" || owedNotes?.some(isBeingMade) === true;

const phaseOf = (state: LiveState | null): string =>
  state ? `${state.meetingId} ${state.activity} ${state.phase}` : "";

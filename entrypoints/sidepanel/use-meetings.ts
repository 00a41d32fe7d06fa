/**
 * Which meeting is on show. The panel follows the recorder: it shows what is being recorded, else the newest, until the
 * person opens another one.
 */

import { computed, ref, watch } from "vue";
import { type Problem, problem } from "../../core/problem.ts";
import type { Database } from "../shared/database.ts";
import { useLive } from "./use-live.ts";
import { useMeeting } from "./use-meeting.ts";
import { useMeetingList } from "./use-meeting-list.ts";

export function useMeetings(database: Promise<Database>, report: (problem: Problem) => void) {
  const { shown, show, receive, receiveNote, refresh } = useMeeting(database);
  const { meetings, load: loadList } = useMeetingList(database);
  const { live, partials, sayHello } = useLive({
    onTurn: receive,
    onLost: () => {
      report(problem("capture-failed"));
      void refreshAll();
    },
  });
  const isFollowing = ref(true);

  const turns = computed(() => shown.groups.flat());
  const shownPartials = computed(() =>
    Object.values(partials.value)
      .filter((partial) => partial !== null)
      .filter((partial) => partial.meetingId === shown.meetingId),
  );

  const refreshAll = async (): Promise<void> => void (await Promise.all([refresh(), loadList()]));

  watch(
    () => live.value?.meetingId,
    (meetingId) => {
      if (meetingId !== undefined && isFollowing.value) void show(meetingId);
    },
  );
  // Title, length and state in the database change with the phase.
  watch(
    () => live.value?.phase,
    () => void refreshAll(),
  );

  /** Asks the recorder first, so that no turn falls between what is read and what is heard. */
  async function openLatest(): Promise<void> {
    isFollowing.value = true;
    sayHello();
    const newest = (await loadList())[0];
    await show(live.value?.meetingId ?? newest?.id ?? null);
  }

  async function open(meetingId: string): Promise<void> {
    const newest = live.value?.meetingId ?? meetings.value[0]?.id;
    isFollowing.value = meetingId === newest;
    await show(meetingId);
  }

  /** A recording that has just begun. */
  async function openNew(meetingId: string): Promise<void> {
    isFollowing.value = true;
    await show(meetingId);
    // The live channel may have shown it before it was stored.
    await refreshAll();
  }

  return {
    live,
    partials: shownPartials,
    shown,
    turns,
    meetings,
    isFollowing,
    receiveNote,
    open,
    openLatest,
    openNew,
    loadList,
  };
}

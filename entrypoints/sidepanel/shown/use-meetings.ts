/**
 * Which meeting is on show. The panel follows the recorder: it shows what is being recorded, else the newest, until the
 * person opens another one.
 */

import { computed, ref, watch } from "vue";
import type { Meeting, Note, Turn, TurnKey } from "../../../core/meeting.ts";
import { isBeingMade } from "../../../core/notes/pending.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { LiveState, NoteJob } from "../../../core/protocol/live.ts";
import { updateMeeting } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { editTurn as editStored } from "../../shared/database/turn-store.ts";
import { recoverInterrupted } from "../../shared/recover.ts";
import { recoverNotes } from "../../shared/recover-notes.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { useLive } from "./use-live.ts";
import { useMeeting } from "./use-meeting.ts";
import { useMeetingList } from "../library/use-meeting-list.ts";

interface Listener {
  /** What the person should know of a recording. */
  readonly report: (problem: Problem) => void;
  readonly onNoteJobs: (works: readonly NoteJob[]) => void;
  /** The meeting on show was deleted, here or elsewhere: another one is. */
  readonly onShownDeleted: () => void;
}

export function useMeetings(
  database: Promise<Database>,
  { report, onNoteJobs, onShownDeleted }: Listener,
) {
  const meetingShown = useMeeting(database);
  const { shown, show, reload, receive, receiveMeeting, receiveNote, refresh } = meetingShown;
  const list = useMeetingList(database);
  const { meetings } = list;
  const { recording, transcribing, partialsOf, sayHello, tellOthers } = useLive({
    onTurn: receive,
    onMeeting: receiveAnywhere,
    onNote(note) {
      receiveNote(note);
      // With it came what it has cost.
      if (note.meetingId === shown.meetingId) void refresh();
    },
    onNoteDeleted: meetingShown.dropNote,
    onNoteJobs,
    onLost: (state) => void recoverLost(state),
  });
  const isFollowing = ref(true);

  const turns = computed(() => shown.groups.flat());
  const partials = computed(() => partialsOf(shown.meetingId));
  /** The work on the meeting on show, if its transcript is being completed. */
  const shownTranscribing = computed(() => transcribing.value.get(shown.meetingId ?? "") ?? null);

  function receiveAnywhere(meeting: Meeting): void {
    list.receive(meeting);
    if (meeting.deletedAt === undefined) return receiveMeeting(meeting);
    if (meeting.id !== shown.meetingId) return;
    onShownDeleted();
    void openLatest();
  }

  const refreshAll = async (): Promise<void> =>
    void (await Promise.all([refresh(), list.loadAndMeasure()]));

  async function recoverLost(state: LiveState): Promise<void> {
    if (state.activity === "recording") report(problem("interrupted"));
    await recover();
    await refreshAll();
  }

  /** Whatever stands in its way, there is more to show. */
  const recover = (): Promise<void> =>
    database
      .then((db) => Promise.all([recoverInterrupted(db), recoverNotes(db)]))
      .then(() => {}, reportUnexpected("looking for what was interrupted"));

  watch(
    () => recording.value?.meetingId,
    (meetingId) => {
      if (meetingId !== undefined && isFollowing.value) void show(meetingId);
    },
  );
  // Title, length and state in the database change with the phase.
  watch(
    () => [recording.value, ...transcribing.value.values()].map(workOf).join(),
    () => void refreshAll(),
  );
  // A transcript that is made anew loses its turns first; what was stored while the panel looked away is there at the end.
  watch(
    [() => shown.meetingId, () => shownTranscribing.value !== null] as const,
    ([meetingId], [before]) => {
      if (meetingId === before) void reload();
    },
  );

  /**
   * Asks who is at work first, so that no turn falls between what is read and what is heard. What is found interrupted
   * is marked so before it is shown.
   */
  async function openLatest(): Promise<void> {
    isFollowing.value = true;
    sayHello();
    if ((await list.load()).some(mayBeInterrupted)) {
      await recover();
      await list.load();
    }
    await show(recording.value?.meetingId ?? meetings.value[0]?.id ?? null);
  }

  async function open(meetingId: string): Promise<void> {
    const newest = recording.value?.meetingId ?? meetings.value[0]?.id;
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

  /** Changes what is kept of a meeting, here and in every panel that shows it. */
  async function edit(meetingId: string, change: (meeting: Meeting) => Meeting): Promise<void> {
    const changed = await updateMeeting(await database, meetingId, change);
    if (changed) tell(changed);
  }

  /** A change that is stored, here and in every panel. */
  function tell(changed: Meeting): void {
    receiveAnywhere(changed);
    tellOthers({ type: "meeting", meeting: changed });
  }

  /** Changes a stored turn, here and in every panel that shows its meeting. */
  async function editTurn(key: TurnKey, change: (turn: Turn) => Turn): Promise<void> {
    const changed = await editStored(await database, key, change);
    if (!changed) return;
    receive(changed);
    tellOthers({ type: "turn", turn: changed });
  }

  /** A note that is stored, here and in every panel that shows its meeting. */
  function addNote(note: Note): void {
    receiveNote(note);
    tellOthers({ type: "note", note });
  }

  /** A note that is no longer stored, here and in every panel that shows its meeting. */
  function dropNote({ meetingId, id: noteId }: Note): void {
    meetingShown.dropNote(meetingId, noteId);
    tellOthers({ type: "note-deleted", meetingId, noteId });
  }

  return {
    recording,
    transcribing,
    shownTranscribing,
    partials,
    shown,
    turns,
    meetings,
    behindMs: list.behindMs,
    isFollowing,
    addNote,
    dropNote,
    edit,
    editTurn,
    tell,
    open,
    openLatest,
    openNew,
    loadList: list.loadAndMeasure,
    sayHello,
  };
}

const mayBeInterrupted = ({ state, owedNotes }: Meeting): boolean =>
  state === "recording" || owedNotes?.some(isBeingMade) === true;

const workOf = (state: LiveState | null): string =>
  state ? `${state.meetingId} ${state.activity} ${state.phase}` : "";

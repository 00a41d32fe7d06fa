/**
 * The meetings as the panel knows them: all that are stored, the shown one, the jobs at work, and the one way to change what is
 * stored. Every change, from here or from another context, arrives in `receive` and is shown from there.
 */

import { computed, shallowRef } from "vue";
import type { Meeting, Note, Turn, TurnKey } from "../../../core/meeting.ts";
import type { LiveState } from "../../../core/protocol/live.ts";
import { updateMeeting } from "../../shared/database/meeting-store.ts";
import {
  addNote as storeNote,
  deleteNote as removeNote,
  editNote as editStoredNote,
} from "../../shared/database/note-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { editTurns as editStoredTurns } from "../../shared/database/turn-store.ts";
import { useFollow } from "./use-follow.ts";
import { type StoredChange, useLive } from "./use-live.ts";
import { useMeetingList } from "./use-meeting-list.ts";
import { useShownMeeting } from "./use-shown-meeting.ts";
import { useShownFacts } from "./use-shown-facts.ts";

export function useMeetings(database: Promise<Database>) {
  const list = useMeetingList(database);
  const content = useShownMeeting(database);
  const { shown } = content;
  const live = useLive({ onStored: receive, onLost });
  const { recording, transcribing, noteJobs, sayHello } = live;
  const follow = useFollow({ database, live, list, content });
  const { isFollowing, shownTranscribing, open, openLatest, openNew } = follow;
  const turns = computed(() => shown.groups.flat());
  /** The recording that ended last without a last state. */
  const lostRecording = shallowRef<LiveState | null>(null);
  /** The meeting that was deleted last while it was shown, in this panel or another. */
  const deletedShown = shallowRef<Meeting | null>(null);

  function receive(change: StoredChange): void {
    if (change.type === "meeting") return receiveMeeting(change.meeting);
    content.receive(change);
    // The note's cost is stored with the meeting.
    if (change.type === "note" && change.note.meetingId === shown.meetingId)
      void content.readRecord();
  }

  function receiveMeeting(meeting: Meeting): void {
    list.receive(meeting);
    if (meeting.deletedAt === undefined) return content.receive({ type: "meeting", meeting });
    if (meeting.id !== shown.meetingId) return;
    // A recording without audio was discarded automatically; the user stays where they are.
    if (meeting.durationMs > 0) deletedShown.value = meeting;
    void openLatest();
  }

  function onLost(state: LiveState): void {
    if (state.activity === "recording") lostRecording.value = state;
    void follow.recoverLost();
  }

  return {
    recording,
    transcribing,
    shownTranscribing,
    noteJobs,
    partials: computed(() => live.partialsOf(shown.meetingId)),
    lostRecording,
    shown,
    turns,
    facts: useShownFacts({ shown, turns, recording, transcribing: shownTranscribing }),
    isFollowing,
    open,
    openLatest,
    openNew,
    deletedShown,
    meetings: list.meetings,
    lagMs: list.lagMs,
    loadList: list.loadAndMeasure,
    sayHello,
    ...createEdits(database, (change) => {
      receive(change);
      live.announce(change);
    }),
  };
}

/**
 * Each edit is stored, and published if something was stored.
 * @param publish shows the change here and in every other panel
 */
function createEdits(database: Promise<Database>, publish: (change: StoredChange) => void) {
  return {
    /** Publishes a meeting that something else has stored. */
    publishMeeting: (meeting: Meeting): void => publish({ type: "meeting", meeting }),

    async edit(meetingId: string, change: (meeting: Meeting) => Meeting): Promise<Meeting | null> {
      const meeting = await updateMeeting(await database, meetingId, change);
      if (meeting) publish({ type: "meeting", meeting });
      return meeting;
    },

    /** Drafts stay as they are, because they are replaced. @returns the changed turns as they are stored now */
    async editTurns(
      keys: readonly TurnKey[],
      change: (turn: Turn) => Turn | null,
    ): Promise<readonly Turn[]> {
      const turns = await editStoredTurns(await database, keys, (turn) =>
        turn.isDraft ? null : change(turn),
      );
      for (const turn of turns) publish({ type: "turn", turn });
      return turns;
    },

    async addNote(note: Note): Promise<void> {
      await storeNote(await database, note);
      publish({ type: "note", note });
    },

    async editNote(id: string, change: (note: Note) => Note | null): Promise<void> {
      const note = await editStoredNote(await database, id, change);
      if (note) publish({ type: "note", note });
    },

    async deleteNote({ id, meetingId }: Note): Promise<void> {
      await removeNote(await database, id);
      publish({ type: "note-deleted", meetingId, noteId: id });
    },
  };
}

/**
 * The meeting on show: what is stored of it, and what is added while it is on show. Loading and live turns may cross each
 * other; both are merged by the key of the turn, so none is missing and none is there twice. The same holds of notes.
 */

import { shallowReactive, shallowRef } from "vue";
import type { Meeting, Note, Turn } from "../../../core/meeting.ts";
import { withNote } from "../../../core/notes/versions.ts";
import { addTurn, groupTurns, type TurnGroups } from "../../../core/transcript/turn-groups.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import { listNotes } from "../../shared/database/note-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { turnsFromEnd } from "../../shared/database/turn-store.ts";
import { type RecordedChannel, recordedChannels } from "../../shared/audio-file.ts";

export interface ShownMeeting {
  meetingId: string | null;
  /** Null until it is read, or where it is not stored yet. */
  meeting: Meeting | null;
  /** What lies on disk of each of its channels. */
  channels: readonly RecordedChannel[];
  /** All of its turns; none until they are read. */
  groups: TurnGroups;
  /** The last of them, which are read first. */
  ending: TurnGroups;
  /** Oldest first. */
  notes: readonly Note[];
  isLoading: boolean;
}

export function useMeeting(database: Promise<Database>) {
  const shown = shallowReactive<ShownMeeting>(nothing());
  /** Turns that came while the stored ones were being read. */
  const early = shallowRef<readonly Turn[]>([]);
  let earlyNotes: readonly Note[] = [];
  /** By id: deleted meanwhile, though they may have been read. */
  const droppedNotes = new Set<string>();
  /** Only the reading that began last counts. */
  let readings = 0;
  /** How often its record came by itself: what was read meanwhile is older. */
  let meetingsHeard = 0;

  async function show(meetingId: string | null): Promise<void> {
    if (meetingId === shown.meetingId) return;
    Object.assign(shown, nothing(), { meetingId, isLoading: meetingId !== null });
    early.value = [];
    earlyNotes = [];
    droppedNotes.clear();
    await load();
  }

  /** Reads everything of it; what is on show stays until that is done. */
  async function load(): Promise<void> {
    const { meetingId } = shown;
    const reading = ++readings;
    const isOutdated = (): boolean => reading !== readings;
    if (meetingId === null) return;
    shown.isLoading = true;
    const db = await database;
    const [groups, notes] = await Promise.all([
      readGroups(db, meetingId, isOutdated),
      listNotes(db, meetingId),
    ]);
    if (isOutdated()) return;
    shown.groups = early.value.reduce(addTurn, groups);
    early.value = [];
    Object.assign(shown, { ending: [], isLoading: false });
    shown.notes = earlyNotes.reduce(withNote, notes).filter(({ id }) => !droppedNotes.has(id));
    earlyNotes = [];
    droppedNotes.clear();
  }

  /** The end of a meeting that comes on show is seen before the rest is read, together with its title and its sound. */
  async function readGroups(
    db: Database,
    meetingId: string,
    isOutdated: () => boolean,
  ): Promise<TurnGroups> {
    const record = refresh();
    const pieces: TurnGroups[] = [];
    for await (const turns of turnsFromEnd(db, meetingId)) {
      await record;
      if (isOutdated()) break;
      const groups = groupTurns(turns);
      if (shown.groups.length === 0 && pieces.length === 0) shown.ending = groups;
      pieces.push(groups);
    }
    return pieces.toReversed().flat();
  }

  function receiveMeeting(meeting: Meeting): void {
    if (meeting.id !== shown.meetingId) return;
    meetingsHeard++;
    const hadAudio = shown.meeting?.soundDeletedAt === undefined;
    shown.meeting = meeting;
    if (hadAudio && meeting.soundDeletedAt !== undefined)
      shown.channels = shown.channels.map((channel) => ({ ...channel, recordedSamples: 0 }));
  }

  function receive(turn: Turn): void {
    if (turn.meetingId !== shown.meetingId) return;
    if (shown.isLoading) early.value = [...early.value, turn];
    else shown.groups = addTurn(shown.groups, turn);
  }

  function receiveNote(note: Note): void {
    if (note.meetingId !== shown.meetingId) return;
    if (shown.isLoading) earlyNotes = [...earlyNotes, note];
    else shown.notes = withNote(shown.notes, note);
  }

  /** One that is no longer stored. */
  function dropNote(meetingId: string, noteId: string): void {
    if (meetingId !== shown.meetingId) return;
    if (shown.isLoading) droppedNotes.add(noteId);
    shown.notes = shown.notes.filter(({ id }) => id !== noteId);
  }

  /** Reads title, length and state again, when the recorder has changed them. */
  async function refresh(): Promise<void> {
    const { meetingId } = shown;
    if (meetingId === null) return;
    const heard = meetingsHeard;
    const meeting = await getMeeting(await database, meetingId);
    const channels = meeting ? await recordedChannels(meeting) : [];
    if (meetingId !== shown.meetingId) return;
    if (heard === meetingsHeard) shown.meeting = meeting ?? null;
    shown.channels = channels;
  }

  return { shown, show, reload: load, receive, receiveMeeting, receiveNote, dropNote, refresh };
}

const nothing = (): ShownMeeting => ({
  meetingId: null,
  meeting: null,
  channels: [],
  groups: [],
  ending: [],
  notes: [],
  isLoading: false,
});

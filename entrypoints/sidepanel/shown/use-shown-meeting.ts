/**
 * The content of the shown meeting: read from the database, and kept up with every change that arrives. Reading and arriving turns
 * may cross each other; turns are merged by their key, notes by their id, so none is missing and none is there twice.
 */

import { computed, type Ref, shallowReactive } from "vue";
import type { Mark, Meeting, Note } from "../../../core/meeting.ts";
import { withNote } from "../../../core/notes/versions.ts";
import {
  addTurn,
  groupTurns,
  type TurnGroups,
  withoutReplaced,
} from "../../../core/transcript/turn-groups.ts";
import { type RecordedChannel, recordedChannels } from "../../shared/audio-file.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import { listNotes } from "../../shared/database/note-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { turnsFromEnd } from "../../shared/database/turn-store.ts";
import type { StoredChange } from "./use-live.ts";

export interface ShownMeeting {
  meetingId: string | null;
  /** `null` until it is read, and if it is not stored yet. */
  meeting: Meeting | null;
  /** Each with its samples on disk. */
  channels: readonly RecordedChannel[];
  /** All turns; empty until they are read. */
  groups: TurnGroups;
  /** The last turns, which are read first; empty once all are read. */
  ending: TurnGroups;
  /** Oldest first. */
  notes: readonly Note[];
  isLoading: boolean;
}

type ContentChange = Exclude<StoredChange, { type: "meeting" }>;

export function useShownMeeting(database: Promise<Database>) {
  const shown = shallowReactive<ShownMeeting>(nothing());
  /** Changes that arrived while the stored content was being read: they are newer. */
  let arrived: readonly ContentChange[] = [];
  let loading = new AbortController();
  let receivedRecords = 0;

  async function show(meetingId: string | null): Promise<void> {
    if (meetingId === shown.meetingId) return;
    Object.assign(shown, nothing(), { meetingId, isLoading: meetingId !== null });
    arrived = [];
    await load();
  }

  /** Reads everything; what is shown stays until that is done. A newer call replaces one under way. */
  async function load(): Promise<void> {
    const { meetingId } = shown;
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    if (meetingId === null) return;
    shown.isLoading = true;
    const db = await database;
    const record = readRecord();
    /** Shows the last turns, together with the record, before the rest is read. */
    const showEnding = async (ending: TurnGroups): Promise<void> => {
      await record;
      if (!signal.aborted && shown.groups.length === 0) shown.ending = ending;
    };
    const [groups, notes] = await Promise.all([
      readGroups(db, meetingId, { onEnding: showEnding, signal }),
      listNotes(db, meetingId),
    ]);
    if (signal.aborted) return;
    const content = arrived.reduce(withChange, { groups, notes });
    arrived = [];
    Object.assign(shown, content, { ending: [], isLoading: false });
  }

  /** Reads title, length, state and the size of the files again. */
  async function readRecord(): Promise<void> {
    const { meetingId } = shown;
    if (meetingId === null) return;
    const before = receivedRecords;
    const meeting = await getMeeting(await database, meetingId);
    const channels = meeting ? await recordedChannels(meeting) : [];
    if (meetingId !== shown.meetingId) return;
    // A record that arrived meanwhile is newer than the one that was read.
    if (before === receivedRecords) shown.meeting = meeting ?? null;
    shown.channels = channels;
  }

  function receive(change: StoredChange): void {
    if (meetingIdOf(change) !== shown.meetingId) return;
    if (change.type === "meeting") return receiveRecord(change.meeting);
    if (shown.isLoading) arrived = [...arrived, change];
    if (!shown.isLoading || change.type === "note-deleted")
      Object.assign(shown, withChange(shown, change));
  }

  function receiveRecord(meeting: Meeting): void {
    receivedRecords++;
    const hadAudio = shown.meeting?.soundDeletedAt === undefined;
    shown.meeting = meeting;
    if (hadAudio && meeting.soundDeletedAt !== undefined)
      shown.channels = shown.channels.map((channel) => ({ ...channel, recordedSamples: 0 }));
  }

  return { shown, show, reload: load, readRecord, receive };
}

interface ReadOptions {
  readonly onEnding: (groups: TurnGroups) => Promise<void>;
  readonly signal: AbortSignal;
}

async function readGroups(
  database: Database,
  meetingId: string,
  { onEnding, signal }: ReadOptions,
): Promise<TurnGroups> {
  const pieces: TurnGroups[] = [];
  for await (const turns of turnsFromEnd(database, meetingId)) {
    const groups = groupTurns(turns);
    if (pieces.length === 0) await onEnding(groups);
    if (signal.aborted) break;
    pieces.push(groups);
  }
  return pieces.toReversed().flat();
}

/**
 * The transcript as far as it is read: its end, then all of it.
 * @param allMarks in the order of the meeting clock; each is shown together with the turns around it
 */
export function useVisibleTranscript(
  shown: Readonly<ShownMeeting>,
  allMarks: Readonly<Ref<readonly Mark[]>>,
) {
  const isWhole = computed(() => shown.groups.length > 0 || !shown.isLoading);
  const groups = computed(() => (isWhole.value ? shown.groups : shown.ending));
  const marks = computed(() => {
    if (isWhole.value) return allMarks.value;
    const fromMs = groups.value[0]?.[0]?.startMs ?? Infinity;
    return allMarks.value.filter(({ atMs }) => atMs >= fromMs);
  });
  return { groups, marks };
}

export function meetingIdOf(change: StoredChange): string {
  switch (change.type) {
    case "meeting":
      return change.meeting.id;
    case "turn":
      return change.turn.meetingId;
    case "note":
      return change.note.meetingId;
    case "drafts-replaced":
    case "note-deleted":
      return change.meetingId;
  }
}

type Content = Pick<ShownMeeting, "groups" | "notes">;

function withChange({ groups, notes }: Content, change: ContentChange): Content {
  switch (change.type) {
    case "turn":
      return { groups: addTurn(groups, change.turn), notes };
    case "drafts-replaced":
      return { groups: withoutReplaced(groups, change.channel, change.covered), notes };
    case "note":
      return { groups, notes: withNote(notes, change.note) };
    case "note-deleted":
      return { groups, notes: notes.filter(({ id }) => id !== change.noteId) };
  }
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

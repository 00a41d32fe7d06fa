/**
 * The database of meetings, turns and notes (IndexedDB). Several contexts write at once — the recorder thread while a
 * meeting runs, the panel when somebody edits — so every change is one transaction that reads what it changes.
 */

import {
  type DBSchema,
  type IDBPDatabase,
  type IDBPObjectStore,
  type StoreNames,
  openDB,
} from "idb";
import type { ChannelName, Meeting, Note, Turn, TurnKey, Word } from "../../core/meeting.ts";
import { withEchoes } from "../../core/echo/own-words.ts";
import { isSameSubject } from "../../core/notes/subject.ts";
import { inOrder, settledWords } from "../../core/speech/resume.ts";
import type { SpeakerRevision } from "../../core/speech/server-message.ts";

type TurnPrimaryKey = [meetingId: string, channel: ChannelName, session: number, order: number];

interface Schema extends DBSchema {
  meetings: { key: string; value: Meeting; indexes: { startedAt: number } };
  turns: {
    key: TurnPrimaryKey;
    value: Turn;
    indexes: { time: [meetingId: string, startMs: number] };
  };
  notes: { key: string; value: Note; indexes: { time: [meetingId: string, createdAt: number] } };
}

export type Database = IDBPDatabase<Schema>;

const NAME = "earshot";
const VERSION = 1;

/** Opens the database and brings an older one forward. Must be closed, or lives as long as its context. */
export function openDatabase(): Promise<Database> {
  return openDB<Schema>(NAME, VERSION, {
    upgrade(database) {
      const meetings = database.createObjectStore("meetings", { keyPath: "id" });
      meetings.createIndex("startedAt", "startedAt");
      const turns = database.createObjectStore("turns", {
        keyPath: ["meetingId", "channel", "session", "order"],
      });
      turns.createIndex("time", ["meetingId", "startMs"]);
      const notes = database.createObjectStore("notes", { keyPath: "id" });
      notes.createIndex("time", ["meetingId", "createdAt"]);
    },
  });
}

const turnKey = (turn: TurnKey): TurnPrimaryKey => [
  turn.meetingId,
  turn.channel,
  turn.session,
  turn.order,
];

/** All that belongs to one meeting, whatever its second key part. */
const ofMeeting = (meetingId: string): IDBKeyRange =>
  IDBKeyRange.bound([meetingId, -Infinity], [meetingId, Infinity]);

/** Newest first. */
export async function listMeetings(database: Database): Promise<Meeting[]> {
  return (await database.getAllFromIndex("meetings", "startedAt")).toReversed();
}

export const getMeeting = (database: Database, id: string): Promise<Meeting | undefined> =>
  database.get("meetings", id);

export async function addMeeting(database: Database, meeting: Meeting): Promise<void> {
  await database.add("meetings", meeting);
}

/** Changes some fields of a meeting; one that was deleted meanwhile stays deleted. Returns it as it is stored now, or null. */
export async function updateMeeting(
  database: Database,
  id: string,
  change: (meeting: Meeting) => Meeting,
): Promise<Meeting | null> {
  const transaction = database.transaction("meetings", "readwrite");
  const meeting = await transaction.store.get(id);
  const changed = meeting ? change(meeting) : null;
  if (changed) await transaction.store.put(changed);
  await transaction.done;
  return changed;
}

/** In the order they were spoken. */
export const listTurns = (database: Database, meetingId: string): Promise<Turn[]> =>
  database.getAllFromIndex("turns", "time", ofMeeting(meetingId));

/** Those that begin between two moments of the meeting clock, in the order they were spoken. */
export const turnsBetween = (
  database: Database,
  meetingId: string,
  fromMs: number,
  toMs: number,
): Promise<Turn[]> => {
  const range = IDBKeyRange.bound([meetingId, fromMs], [meetingId, toMs]);
  return database.getAllFromIndex("turns", "time", range);
};

/**
 * Stores a final turn and moves the channel's durable offset in one transaction: either both are there after a crash or
 * neither is. An insight that was stored before stays. Returns the turn as it is stored now.
 */
export async function storeTurn(
  database: Database,
  turn: Turn,
  transcribedSamples: number,
): Promise<Turn> {
  const transaction = database.transaction(["turns", "meetings"], "readwrite");
  const turns = transaction.objectStore("turns");
  const before = await turns.get(turnKey(turn));
  const stored = { ...turn, insight: turn.insight ?? before?.insight ?? null };
  await turns.put(stored);
  await advance(transaction.objectStore("meetings"), turn, transcribedSamples);
  await transaction.done;
  return stored;
}

/** Moves a channel's durable offset forward, never back. */
export async function storeTranscribed(
  database: Database,
  channel: { readonly meetingId: string; readonly channel: ChannelName },
  transcribedSamples: number,
): Promise<void> {
  const transaction = database.transaction("meetings", "readwrite");
  await advance(transaction.store, channel, transcribedSamples);
  await transaction.done;
}

/** A readwrite store of meetings, whatever else its transaction spans. */
type MeetingStore = Pick<
  IDBPObjectStore<Schema, ArrayLike<StoreNames<Schema>>, "meetings", "readwrite">,
  "get" | "put"
>;

async function advance(
  meetings: MeetingStore,
  { meetingId, channel }: { readonly meetingId: string; readonly channel: ChannelName },
  transcribedSamples: number,
): Promise<void> {
  const meeting = await meetings.get(meetingId);
  if (!meeting) return;
  const channels = meeting.channels.map((each) =>
    each.name === channel
      ? { ...each, transcribedSamples: Math.max(each.transcribedSamples, transcribedSamples) }
      : each,
  );
  await meetings.put({ ...meeting, channels });
}

/** How far a channel has been transcribed, and what a new session needs to know of the ones before. */
export interface ChannelProgress {
  readonly transcribedSamples: number;
  /** The last stored words, in order, at most `SETTLED_WORDS`. */
  readonly settled: readonly Word[];
  /** Speech sessions so far. */
  readonly sessions: number;
}

/** @param recordedSamples what is on disk: after a loss it may be less than was transcribed */
export async function channelProgress(
  database: Database,
  meeting: Meeting,
  channel: ChannelName,
  recordedSamples: number,
): Promise<ChannelProgress> {
  const turns = (await listTurns(database, meeting.id)).filter((turn) => turn.channel === channel);
  return {
    transcribedSamples: Math.min(
      recordedSamples,
      meeting.channels.find(({ name }) => name === channel)?.transcribedSamples ?? 0,
    ),
    settled: settledWords(turns.toSorted(inOrder)),
    sessions: turns.reduce((sessions, turn) => Math.max(sessions, turn.session + 1), 0),
  };
}

/** Forgets the transcript, so that it can be made again from the sound. */
export async function restartTranscript(database: Database, meetingId: string): Promise<void> {
  const transaction = database.transaction(["turns", "meetings"], "readwrite");
  const index = transaction.objectStore("turns").index("time");
  for await (const cursor of index.iterate(ofMeeting(meetingId))) await cursor.delete();
  const meetings = transaction.objectStore("meetings");
  const meeting = await meetings.get(meetingId);
  if (meeting) {
    const channels = meeting.channels.map((channel) => ({ ...channel, transcribedSamples: 0 }));
    await meetings.put({ ...meeting, channels });
  }
  await transaction.done;
}

/** Attaches a model's reply to a stored turn. Returns the turn, or null where there is none under this key. */
export async function storeInsight(
  database: Database,
  key: TurnKey,
  insight: string,
): Promise<Turn | null> {
  const transaction = database.transaction("turns", "readwrite");
  const turn = await transaction.store.get(turnKey(key));
  const stored = turn ? { ...turn, insight } : null;
  if (stored) await transaction.store.put(stored);
  await transaction.done;
  return stored;
}

/** Says anew who spoke in turns of one session, all of them or none. Returns those that are stored, as they are now. */
export async function storeSpeakers(
  database: Database,
  session: Omit<TurnKey, "order">,
  revisions: readonly SpeakerRevision[],
): Promise<Turn[]> {
  const transaction = database.transaction("turns", "readwrite");
  const revised: Turn[] = [];
  for (const { order, speaker } of revisions) {
    const turn = await transaction.store.get(turnKey({ ...session, order }));
    if (!turn) continue;
    revised.push({ ...turn, speaker });
    await transaction.store.put({ ...turn, speaker });
  }
  await transaction.done;
  return revised;
}

/**
 * Says anew which words of a turn are echo; its text is then that of its own words. Returns the turn as it is stored now, or
 * null where it has other words by now or none is stored.
 *
 * @param words those that were judged, in order
 */
export async function storeEchoes(
  database: Database,
  key: TurnKey,
  words: readonly Word[],
): Promise<Turn | null> {
  const transaction = database.transaction("turns", "readwrite");
  const turn = await transaction.store.get(turnKey(key));
  const stored = turn && haveSameWords(turn.words, words) ? withEchoes(turn, words) : null;
  if (stored) await transaction.store.put(stored);
  await transaction.done;
  return stored;
}

const haveSameWords = (some: readonly Word[], others: readonly Word[]): boolean =>
  some.length === others.length &&
  some.every(({ text, startMs }, index) => {
    const other = others[index];
    return text === other?.text && startMs === other.startMs;
  });

/** Oldest first. */
export const listNotes = (database: Database, meetingId: string): Promise<Note[]> =>
  database.getAllFromIndex("notes", "time", ofMeeting(meetingId));

/** A live note of the same subject gives way to it. */
export async function addNote(database: Database, note: Note): Promise<void> {
  const transaction = database.transaction("notes", "readwrite");
  const index = transaction.store.index("time");
  for await (const cursor of index.iterate(ofMeeting(note.meetingId)))
    if (cursor.value.isLive && isSameSubject(cursor.value.subject, note.subject))
      await cursor.delete();
  await transaction.store.add(note);
  await transaction.done;
}

export async function deleteNote(database: Database, id: string): Promise<void> {
  await database.delete("notes", id);
}

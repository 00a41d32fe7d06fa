/**
 * The database of meetings, turns and notes (IndexedDB): its stores, and how an older one is brought forward. Several contexts
 * write at once — the recorder thread while a meeting runs, the panel when somebody edits — so every change is one transaction
 * that reads what it changes.
 */

import {
  type DBSchema,
  type IDBPDatabase,
  type IDBPObjectStore,
  openDB,
  type StoreNames,
} from "idb";
import type { ChannelName, Meeting, Note, Turn, TurnKey } from "../../../core/meeting.ts";

type TurnPrimaryKey = [meetingId: string, channel: ChannelName, session: number, order: number];

export interface Schema extends DBSchema {
  meetings: { key: string; value: Meeting; indexes: { startedAt: number } };
  turns: {
    key: TurnPrimaryKey;
    value: Turn;
    indexes: { time: [meetingId: string, startMs: number] };
  };
  notes: { key: string; value: Note; indexes: { time: [meetingId: string, createdAt: number] } };
  /**
   * By meeting: its words have changed since the search index took them in. Written in the transaction that changes them, so
   * no crash leaves the index behind; the value is another one with each change.
   */
  searchDue: { key: string; value: string };
}

export type Database = IDBPDatabase<Schema>;

const NAME = "earshot";
const VERSION = 2;

/** Opens the database and brings an older one forward. Must be closed, or lives as long as its context. */
export function openDatabase(): Promise<Database> {
  return openDB<Schema>(NAME, VERSION, {
    async upgrade(database, oldVersion, _newVersion, transaction) {
      if (oldVersion < 1) {
        const meetings = database.createObjectStore("meetings", { keyPath: "id" });
        meetings.createIndex("startedAt", "startedAt");
        const turns = database.createObjectStore("turns", {
          keyPath: ["meetingId", "channel", "session", "order"],
        });
        turns.createIndex("time", ["meetingId", "startMs"]);
        const notes = database.createObjectStore("notes", { keyPath: "id" });
        notes.createIndex("time", ["meetingId", "createdAt"]);
      }
      if (oldVersion < 2) {
        const searchDue = database.createObjectStore("searchDue");
        for (const id of await transaction.objectStore("meetings").getAllKeys())
          await searchDue.put(crypto.randomUUID(), id);
      }
    },
  });
}

/** The store of `searchDue`, whatever else its transaction spans. */
type SearchDue = Pick<
  IDBPObjectStore<Schema, ArrayLike<StoreNames<Schema>>, "searchDue", "readwrite">,
  "put"
>;

export async function markForSearch(searchDue: SearchDue, meetingId: string): Promise<void> {
  await searchDue.put(crypto.randomUUID(), meetingId);
}

export const turnKey = (turn: TurnKey): TurnPrimaryKey => [
  turn.meetingId,
  turn.channel,
  turn.session,
  turn.order,
];

/** All that belongs to one meeting, whatever its second key part. */
export const ofMeeting = (meetingId: string): IDBKeyRange =>
  IDBKeyRange.bound([meetingId, -Infinity], [meetingId, Infinity]);

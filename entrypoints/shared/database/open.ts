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
  type OpenDBCallbacks,
  type StoreNames,
} from "idb";
import type { ChannelName, Meeting, Note, Turn, TurnKey } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import { reportUnexpected } from "../errors.ts";

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

export const DATABASE_NAME = "earshot";
export const DATABASE_VERSION = 2;

type Transaction = Parameters<NonNullable<OpenDBCallbacks<Schema>["upgrade"]>>[3];

async function bringForward(
  database: Database,
  oldVersion: number,
  transaction: Transaction,
): Promise<void> {
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
}

/**
 * Opens the database and brings an older one forward. Must be closed, or lives as long as its context. A newer Earshot that
 * wants to bring it forward gets it: then this context has lost it, and every further use of it fails.
 *
 * @param onProblem It is lost ("database-closed"), or an older context does not let go of it, so that this waits
 *   ("database-waiting"); null: it does so no longer.
 * @throws {DOMException} `VersionError` where a newer Earshot has stored it (`problemOfOpening`); it stays as it is.
 */
export async function openDatabase(
  onProblem: (found: Problem | null) => void = () => {},
): Promise<Database> {
  let isWaiting = false;
  const lose = (how: string): void => {
    reportUnexpected("database")(how);
    onProblem(problem("database-closed"));
  };
  const opening = openDB<Schema>(DATABASE_NAME, DATABASE_VERSION, {
    upgrade(database, oldVersion, _newVersion, transaction) {
      // All of the way or none of it: else it would count as brought forward.
      bringForward(database, oldVersion, transaction).catch((error: unknown) => {
        reportUnexpected("bringing the database forward")(error);
        // `openDB` tells of it.
        transaction.done.catch(() => {});
        transaction.abort();
      });
    },
    blocked() {
      isWaiting = true;
      onProblem(problem("database-waiting"));
    },
    async blocking() {
      (await opening).close();
      lose("a newer Earshot has taken it over");
    },
    terminated: () => lose("Chrome has closed it"),
  });
  const database = await opening;
  if (isWaiting) onProblem(null);
  return database;
}

/** What stands in the way of opening the database, where that is known; else null: a surprise. */
export const problemOfOpening = (error: unknown): Problem | null =>
  error instanceof DOMException && error.name === "VersionError" ? problem("database-newer") : null;

/** Opens it for a moment; null: it can be used. */
export async function databaseProblem(): Promise<Problem | null> {
  try {
    const database = await openDatabase();
    database.close();
    return null;
  } catch (error) {
    const found = problemOfOpening(error);
    if (!found) throw error;
    return found;
  }
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

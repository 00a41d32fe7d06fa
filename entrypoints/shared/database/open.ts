/**
 * The database of meetings, turns and notes (IndexedDB, docs/data.md#databases): its stores and their upgrades. Several contexts
 * write at once, so every change is one transaction that reads what it changes.
 */

import { type DBSchema, type IDBPDatabase, openDB, type OpenDBCallbacks } from "idb";
import type { ChannelName, Meeting, Note, TurnKey } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { Delivery, Destination, DestinationId } from "../../../core/delivery/delivery.ts";
import { reportUnexpected } from "../errors.ts";
import type { TurnRow } from "./turn-row.ts";

type TurnPrimaryKey = [meetingId: string, channel: ChannelName, session: number, order: number];

export interface Schema extends DBSchema {
  meetings: { key: string; value: Meeting; indexes: { startedAt: number } };
  turns: {
    key: TurnPrimaryKey;
    value: TurnRow;
    indexes: { time: [meetingId: string, startMs: number] };
  };
  notes: { key: string; value: Note; indexes: { time: [meetingId: string, createdAt: number] } };
  /**
   * Meetings whose words have changed since the search index read them. Each mark is random, and written in the transaction that
   * changes the words, so a crash never leaves the index behind.
   */
  searchDue: { key: string; value: string };
  /** Word streams of meetings (`core/search/word-stream.ts`), which belong to the search index. */
  searchWords: { key: string; value: ArrayBuffer };
  /** Meetings that have changed since the service worker compared them with what was delivered; marked like `searchDue`. */
  deliveryDue: { key: string; value: string };
  deliveries: { key: DeliveryPrimaryKey; value: Delivery; indexes: { meeting: string } };
  destinations: { key: DestinationId; value: Destination<FileSystemDirectoryHandle> };
}

type DeliveryPrimaryKey = [destination: DestinationId, meetingId: string];

export type Database = IDBPDatabase<Schema>;

export const DATABASE_NAME = "earshot";
/** Since version 3 rows of turns may be packed (`turn-row.ts`), which an older Earshot can't read. */
export const DATABASE_VERSION = 4;

type Transaction = Parameters<NonNullable<OpenDBCallbacks<Schema>["upgrade"]>>[3];

async function upgradeStores(
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
  if (oldVersion < 3) database.createObjectStore("searchWords");
  if (oldVersion < 4) {
    database.createObjectStore("deliveryDue");
    const deliveries = database.createObjectStore("deliveries", {
      keyPath: ["destination", "meetingId"],
    });
    deliveries.createIndex("meeting", "meetingId");
    database.createObjectStore("destinations", { keyPath: "id" });
  }
}

/**
 * Opens the database and upgrades an older one. It stays open until it is closed, its context ends, or a newer Earshot upgrades
 * it; after an upgrade every use of it fails.
 *
 * @param onProblem receives "database-closed" if the database was closed, "database-waiting" while an older context keeps it
 *   open, and `null` when that context has closed it
 * @throws {DOMException} `VersionError` if a newer Earshot has upgraded the database (`problemOfOpening`)
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
      // An upgrade that fails is undone: otherwise the database would count as upgraded.
      upgradeStores(database, oldVersion, transaction).catch((error: unknown) => {
        reportUnexpected("upgrading the database")(error);
        // `openDB` rejects.
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
      lose("a newer Earshot upgrades it");
    },
    terminated: () => lose("Chrome has closed it"),
  });
  const database = await opening;
  if (isWaiting) onProblem(null);
  return database;
}

/** @returns the problem of an error of `openDatabase`, or `null` for an unexpected error */
export const problemOfOpening = (error: unknown): Problem | null =>
  error instanceof DOMException && error.name === "VersionError" ? problem("database-newer") : null;

/** Opens the database for as long as `act` uses it. */
export async function withDatabase<T>(act: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase();
  try {
    return await act(database);
  } finally {
    database.close();
  }
}

/** Opens the database for a moment. @returns why it can't be used, or `null` */
export async function databaseProblem(): Promise<Problem | null> {
  try {
    return await withDatabase(async () => null);
  } catch (error) {
    const found = problemOfOpening(error);
    if (!found) throw error;
    return found;
  }
}

/** The store of `searchDue` in any transaction. */
interface SearchDue {
  put(mark: string, meetingId: string): Promise<unknown>;
}

export async function markForSearch(searchDue: SearchDue, meetingId: string): Promise<void> {
  await searchDue.put(crypto.randomUUID(), meetingId);
}

/** Stores of marks. Every transaction that changes what a meeting says includes them. */
export const MARKS = ["searchDue", "deliveryDue"] as const;

/** A transaction that includes `MARKS`. */
export interface Marking {
  objectStore(name: (typeof MARKS)[number]): {
    put(mark: string, meetingId: string): Promise<unknown>;
  };
}

/** Marks a meeting whose words have changed: for the search index and for delivery. */
export async function markChanged(transaction: Marking, meetingId: string): Promise<void> {
  await markForSearch(transaction.objectStore("searchDue"), meetingId);
  await markForDelivery(transaction, meetingId);
}

/** Marks a meeting of which something else has changed that its documents show. */
export async function markForDelivery(transaction: Marking, meetingId: string): Promise<void> {
  await transaction.objectStore("deliveryDue").put(crypto.randomUUID(), meetingId);
  onMarked();
}

let onMarked = (): void => {};

/** Calls `listener` whenever this context marks a meeting for delivery; its transaction may still be under way. */
export function watchMarks(listener: () => void): void {
  onMarked = listener;
}

export const turnKey = (turn: TurnKey): TurnPrimaryKey => [
  turn.meetingId,
  turn.channel,
  turn.session,
  turn.order,
];

/** @returns the range of an index by meeting and a number */
export const ofMeeting = (meetingId: string): IDBKeyRange =>
  IDBKeyRange.bound([meetingId, -Infinity], [meetingId, Infinity]);

/**
 * The logs of unexpected errors and of speech sessions, of all contexts. They have a database of their own, so that a failure
 * of the other database can be logged.
 */

import { type DBSchema, openDB } from "idb";
import { type LoggedSession, withSession } from "../../core/diagnostics/session-log.ts";
import {
  describeError,
  type UnexpectedError,
  withError,
} from "../../core/diagnostics/unexpected-errors.ts";
import { handled } from "./handled-transaction.ts";

// Stored names never change (docs/data.md#databases).
const DATABASE_NAME = "earshot-surprises";
const STORE = "surprises";

/** Each log is one value: it is so short that counting a known error needs no index. */
interface Logs {
  readonly latest: readonly UnexpectedError[];
  readonly sessions: readonly LoggedSession[];
}

interface Schema extends DBSchema {
  [STORE]: { key: keyof Logs; value: Logs[keyof Logs] };
}

async function inLog<T>(
  act: (database: Awaited<ReturnType<typeof openLog>>) => Promise<T>,
): Promise<T> {
  const database = await openLog();
  try {
    return await act(database);
  } finally {
    database.close();
  }
}

const openLog = () =>
  openDB<Schema>(DATABASE_NAME, 1, {
    upgrade: (database) => void database.createObjectStore(STORE),
  });

const change = <Key extends keyof Logs>(
  key: Key,
  how: (log: Logs[Key]) => Logs[Key],
): Promise<void> =>
  inLog(async (database) => {
    const { store, done } = handled(database.transaction(STORE, "readwrite"));
    await store.put(how(((await store.get(key)) ?? []) as Logs[Key]), key);
    await done;
  });

/** @returns the log, latest first */
const list = <Key extends keyof Logs>(key: Key): Promise<Logs[Key]> =>
  inLog(async (database) => ((await database.get(STORE, key)) ?? []) as Logs[Key]);

export const addError = (where: string, error: unknown): Promise<void> =>
  change("latest", (log) => withError(log, where, describeError(error), Date.now()));

export const addSession = (session: LoggedSession): Promise<void> =>
  change("sessions", (log) => withSession(log, session));

export const listErrors = () => list("latest");
export const listSessions = () => list("sessions");

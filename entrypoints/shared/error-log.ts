/**
 * The log of unexpected errors of all contexts. It has a database of its own, so that a failure of the other database can be
 * logged.
 */

import { openDB } from "idb";
import {
  describeError,
  type UnexpectedError,
  withError,
} from "../../core/diagnostics/unexpected-errors.ts";
import { handled } from "./handled-transaction.ts";

// Stored names never change (docs/data.md#databases).
const DATABASE_NAME = "earshot-surprises";
const STORE = "surprises";
/** The log is one value: it is so short that counting a known error needs no index. */
const KEY = "latest";

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
  openDB<{ [STORE]: { key: string; value: readonly UnexpectedError[] } }>(DATABASE_NAME, 1, {
    upgrade: (database) => void database.createObjectStore(STORE),
  });

export const addError = (where: string, error: unknown): Promise<void> =>
  inLog(async (database) => {
    const { store, done } = handled(database.transaction(STORE, "readwrite"));
    const log = (await store.get(KEY)) ?? [];
    await store.put(withError(log, where, describeError(error), Date.now()), KEY);
    await done;
  });

/** @returns the log, latest first */
export const listErrors = (): Promise<readonly UnexpectedError[]> =>
  inLog(async (database) => (await database.get(STORE, KEY)) ?? []);

/**
 * The last surprises of every context, in a database of their own: where the one of the meetings is what failed, they can
 * still be written down.
 */

import { openDB } from "idb";
import {
  type UnexpectedError,
  toldError,
  withError,
} from "../../core/diagnostics/unexpected-errors.ts";

const STORE = "surprises";
/** They are one value: so few are kept that finding the same one again needs no index. */
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
  openDB<{ [STORE]: { key: string; value: readonly UnexpectedError[] } }>("earshot-surprises", 1, {
    upgrade: (database) => void database.createObjectStore(STORE),
  });

export const addError = (where: string, error: unknown): Promise<void> =>
  inLog(async (database) => {
    const { store, done } = database.transaction(STORE, "readwrite");
    const before = (await store.get(KEY)) ?? [];
    await store.put(withError(before, where, toldError(error), Date.now()), KEY);
    await done;
  });

/** Latest first. */
export const listErrors = (): Promise<readonly UnexpectedError[]> =>
  inLog(async (database) => (await database.get(STORE, KEY)) ?? []);

/**
 * Speech sessions whose end the team's Worker does not know yet. They have a database of their own, because they belong to no meeting and
 * are written while the other database is busy with one.
 */

import { openDB } from "idb";

export interface GrantedSession {
  readonly grant: string;
  readonly workerUrl: string;
  /** Unix time of the last write in ms. */
  readonly storedAt: number;
  /** From Begin to the last write. */
  readonly usedSeconds: number;
  readonly isOver: boolean;
}

// Stored names never change (docs/data.md#databases).
const DATABASE_NAME = "earshot-sessions";
const STORE = "sessions";

async function withSessions<T>(
  act: (database: Awaited<ReturnType<typeof open>>) => Promise<T>,
): Promise<T> {
  const database = await open();
  try {
    return await act(database);
  } finally {
    database.close();
  }
}

const open = () =>
  openDB<{ [STORE]: { key: string; value: GrantedSession } }>(DATABASE_NAME, 1, {
    upgrade: (database) => void database.createObjectStore(STORE, { keyPath: "grant" }),
  });

export const storeGranted = (session: GrantedSession): Promise<unknown> =>
  withSessions((database) => database.put(STORE, session));

/** @returns the sessions, the latest last */
export const listGranted = async (): Promise<readonly GrantedSession[]> =>
  (await withSessions((database) => database.getAll(STORE))).toSorted(
    (one, other) => one.storedAt - other.storedAt,
  );

export async function removeGranted(
  sessions: readonly Pick<GrantedSession, "grant">[],
): Promise<void> {
  if (sessions.length === 0) return;
  await withSessions(async (database) => {
    const { store, done } = database.transaction(STORE, "readwrite");
    await Promise.all([...sessions.map(({ grant }) => store.delete(grant)), done]);
  });
}

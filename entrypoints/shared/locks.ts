/**
 * Web Locks that say who is at work (docs/architecture.md#locks). Chrome releases a lock however its holder ends, so a meeting
 * stored as "recording", or a note stored as being made, whose lock is free was interrupted.
 */

/** The previous thread may be about to release the lock. */
const HANDOVER_MS = 2_000;
const UNDO_LOCK = "earshot-undo";
const EXPORT_LOCK = "earshot-export";

export const meetingLock = (meetingId: string): string => `earshot-meeting-${meetingId}`;
const notesLock = (meetingId: string): string => `earshot-notes-${meetingId}`;

/**
 * Takes the lock of a meeting until `release` is called or this context ends.
 *
 * @param patience waits for another context until this aborts
 * @returns `null` if another context keeps it
 */
export function holdMeeting(
  meetingId: string,
  patience = AbortSignal.timeout(HANDOVER_MS),
): Promise<{ release(): void } | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(meetingLock(meetingId), { signal: patience }, () => {
        const held = Promise.withResolvers<void>();
        resolve({ release: held.resolve });
        return held.promise;
      })
      .catch((error: unknown) => (patience.aborted ? resolve(null) : reject(error)));
  });
}

/** Shares the lock of a meeting's notes until `made` settles. Resolves when the lock is held. */
export const holdNotes = (meetingId: string, made: Promise<unknown>): Promise<void> =>
  new Promise((resolve, reject) => {
    navigator.locks
      .request(notesLock(meetingId), { mode: "shared" }, () => {
        resolve();
        return made;
      })
      .catch(reject);
  });

/** Tells all contexts that this panel offers to undo a deletion; several panels can. @returns ends the offer */
export function offerUndo(): () => void {
  const over = Promise.withResolvers<void>();
  void navigator.locks.request(UNDO_LOCK, { mode: "shared" }, () => over.promise);
  return () => over.resolve();
}

export const isUndoOffered = async (): Promise<boolean> => (await heldLocks()).has(UNDO_LOCK);

/** Keeps all audio on disk while an export or its download reads it. Resolves when it is safe. @returns ends that */
export const keepAudio = (): Promise<() => void> =>
  new Promise((resolve, reject) => {
    navigator.locks
      .request(EXPORT_LOCK, { mode: "shared" }, () => {
        const over = Promise.withResolvers<void>();
        resolve(over.resolve);
        return over.promise;
      })
      .catch(reject);
  });

export const isAudioRead = async (): Promise<boolean> => (await heldLocks()).has(EXPORT_LOCK);

/** @returns the ids whose meeting no context works on */
export const idleMeetings = (meetingIds: readonly string[]): Promise<readonly string[]> =>
  unlocked(meetingIds, meetingLock);

/** @returns the ids of whose meeting no notes are being made */
export const withoutNoteMaker = (meetingIds: readonly string[]): Promise<readonly string[]> =>
  unlocked(meetingIds, notesLock);

async function unlocked(
  ids: readonly string[],
  lockOf: (id: string) => string,
): Promise<readonly string[]> {
  const held = await heldLocks();
  return ids.filter((id) => !held.has(lockOf(id)));
}

async function heldLocks(): Promise<ReadonlySet<string | undefined>> {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map(({ name }) => name));
}

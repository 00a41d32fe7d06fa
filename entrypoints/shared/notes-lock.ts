/**
 * Who makes notes of a meeting. The offscreen document shares a Web Lock of the meeting's name for each note it makes; however
 * it ends, Chrome takes the lock back. So a note that is owed and whose lock is free was interrupted.
 */

const lockName = (meetingId: string): string => `earshot-notes-${meetingId}`;

/** Resolves when the lock is held; it is until `made` settles. */
export const holdNotes = (meetingId: string, made: Promise<unknown>): Promise<void> =>
  new Promise((resolve, reject) => {
    navigator.locks
      .request(lockName(meetingId), { mode: "shared" }, () => {
        resolve();
        return made;
      })
      .catch(reject);
  });

/** The ids among these of whose meeting nobody makes notes. */
export async function withoutNoteMaker(meetingIds: readonly string[]): Promise<readonly string[]> {
  const { held = [] } = await navigator.locks.query();
  const names = new Set(held.map(({ name }) => name));
  return meetingIds.filter((id) => !names.has(lockName(id)));
}

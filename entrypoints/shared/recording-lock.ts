/**
 * Who is at work on a meeting. A recorder thread holds a Web Lock of the meeting's name as long as it lives, and a panel while
 * it imports one; however they end, Chrome takes the lock back. So a meeting that is stored as "recording" and whose lock is
 * free was interrupted.
 */

/** The thread before may just be letting go. */
const HANDOVER_MS = 2_000;

/** As it is seen from outside. */
export const lockName = (meetingId: string): string => `earshot-meeting-${meetingId}`;

/** Takes the lock for as long as this context lives, or until `release` is called; null where another keeps it. */
export function holdMeeting(meetingId: string): Promise<{ release(): void } | null> {
  const patience = AbortSignal.timeout(HANDOVER_MS);
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(lockName(meetingId), { signal: patience }, () => {
        const held = Promise.withResolvers<void>();
        resolve({ release: held.resolve });
        return held.promise;
      })
      .catch((error: unknown) => (patience.aborted ? resolve(null) : reject(error)));
  });
}

/** The ids among these whose meeting nobody is at work on. */
export async function idleMeetings(meetingIds: readonly string[]): Promise<readonly string[]> {
  const { held = [] } = await navigator.locks.query();
  const names = new Set(held.map(({ name }) => name));
  return meetingIds.filter((id) => !names.has(lockName(id)));
}

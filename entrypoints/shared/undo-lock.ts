/**
 * Whether a panel still offers to bring deleted meetings back. It holds a Web Lock as long as it does; should it be closed,
 * Chrome takes the lock back.
 */

const LOCK = "earshot-undo";

/** Returns what ends the offer. Several panels can offer at once. */
export function offerUndo(): () => void {
  const over = Promise.withResolvers<void>();
  void navigator.locks.request(LOCK, { mode: "shared" }, () => over.promise);
  return () => over.resolve();
}

export async function isUndoOffered(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === LOCK);
}

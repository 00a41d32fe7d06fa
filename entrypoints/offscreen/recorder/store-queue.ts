/** The one queue of a meeting's writes to the database: they happen in the order they were asked for. */

export interface StoreQueue {
  add(write: () => Promise<void>): void;
  /** Resolves when everything added so far has been tried. */
  idle(): Promise<void>;
}

/** A write that fails is told to `onError` and does not hold up the next one. */
export function createStoreQueue(onError: (error: unknown) => void): StoreQueue {
  let tail = Promise.resolve();
  return {
    add(write) {
      tail = tail.then(write).catch(onError);
    },
    idle: () => tail,
  };
}

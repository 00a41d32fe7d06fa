/** Runs asynchronous tasks one after the other, in the order in which they were added. */

export interface Serial {
  /** Starts `task` when all tasks before it have settled. @returns its own value or failure; the next task runs in either case */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Resolves when every task added so far has settled. */
  idle(): Promise<void>;
}

export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const done = last.then(task);
      last = done.catch(() => {});
      return done;
    },
    async idle() {
      await last;
    },
  };
}

/** Asks how much room the disk has: when a recording begins, and again as it goes on. */

import { FRAME_MS } from "../../../core/audio/format.ts";
import type { Problem } from "../../../core/problem.ts";
import { storageProblem, storageSpace } from "../../../core/recording/storage-level.ts";

const ASK_EVERY_MS = 30_000;

export interface StorageWatch {
  /** "disk-low", or null: there is room, or the browser did not say. */
  readonly problem: Problem | null;
  /** One more frame of any channel has been recorded. Never throws. */
  afterFrame(): void;
}

/** Asks at once, then after every 30 s of recording by `channels` channels. A browser that can't say is no problem. */
export function watchStorage(
  channels: number,
  estimate: () => Promise<StorageEstimate> = () => navigator.storage.estimate(),
): StorageWatch {
  const askEveryFrames = (ASK_EVERY_MS / FRAME_MS) * channels;
  let problem: Problem | null = null;
  let frames = 0;

  async function ask(): Promise<void> {
    try {
      const space = storageSpace(await estimate());
      problem = space && storageProblem(space, channels);
    } catch {
      // Only the warning ahead of time is missing: a disk that refuses is noticed by the sound log itself.
      problem = null;
    }
  }

  void ask();

  return {
    get problem() {
      return problem;
    },
    afterFrame() {
      if (++frames % askEveryFrames === 0) void ask();
    },
  };
}

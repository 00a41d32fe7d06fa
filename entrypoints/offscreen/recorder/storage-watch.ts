/** Asks Chrome how much room the disk has, when a recording begins and as it goes on. */

import { msToSamples } from "../../../core/audio/format.ts";
import type { Problem } from "../../../core/problem.ts";
import { lowSpaceProblem, storageSpace } from "../../../core/recording/storage-level.ts";

const ASK_EVERY_MS = 30_000;

export interface StorageWatch {
  /** "disk-low"; null if there is room or Chrome does not say. */
  readonly problem: Problem | null;
  /** Samples of any channel were recorded. Never throws. */
  recorded(samples: number): void;
}

/** Asks at once, then after every 30 s of recording. */
export function watchStorage(
  channels: number,
  estimate: () => Promise<StorageEstimate> = () => navigator.storage.estimate(),
): StorageWatch {
  const askEverySamples = msToSamples(ASK_EVERY_MS) * channels;
  let problem: Problem | null = null;
  let samplesSinceAsked = 0;

  async function ask(): Promise<void> {
    try {
      const space = storageSpace(await estimate());
      problem = space && lowSpaceProblem(space, channels);
    } catch {
      // Only the early warning is missing: the audio log itself notices a disk that refuses.
      problem = null;
    }
  }

  void ask();

  return {
    get problem() {
      return problem;
    },
    recorded(samples) {
      samplesSinceAsked += samples;
      if (samplesSinceAsked < askEverySamples) return;
      samplesSinceAsked -= askEverySamples;
      void ask();
    },
  };
}

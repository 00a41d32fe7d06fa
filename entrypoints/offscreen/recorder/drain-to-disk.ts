/** The end of a recording on a disk that is still full: what waits in memory is given a chance to be written. */

import type { AudioLog } from "./durable-audio-log.ts";

const RETRY_EVERY_MS = 1_000;
/** As long as memory holds what a full disk refuses (`lasting-log.ts`): whoever makes room does so in that time. */
const LONGEST_WAIT_MS = 10 * 60_000;

/** Resolves when nothing waits in memory any more, or the wait has been in vain. */
export async function drainToDisk(sounds: readonly AudioLog[]): Promise<void> {
  for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += RETRY_EVERY_MS) {
    for (const sound of sounds) sound.retry();
    if (sounds.every(({ waitingSamples }) => waitingSamples === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS));
  }
}

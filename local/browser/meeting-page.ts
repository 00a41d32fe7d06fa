/** Plays the audio of a page with `<audio id="meeting">`: the sample meeting, or a file in its place. */

import { setTimeout } from "node:timers/promises";
import type { Page } from "puppeteer-core";

const AUDIO = "audio#meeting";
const LOOK_EVERY_MS = 100;

/**
 * Starts to play; resolves with the length in seconds once audio is audible.
 *
 * @throws {Error} If the browser cannot play the file.
 */
export async function play(page: Page): Promise<number> {
  await page.waitForSelector(AUDIO);
  const { duration, failure } = await page.$eval(AUDIO, async (audio) => {
    // An error thrown in the page would lose its message on the way here.
    const failure = await audio.play().then(
      () => null,
      (error: unknown) => audio.error?.message ?? String(error),
    );
    return { duration: audio.duration, failure };
  });
  if (failure !== null)
    throw new Error(
      `The browser cannot play this recording (${failure}). Choose a WAV, MP3, Ogg or MP4 file.`,
    );
  return duration;
}

/**
 * Resolves when the page has played `seconds` or to its end.
 *
 * @returns the seconds played
 */
export async function playedUntil(
  page: Page,
  seconds: number,
  signal?: AbortSignal,
): Promise<number> {
  for (;;) {
    const { currentTime, ended } = await page.$eval(AUDIO, (audio) => ({
      currentTime: audio.currentTime,
      ended: audio.ended,
    }));
    if (ended || currentTime >= seconds) return currentTime;
    await setTimeout(LOOK_EVERY_MS, null, { ...(signal && { signal }) });
  }
}

export async function pause(page: Page): Promise<void> {
  await page.$eval(AUDIO, (audio) => audio.pause());
}

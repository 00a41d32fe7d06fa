/** Waits until a finished recording is completely transcribed. */

import { setTimeout } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { BYTES_PER_SAMPLE } from "../../core/audio/format.ts";
import { storedMeetings, storedAudioBytes } from "./stored.ts";

const POLL_MS = 200;

/** @throws {Error} After the timeout */
export async function untilTranscribed(
  page: Page,
  meetingId: string,
  timeoutMs: number,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const meeting = (await storedMeetings(page)).find(({ id }) => id === meetingId);
    const channels = await Promise.all(
      (meeting?.channels ?? []).map(async ({ name, transcribedSamples }) => ({
        name,
        transcribed: transcribedSamples,
        recorded: (await storedAudioBytes(page, meetingId, name)) / BYTES_PER_SAMPLE,
      })),
    );
    const isTranscribed = channels.every(({ transcribed, recorded }) => transcribed >= recorded);
    if (meeting?.state === "saved" && isTranscribed) return;
    if (performance.now() > deadline) {
      const progress = channels.map(
        ({ name, transcribed, recorded }) => `${transcribed} of ${recorded} samples (${name})`,
      );
      throw new Error(
        `${progress.join(", ")} are transcribed after ${timeoutMs / 1000} s; the meeting is ${meeting?.state}, its problem ${meeting?.problem?.reason ?? "none"}.`,
      );
    }
    await setTimeout(POLL_MS);
  }
}

/** Waits for a recording that has ended to be transcribed as far as it goes. */

import { setTimeout } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { BYTES_PER_SAMPLE } from "../../core/audio/format.ts";
import { storedMeetings, storedSoundBytes } from "./stored.ts";

const LOOK_EVERY_MS = 200;

/** @throws {Error} When it is not in time. */
export async function untilTranscribed(
  page: Page,
  meetingId: string,
  timeoutMs: number,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const samples = (await storedSoundBytes(page, meetingId)) / BYTES_PER_SAMPLE;
    const meeting = (await storedMeetings(page)).find(({ id }) => id === meetingId);
    const transcribed = meeting?.channels[0]?.transcribedSamples ?? 0;
    if (transcribed >= samples && meeting?.state === "saved") return;
    if (performance.now() > deadline)
      throw new Error(
        `${transcribed} of ${samples} samples are transcribed after ${timeoutMs / 1000} s; the meeting is ${meeting?.state}, its problem ${meeting?.problem?.reason ?? "none"}.`,
      );
    await setTimeout(LOOK_EVERY_MS);
  }
}

/** How fast a backlog may be sent: the service wants real time and forgives some haste (protocol §3, "Pacing"). */

import { FRAME_SAMPLES, msToSamples } from "../audio/format.ts";

/** Length of a message while catching up: fewer, longer messages (§10: 50–200 ms). */
const CATCH_UP_SAMPLES = 4 * FRAME_SAMPLES;

/** Sent at once after `Begin`, so that the sound of the time spent connecting costs no delay. */
const BURST_MS = 10_000;

/** Lower than the ~1.25 × at which the service begins to throttle. */
const CATCH_UP_SPEED = 1.2;

/**
 * How many samples to send next: 0 to wait, else a whole number of frames.
 *
 * @param backlogSamples recorded but not yet sent
 * @param sentSamples sent in this session
 * @param sessionMs time since this session's `Begin`
 */
export function nextChunkSamples(
  backlogSamples: number,
  sentSamples: number,
  sessionMs: number,
): number {
  const allowed = msToSamples(BURST_MS + sessionMs * CATCH_UP_SPEED) - sentSamples;
  const samples = Math.min(backlogSamples, allowed, CATCH_UP_SAMPLES);
  return Math.max(0, Math.floor(samples / FRAME_SAMPLES)) * FRAME_SAMPLES;
}

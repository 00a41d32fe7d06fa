/** How fast a backlog may be sent to the service. */

import { FRAME_MS, msToSamples } from "../audio/format.ts";
import type { SpeechLimits } from "./service.ts";

/** Length of one audio message in samples: the fewest whole frames that the service accepts. */
export const messageSamples = ({ shortestMessageMs }: SpeechLimits, frameMs = FRAME_MS): number =>
  msToSamples(Math.ceil(shortestMessageMs / frameMs) * frameMs);

export interface Progress {
  /** Recorded but not yet sent. */
  readonly backlogSamples: number;
  /** Sent in this session. */
  readonly sentSamples: number;
  /** Time since this session began. */
  readonly sessionMs: number;
}

/** How many samples to send next: 0 to wait, else a multiple of `messageSamples`. */
export function nextChunkSamples(
  limits: SpeechLimits,
  { backlogSamples, sentSamples, sessionMs }: Progress,
  frameMs = FRAME_MS,
): number {
  const message = messageSamples(limits, frameMs);
  const longest = Math.max(message, msToSamples(limits.catchUpMessageMs));
  const allowed = msToSamples(limits.burstMs + sessionMs * limits.catchUpSpeed) - sentSamples;
  const samples = Math.min(backlogSamples, allowed, longest);
  return Math.max(0, Math.floor(samples / message)) * message;
}

/** The phase of a meeting, derived from the states of its channels. */

import type { RecorderPhase } from "../protocol/live.ts";
import type { Phase } from "../speech/session.ts";

/** A lag beyond this is shown; reconnecting and the jitter of a network stay below it. */
const CATCHING_UP_MS = 3_000;

export interface ChannelProgress {
  readonly phase: Phase;
  /** Some session of this channel has been live. */
  readonly hasBeenLive: boolean;
  /** The last session was lost, or the last attempt to open one failed. */
  readonly hasFailed: boolean;
  readonly lagMs: number;
}

/** `ending`: the recording has ended, and its last words are awaited. `transcribing`: from disk, without a user who waits. */
export type Stage = "recording" | "paused" | "ending" | "transcribing";

/**
 * The worst state of all channels. A transcriber that gave up does not change that audio is recorded. A pause comes first, because the
 * user asked for it; the lag is shown beside it.
 */
export function livePhase(channels: readonly ChannelProgress[], stage: Stage): RecorderPhase {
  if (channels.length === 0) return "connecting";
  if (stage === "paused") return "paused";
  const isOver = stage !== "recording" && channels.every(({ phase }) => phase === "closed");
  if (isOver) return "saved";
  if (stage === "ending") return "saving";
  // A refused session waits for the user or the team; its problem says so.
  const open = channels.filter(({ phase }) => phase !== "closed" && phase !== "blocked");
  if (open.some((channel) => !isLive(channel) && channel.hasFailed)) return "reconnecting";
  // A rollover is not shown: a channel that has been live only changes sessions.
  if (open.some((channel) => !channel.hasBeenLive)) return "connecting";
  const isBehind = open.some(({ lagMs }) => lagMs > CATCHING_UP_MS);
  return isBehind || stage === "transcribing" ? "catching-up" : "recording";
}

const isLive = ({ phase }: ChannelProgress): boolean => phase === "live" || phase === "draining";

/** What to call the state of a meeting, from the states of its parts (design.md §8). */

import type { RecorderPhase } from "../protocol/live.ts";
import type { Phase } from "../speech/session.ts";

/** More than this behind is worth saying. Connecting anew, and the pace of the network, stay below it. */
const CATCHING_UP_MS = 3_000;

export interface ChannelProgress {
  readonly phase: Phase;
  /** A speech session of this channel has been live at some time. */
  readonly hasBeenLive: boolean;
  /** The last session was lost, or an attempt to open one has failed. */
  readonly hasFailed: boolean;
  readonly lagMs: number;
}

/**
 * `paused`: no sound is recorded for now. `ending`: it has ended, its last words are awaited. `transcribing`: from disk, while
 * nobody waits.
 */
export type Stage = "recording" | "paused" | "ending" | "transcribing";

/**
 * The least pleasant of the channels' states. A transcriber that gave up does not change that sound is being recorded; and
 * who paused wants to see that before anything else, while the ledger tells what is behind.
 */
export function livePhase(channels: readonly ChannelProgress[], stage: Stage): RecorderPhase {
  if (channels.length === 0) return "connecting";
  if (stage === "paused") return "paused";
  const isOver = stage !== "recording" && channels.every(({ phase }) => phase === "closed");
  if (isOver) return "saved";
  if (stage === "ending") return "saving";
  const open = channels.filter(({ phase }) => phase !== "closed");
  if (open.some((channel) => !isLive(channel) && channel.hasFailed)) return "reconnecting";
  // Between two sessions of a long meeting, changed over as planned, nothing is worth saying.
  if (open.some((channel) => !channel.hasBeenLive)) return "connecting";
  const isBehind = open.some(({ lagMs }) => lagMs > CATCHING_UP_MS);
  return isBehind || stage === "transcribing" ? "catching-up" : "recording";
}

const isLive = ({ phase }: ChannelProgress): boolean => phase === "live" || phase === "draining";

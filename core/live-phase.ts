/** What to call the state of a meeting, from the states of its parts (design.md §8). */

import type { RecorderPhase } from "./protocol/live.ts";
import type { Phase } from "./speech/session.ts";

/** More than this behind is worth saying. Connecting anew, and the pace of the network, stay below it. */
const CATCHING_UP_MS = 3_000;

export interface ChannelProgress {
  readonly phase: Phase;
  /** A speech session of this channel has been live at some time. */
  readonly hasBeenLive: boolean;
  /** The last session was lost, or an attempt to open one has failed. */
  readonly isTroubled: boolean;
  readonly behindMs: number;
}

/** The least pleasant of the channels' states. A transcriber that gave up does not change that sound is being recorded. */
export function livePhase(channels: readonly ChannelProgress[], hasEnded: boolean): RecorderPhase {
  if (hasEnded) return channels.every(({ phase }) => phase === "closed") ? "saved" : "saving";
  if (channels.length === 0) return "connecting";
  const open = channels.filter(({ phase }) => phase !== "closed");
  if (open.some((channel) => !isLive(channel) && channel.isTroubled)) return "reconnecting";
  // Between two sessions of a long meeting, changed over as planned, nothing is worth saying.
  if (open.some((channel) => !channel.hasBeenLive)) return "connecting";
  if (open.some(({ behindMs }) => behindMs > CATCHING_UP_MS)) return "catching-up";
  return "recording";
}

const isLive = ({ phase }: ChannelProgress): boolean => phase === "live" || phase === "draining";

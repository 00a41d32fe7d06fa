/**
 * Proof of capture: what to show of a channel, stage by stage, and what to say of its source. No frames (the source is dead),
 * digital silence (a page that plays nothing, a device switched off), quiet and sound are four different things, and a quiet
 * meeting is no fault.
 */

import type { CaptureFacts } from "../audio/capture-watch.ts";
import type { ChannelName } from "../meeting.ts";
import { type Problem, problem } from "../problem.ts";
import type { ChannelHealth } from "../protocol/live.ts";
import type { Phase } from "../speech/session.ts";

/** How long nothing, or nothing but zeros, may come before somebody is told. */
const FAULT_AFTER_MS = 8_000;
/** Frames come every 50 ms: after this something holds them up, though it may pass. */
const STOPPED_AFTER_MS = 2_000;
/** Nobody has spoken for this long. */
const QUIET_AFTER_MS = 3_000;

export interface ChannelFacts {
  readonly capture: CaptureFacts;
  readonly session: { readonly phase: Phase; readonly hasFailed: boolean };
  readonly log: { readonly samples: number; readonly waitingSamples: number };
  /** Disk and memory take no more. */
  readonly hasDiskFailed: boolean;
}

export function channelHealth(facts: ChannelFacts): ChannelHealth {
  const frames = framesHealth(facts.capture);
  return {
    frames,
    sound: frames === "flowing" ? audioHealth(facts.capture) : "none",
    service: serviceHealth(facts.session),
    disk: diskHealth(facts),
  };
}

function framesHealth(capture: CaptureFacts): ChannelHealth["frames"] {
  if (capture.hasEnded) return "stopped";
  if (capture.isPaused) return "paused";
  if (!capture.hasFrames) return "waiting";
  return capture.framelessMs > STOPPED_AFTER_MS ? "stopped" : "flowing";
}

function audioHealth(capture: CaptureFacts): ChannelHealth["sound"] {
  if (capture.isMuted) return "muted";
  if (isSilent(capture)) return "silence";
  return capture.quietMs >= QUIET_AFTER_MS ? "quiet" : "sound";
}

function serviceHealth({ phase, hasFailed }: ChannelFacts["session"]): ChannelHealth["service"] {
  if (phase === "live" || phase === "draining") return "live";
  if (phase === "closed" || phase === "idle") return "closed";
  return hasFailed ? "lost" : "connecting";
}

function diskHealth({ log, hasDiskFailed }: ChannelFacts): ChannelHealth["disk"] {
  if (hasDiskFailed) return "failed";
  if (log.waitingSamples > 0) return "waiting";
  return log.samples > 0 ? "writing" : "none";
}

/** Nothing but digital silence has come for a while, and nobody has asked for it. */
export const isSilent = ({ silentMs }: CaptureFacts): boolean => silentMs >= FAULT_AFTER_MS;

/**
 * What is wrong with a channel by its sound alone, with the name of the device or tab; null where nothing is, or where what
 * is known of its source says it better.
 */
export function captureProblem(
  channel: { readonly name: ChannelName; readonly label: string },
  capture: CaptureFacts,
  known: Problem | null,
): Problem | null {
  // A device that took another's place may be dead in its turn.
  if (known && known.reason !== "mic-replaced") return null;
  const label = channel.label === "" ? undefined : channel.label;
  if (capture.framelessMs >= FAULT_AFTER_MS) return problem(`${channel.name}-no-frames`, label);
  return isSilent(capture) ? problem(`${channel.name}-silent`, label) : null;
}

/**
 * Health of a channel, part by part, and the problem of its source. Missing frames (a dead source), digital silence (a page that plays
 * nothing, a device that is switched off), quiet and audible audio are four different things, and a quiet meeting is no problem.
 */

import type { CaptureFacts } from "../audio/capture-watch.ts";
import type { ChannelName } from "../meeting.ts";
import { type Problem, problem } from "../problem.ts";
import type { ChannelHealth } from "../protocol/live.ts";
import type { Phase } from "../speech/session.ts";

/** The user is told after this time without frames, or with zeros alone. */
const FAULT_AFTER_MS = 8_000;
/** Frames come every 50 ms; a gap this long is shown, although it may pass. */
const STOPPED_AFTER_MS = 2_000;
/** Pauses between sentences are shorter. */
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

/** Whether a channel that is not muted has been digital silence for a while. */
export const isSilent = ({ silentMs }: CaptureFacts): boolean => silentMs >= FAULT_AFTER_MS;

/**
 * The problem of a channel's source as its frames show it, with the name of the device or tab. Null if there is none, or if `known` says
 * more.
 */
export function captureProblem(
  channel: { readonly name: ChannelName; readonly label: string },
  capture: CaptureFacts,
  known: Problem | null,
): Problem | null {
  // A replacement device may be dead too.
  if (known && known.reason !== "mic-replaced") return null;
  const label = channel.label === "" ? undefined : channel.label;
  if (capture.framelessMs >= FAULT_AFTER_MS) return problem(`${channel.name}-no-frames`, label);
  return isSilent(capture) ? problem(`${channel.name}-silent`, label) : null;
}

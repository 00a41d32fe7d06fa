/** The rules for binary messages, protocol §3: 50–1000 ms each, and not too far ahead of the clock. No clock in here. */

import type { Behaviour } from "../behaviour.ts";
import { frameDuration, transmissionRate, type Refusal } from "./refusals.ts";

const MIN_FRAME_MS = 50;
const MAX_FRAME_MS = 1000;
const STRICT_SHORT_FRAMES = 3;
const LENIENT_SHORT_MS = 1000;

export interface FrameMeter {
  readonly receivedMs: number;
  /** The short frames since the last proper one. */
  readonly shortInARow: number;
  readonly shortMs: number;
}

export const NO_FRAMES: FrameMeter = { receivedMs: 0, shortInARow: 0, shortMs: 0 };

/** Counts a frame of `frameMs` that came `elapsedMs` after Begin. A refusal ends the session. */
export function meterFrame(
  meter: FrameMeter,
  frameMs: number,
  elapsedMs: number,
  rules: Behaviour["sound"],
): { readonly meter: FrameMeter; readonly refusal: Refusal | null } {
  const short = frameMs < MIN_FRAME_MS;
  const next: FrameMeter = {
    receivedMs: meter.receivedMs + frameMs,
    shortInARow: short ? meter.shortInARow + 1 : 0,
    shortMs: short ? meter.shortMs + frameMs : 0,
  };
  const tooManyShort =
    rules.shortFrames === "strict"
      ? next.shortInARow >= STRICT_SHORT_FRAMES
      : next.shortMs >= LENIENT_SHORT_MS;
  const refusal =
    frameMs > MAX_FRAME_MS || tooManyShort
      ? frameDuration(frameMs)
      : next.receivedMs - elapsedMs > rules.aheadLimitMs
        ? transmissionRate(next.receivedMs, elapsedMs)
        : null;
  return { meter: next, refusal };
}

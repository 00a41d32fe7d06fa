/**
 * Tells digital silence (every sample exactly zero: a page that plays nothing, a muted source) from a quiet meeting, which
 * is no fault. Any sample that is not zero takes the warning back.
 */

import { FRAME_MS } from "./format.ts";

/** How long nothing but zeros may come before somebody is told. */
export const SILENCE_LIMIT_MS = 8_000;

/** Time of unbroken digital silence, in ms, after one more frame of `FRAME_MS`. */
export const silenceAfterFrame = (silentMs: number, framePeak: number): number =>
  framePeak === 0 ? silentMs + FRAME_MS : 0;

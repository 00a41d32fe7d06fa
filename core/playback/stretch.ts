/**
 * Chooses the stretch of a meeting that is opened for playback. A finished recording is opened whole. Chrome does not read on in
 * a file that grows, so of a running recording a few minutes are held in memory, with some seconds before the position for skipping back.
 */

const BEFORE_MS = 30_000;
const AFTER_MS = 300_000;
/** A shorter rest is not played. */
const MIN_REST_MS = 1_000;

export interface Span {
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
}

export const stretchAround = (atMs: number, lengthMs: number, isGrowing: boolean): Span =>
  isGrowing
    ? { fromMs: Math.max(0, atMs - BEFORE_MS), toMs: Math.min(atMs + AFTER_MS, lengthMs) }
    : { fromMs: 0, toMs: lengthMs };

export const covers = ({ fromMs, toMs }: Span, atMs: number): boolean =>
  atMs >= fromMs && atMs < toMs;

/** Whether there is audio after this stretch. */
export const goesOn = ({ toMs }: Span, lengthMs: number): boolean => lengthMs - toMs >= MIN_REST_MS;

/** Position at which Play starts. At the end of a meeting it starts over; at the end of a running recording it plays the last seconds. */
export function playStart(atMs: number, lengthMs: number, isGrowing: boolean): number {
  if (atMs < lengthMs - MIN_REST_MS) return atMs;
  return isGrowing ? Math.max(0, lengthMs - LAST_MS) : 0;
}
const LAST_MS = 10_000;

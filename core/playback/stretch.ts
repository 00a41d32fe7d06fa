/**
 * Which stretch of a meeting is opened to be played. What is on disk for good is opened whole. A file that still grows can be
 * read only at once, so of that a few minutes are held in memory at a time, with a little before for skipping back.
 */

const BEFORE_MS = 30_000;
const AFTER_MS = 300_000;
/** Less than this at the end is not worth a beginning. */
const LEAST_MS = 1_000;

export interface Span {
  readonly fromMs: number;
  /** Not in it any more. */
  readonly toMs: number;
}

export const stretchAround = (atMs: number, lengthMs: number, isGrowing: boolean): Span =>
  isGrowing
    ? { fromMs: Math.max(0, atMs - BEFORE_MS), toMs: Math.min(atMs + AFTER_MS, lengthMs) }
    : { fromMs: 0, toMs: lengthMs };

/** Whether it can be played from there. */
export const covers = ({ fromMs, toMs }: Span, atMs: number): boolean =>
  atMs >= fromMs && atMs < toMs;

/** Whether after this stretch there is more to hear. */
export const goesOn = ({ toMs }: Span, lengthMs: number): boolean => lengthMs - toMs >= LEAST_MS;

/** Where Play begins: at the end of a meeting from its beginning, at the end of one that grows with its last seconds. */
export function playStart(atMs: number, lengthMs: number, isGrowing: boolean): number {
  if (atMs < lengthMs - LEAST_MS) return atMs;
  return isGrowing ? Math.max(0, lengthMs - LAST_MS) : 0;
}
const LAST_MS = 10_000;

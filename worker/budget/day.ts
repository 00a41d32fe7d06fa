/** Budgets last one day of UTC, so they are renewed everywhere at the same moment. */

const DAY_MS = 86_400_000;

/** For instance `2026-11-22`; days sort as text. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** At least 1. */
export const secondsLeftOf = (ms: number): number => Math.ceil((DAY_MS - (ms % DAY_MS)) / 1000);

/** Late enough for the last sessions of the day before to be settled. */
const CLEANING_HOUR = 4;

/** @returns when rows of days before are deleted next, in ms since 1970 */
export function nextCleaningMs(ms: number): number {
  const today = ms - (ms % DAY_MS) + CLEANING_HOUR * 3_600_000;
  return ms < today ? today : today + DAY_MS;
}

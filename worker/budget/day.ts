/** Budgets last one day of UTC, so they are renewed everywhere at the same moment. */

const DAY_MS = 86_400_000;

/** For instance `2026-11-22`; days sort as text. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const dayBefore = (ms: number): string => dayOf(ms - DAY_MS);

/** At least 1. */
export const secondsLeftOf = (ms: number): number => Math.ceil((DAY_MS - (ms % DAY_MS)) / 1000);

/** Requests a minute in fixed windows, counted per key. Refused requests count too (docs/protocol.md#llm-gateway). */

import type { Clock } from "./clock.ts";

const WINDOW_MS = 60_000;

export interface Allowance {
  readonly allowed: boolean;
  readonly limit: number;
  /** Negative once requests were refused. */
  readonly remaining: number;
  /** Whole seconds until the window ends. */
  readonly resetSeconds: number;
}

/** Counts one request of `key`. */
export type RateLimit = (key: string) => Allowance;

export function createRateLimit(limit: number, clock: Clock): RateLimit {
  const windows = new Map<string, { readonly startedAt: number; readonly used: number }>();
  return (key) => {
    const now = clock.now();
    const known = windows.get(key);
    const open = known !== undefined && now - known.startedAt < WINDOW_MS;
    const window = open
      ? { startedAt: known.startedAt, used: known.used + 1 }
      : { startedAt: now, used: 1 };
    windows.set(key, window);
    return {
      allowed: window.used <= limit,
      limit,
      remaining: limit - window.used,
      resetSeconds: Math.ceil((window.startedAt + WINDOW_MS - now) / 1000),
    };
  };
}

/** Checks that a deployed Worker answers, is configured and works. */

import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import { Health } from "../../core/protocol/worker-api.ts";

const RETRY_DELAY_MS = 1_000;
const ATTEMPT_TIMEOUT_MS = 10_000;

/**
 * @param code Access code; with it, everything behind the Worker is checked too.
 * @param patienceMs How long to retry. A new address takes up to a minute to resolve everywhere.
 * @returns a sentence for each problem
 */
export async function checkWorker(
  url: string,
  code: string | undefined,
  patienceMs: number,
): Promise<readonly string[]> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const health = await readHealth(url, code);
    if (health) return health.problems;
    if (performance.now() >= until)
      return [`${url} does not answer yet. Look at ${url}/health in a few minutes.`];
    await setTimeout(RETRY_DELAY_MS);
  }
}

/** @returns `null` if nothing, or something other than the Worker, answers. */
async function readHealth(url: string, code: string | undefined): Promise<Health | null> {
  try {
    const response = await fetch(`${url}/health${code === undefined ? "" : "?deep=1"}`, {
      headers: code === undefined ? {} : { Authorization: `Bearer ${code}` },
      signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
    });
    const health = v.safeParse(Health, await response.json());
    return health.success ? health.output : null;
  } catch {
    return null;
  }
}

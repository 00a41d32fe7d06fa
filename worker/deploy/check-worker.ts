/** Whether a Worker that was just deployed answers, is configured, and works. */

import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import { Health } from "../../core/protocol/worker-api.ts";

const BETWEEN_ATTEMPTS_MS = 1_000;
const ATTEMPT_MS = 10_000;

/**
 * @param code Of an access code, if there is one to ask what lies behind the Worker as well.
 * @param patienceMs A new address takes up to a minute to be known everywhere.
 * @returns Sentences; none where all is well.
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
    await setTimeout(BETWEEN_ATTEMPTS_MS);
  }
}

/** `null`: nobody answers there, or not the Worker yet. */
async function readHealth(url: string, code: string | undefined): Promise<Health | null> {
  try {
    const response = await fetch(`${url}/health${code === undefined ? "" : "?deep=1"}`, {
      headers: code === undefined ? {} : { Authorization: `Bearer ${code}` },
      signal: AbortSignal.timeout(ATTEMPT_MS),
    });
    const health = v.safeParse(Health, await response.json());
    return health.success ? health.output : null;
  } catch {
    return null;
  }
}

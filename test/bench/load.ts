/** Load test for a local server. */

import { Agent, request } from "node:http";

export interface LoadOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly count: number;
  /** Number of parallel requests. */
  readonly atOnce: number;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Times from sending a request to the last byte of its answer. */
  readonly latenciesMs: readonly number[];
}

const ANSWER_WITHIN_MS = 10_000;

/**
 * Sends POST requests over `atOnce` kept connections.
 * @throws {Error} At the first answer outside 2xx
 */
export async function load({ url, headers, count, atOnce }: LoadOptions): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const latenciesMs: number[] = [];
  let left = count;
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      const before = performance.now();
      await post(url, headers, agent);
      latenciesMs.push(performance.now() - before);
    }
  };
  try {
    const before = performance.now();
    await Promise.all(Array.from({ length: atOnce }, caller));
    const seconds = (performance.now() - before) / 1000;
    return { requestsPerSecond: count / seconds, latenciesMs };
  } finally {
    agent.destroy();
  }
}

function post(url: string, headers: LoadOptions["headers"], agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const sent = request(url, { method: "POST", headers, agent, signal }, (answer) => {
      const { statusCode = 0 } = answer;
      answer.resume();
      answer.on("error", reject);
      answer.on("end", () => {
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new Error(`POST ${url} answered ${statusCode}`));
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}

/**
 * Requests that share a call of the usage store, under the real runtime: the tests in `test/worker/` run in one context, where no request
 * has to wait for the promise of another.
 */

import { request } from "node:http";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TokenGrant, Usage } from "../../core/protocol/worker-api.ts";
import { startLocalService } from "../../local/server.ts";
import { startWorker, type WorkerProcess } from "../../local/launcher/worker-process.ts";
import { briefModel } from "../meetings/meeting-script.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";

const API_KEY = "key-of-the-team";
const CODE = "0123456789abcdef0123456789abcdef";
const SECONDS = 600;

const resources = new AsyncDisposableStack();
let worker: WorkerProcess;

beforeAll(async () => {
  const engine = createScriptedEngine([]);
  const service = await startLocalService({
    port: 0,
    apiKey: API_KEY,
    engine,
    languageModel: briefModel,
  });
  resources.defer(() => service.close());
  worker = await startWorker({
    bindings: {
      ASSEMBLYAI_API_KEY: API_KEY,
      ASSEMBLYAI_STREAMING_URL: service.url,
      ACCESS_CODES: `you:${CODE}`,
    },
  });
  resources.defer(() => worker.close());
}, 120_000);

afterAll(() => resources.disposeAsync());

const headers = { authorization: `Bearer ${CODE}` };
const body = JSON.stringify({ max_session_duration_seconds: SECONDS });

const mint = async (): Promise<TokenGrant> => {
  const response = await fetch(`${worker.url}/v1/token`, { method: "POST", headers, body });
  return v.parse(TokenGrant, await response.json());
};

async function usedSeconds(): Promise<number> {
  const response = await fetch(`${worker.url}/v1/usage`, { headers });
  return v.parse(Usage, await response.json()).session_seconds.used;
}

test("each of a hundred requests at once is granted a session of its own", async () => {
  const before = await usedSeconds();
  const granted = await Promise.all(Array.from({ length: 100 }, mint));
  expect(new Set(granted.map(({ grant }) => grant)).size).toBe(100);
  expect((await usedSeconds()) - before).toBe(100 * SECONDS);
});

test("callers that leave take nothing from those that wait for the same call", async () => {
  for (let round = 0; round < 30; round++) {
    const leaving = Array.from({ length: 8 }, (_, n) => leave(n));
    const staying = Array.from({ length: 8 }, mint);
    await Promise.all(leaving);
    const granted = await Promise.all(staying);
    expect(new Set(granted.map(({ grant }) => grant)).size).toBe(8);
  }
});

/** Sends a request and breaks the connection while it is on its way, or is being answered. */
function leave(afterMs: number): Promise<void> {
  const sent = request(`${worker.url}/v1/token`, { method: "POST", headers });
  return new Promise((resolve) => {
    sent.on("error", () => {});
    sent.on("close", resolve);
    sent.end(body, () => setTimeout(() => sent.destroy(), afterMs));
  });
}

/** What the Worker logs is what `worker/README.md#logs` lists. Every other test file checks its own lines against that list. */

import { expect, test } from "vitest";
import config from "../../worker/wrangler.jsonc?raw";
import { saying, unreachable } from "./fake-assemblyai.ts";
import { ENV, fieldsOf, LOGGED_FIELDS, openWorker } from "./worker-under-test.ts";

const worker = openWorker();

test("every listed field is logged", async () => {
  await worker.ask("/v1/token", { env: { ...ENV, DAILY_SESSION_MINUTES: "0" } });
  worker.upstream.next(saying(400, { error: "no" }), unreachable, unreachable);
  await worker.ask("/v1/token");
  await worker.ask("/v1/token");
  const broken = { ...ENV, LEDGER: { getByName: () => null } };
  await worker.ask("/v1/token", { env: broken });
  expect(new Set(worker.log.flatMap(fieldsOf))).toEqual(LOGGED_FIELDS);
});

test("what is granted is not logged", async () => {
  await worker.ask("/v1/token");
  await worker.ask("/v1/chat", {
    body: JSON.stringify({ messages: [{ role: "user", content: "Hello?" }] }),
  });
  expect(worker.log).toEqual([]);
});

test("Cloudflare's own line for each request, with path and headers, is off", () => {
  expect(config).toContain('"logs": { "invocation_logs": false }');
});

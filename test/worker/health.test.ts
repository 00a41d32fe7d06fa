import * as v from "valibot";
import { expect, test } from "vitest";
import packageJson from "../../package.json";
import { Health } from "../../core/protocol/worker-api.ts";
import {
  API_KEY,
  saying,
  showingHtml,
  silent,
  unreachable,
  type Responder,
} from "./fake-assemblyai.ts";
import { ENV, expectRefusal, openWorker } from "./worker-under-test.ts";

const worker = openWorker();

const { version } = packageJson;
const healthy: Responder = saying(200, { data: [{ id: "claude-sonnet-4-6" }] });
const minting: Responder = saying(200, { token: "short-lived", expires_in_seconds: 1 });

test("/health needs no code and reports a complete configuration", async () => {
  const { status, body } = await worker.ask("/health", { code: null });
  expect(status).toBe(200);
  expect(body).toEqual({ ok: true, version, configured: true, problems: [] });
  expect(worker.upstream.seen).toEqual([]);
});

test("/health names what is missing", async () => {
  const { status, body } = await worker.ask("/health", { code: null, env: {} });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    configured: false,
    problems: expect.arrayContaining([
      "ASSEMBLYAI_API_KEY is missing.",
      "ACCESS_CODES is missing.",
      "The binding LEDGER is missing; worker/wrangler.jsonc has it.",
    ]),
  });
});

test("deep health checks every service without spending budget", async () => {
  worker.upstream.next(minting, healthy);
  const { status, body } = await worker.ask("/health?deep=1", { env: { ...ENV } });
  expect(status).toBe(200);
  expect(v.parse(v.strictObject(Health.entries), body)).toEqual({
    ok: true,
    version,
    configured: true,
    working: true,
    problems: [],
  });
  const [token, models] = worker.upstream.seen;
  expect(token?.url.search).toBe("?expires_in_seconds=1&max_session_duration_seconds=60");
  expect(token?.headers.get("Authorization")).toBe(API_KEY);
  expect(models?.url.href).toBe("https://llm-gateway.assemblyai.com/v1/models");
  expect(models?.headers.has("Authorization")).toBe(false);
  expect((await worker.ask("/v1/usage")).body).toMatchObject({ session_seconds: { used: 0 } });
});

test.each([
  [
    "a refused key",
    [saying(401, { error: "Unauthorized" }), healthy],
    "refused this Worker's API key",
  ],
  ["the model list's 500", [minting, saying(500, {})], "LLM Gateway has a fault of its own"],
  ["the model list's HTML", [minting, showingHtml(200)], "LLM Gateway sent an answer"],
  ["the model list's 404", [minting, saying(404, {})], "LLM Gateway sent an answer"],
  ["an unreachable gateway", [minting, unreachable], "LLM Gateway could not be reached"],
  ["a silent gateway", [minting, silent], "LLM Gateway took too long"],
] satisfies [string, Responder[], string][])(
  "deep health reports %s",
  async (_, answers, words) => {
    worker.upstream.next(...answers);
    const { status, body } = await worker.ask("/health?deep=1", { env: { ...ENV } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ working: false, problems: [expect.stringContaining(words)] });
  },
);

test("deep health is checked once a minute", async () => {
  const env = { ...ENV };
  const check = async () => (await worker.ask("/health?deep=1", { env })).body;
  worker.upstream.next(minting, unreachable);
  const first = await check();
  worker.upstream.clock.ms += 59_999;
  expect(await check()).toEqual(first);
  expect(worker.upstream.seen).toHaveLength(2);
  worker.upstream.clock.ms += 1;
  worker.upstream.next(minting, healthy);
  expect(await check()).toMatchObject({ working: true });
});

test("deep health reports every failure", async () => {
  worker.upstream.next(showingHtml(404), unreachable);
  const { body } = await worker.ask("/health?deep=1", { env: { ...ENV } });
  expect(v.parse(Health, body).problems).toHaveLength(2);
});

test("another query is plain health, and deep health needs a code", async () => {
  const { body } = await worker.ask("/health?deep=0", { code: null });
  expect(body).not.toHaveProperty("working");
  expectRefusal(await worker.ask("/health?deep=1", { code: null }), 401, "unauthorized");
});

import * as v from "valibot";
import { expect, test } from "vitest";
import packageJson from "../../package.json";
import { Health } from "../../core/protocol/worker-api.ts";
import { API_KEY, saying, showingHtml, silent, unreachable, type Answer } from "./assembly-ai.ts";
import { ENV, expectRefusal, openDesk } from "./desk.ts";

const desk = openDesk();

const { version } = packageJson;
const healthy: Answer = saying(200, { data: [{ id: "claude-sonnet-4-6" }] });
const minting: Answer = saying(200, { token: "short-lived", expires_in_seconds: 1 });

test("needs no code and tells that all is set", async () => {
  const { status, body } = await desk.ask("/health", { code: null });
  expect(status).toBe(200);
  expect(body).toEqual({ ok: true, version, configured: true, problems: [] });
  expect(desk.upstream.seen).toEqual([]);
});

test("tells what is missing, by name", async () => {
  const { status, body } = await desk.ask("/health", { code: null, env: {} });
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

test("with a code it asks everything that is behind, without spending", async () => {
  desk.upstream.next(minting, healthy);
  const { status, body } = await desk.ask("/health?deep=1");
  expect(status).toBe(200);
  expect(v.parse(v.strictObject(Health.entries), body)).toEqual({
    ok: true,
    version,
    configured: true,
    working: true,
    problems: [],
  });
  const [token, models] = desk.upstream.seen;
  expect(token?.url.search).toBe("?expires_in_seconds=1&max_session_duration_seconds=60");
  expect(token?.headers.get("Authorization")).toBe(API_KEY);
  expect(models?.url.href).toBe("https://llm-gateway.assemblyai.com/v1/models");
  expect(models?.headers.has("Authorization")).toBe(false);
  expect((await desk.ask("/v1/usage")).body).toMatchObject({ session_seconds: { used: 0 } });
});

test.each([
  ["the key", [saying(401, { error: "Unauthorized" }), healthy], "refused this Worker's API key"],
  ["the model list's 500", [minting, saying(500, {})], "LLM Gateway has a fault of its own"],
  ["the model list's HTML", [minting, showingHtml(200)], "LLM Gateway sent an answer"],
  ["the model list's 404", [minting, saying(404, {})], "LLM Gateway sent an answer"],
  ["a gateway that is away", [minting, unreachable], "LLM Gateway could not be reached"],
  ["a gateway that is silent", [minting, silent], "LLM Gateway took too long"],
] satisfies [string, Answer[], string][])("tells of %s", async (_, answers, words) => {
  desk.upstream.next(...answers);
  const { status, body } = await desk.ask("/health?deep=1");
  expect(status).toBe(200);
  expect(body).toMatchObject({ working: false, problems: [expect.stringContaining(words)] });
});

test("tells of every failure, and of the ledger's", async () => {
  desk.upstream.next(showingHtml(404), unreachable);
  const LEDGER = { getByName: () => ({ entries: () => Promise.reject(new Error("gone")) }) };
  const { body } = await desk.ask("/health?deep=1", { env: { ...ENV, LEDGER } });
  expect(v.parse(Health, body).problems).toHaveLength(3);
});

test("any other query asks for no more than its own", async () => {
  const { body } = await desk.ask("/health?deep=0", { code: null });
  expect(body).not.toHaveProperty("working");
  expectRefusal(await desk.ask("/health?deep=1", { code: null }), 401, "unauthorized");
});

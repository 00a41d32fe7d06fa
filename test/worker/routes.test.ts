import * as v from "valibot";
import { expect, test } from "vitest";
import packageJson from "../../package.json";
import { WorkerConfig } from "../../core/protocol/worker-api.ts";
import { BEN, ENV, expectRefusal, openWorker } from "./worker-under-test.ts";

const worker = openWorker();

test.each(["/", "/v1", "/v1/", "/v1/token/", "/v1/tokens", "/v2/token", "/V1/TOKEN", "//health"])(
  "%s is not found",
  async (path) => {
    expectRefusal(await worker.ask(path), 404, "not_found", "base address");
  },
);

test.each([
  ["/health", "GET", ["POST", "PUT", "DELETE", "HEAD"]],
  ["/v1/config", "GET", ["POST", "PATCH"]],
  ["/v1/usage", "GET", ["POST", "DELETE"]],
  ["/usage", "GET", ["POST"]],
  ["/health?deep=1", "GET", ["POST"]],
  ["/v1/token", "POST", ["GET", "PUT"]],
  ["/v1/chat", "POST", ["GET", "DELETE"]],
])("%s takes %s only", async (path, allowed, others) => {
  for (const method of others) {
    const answer = await worker.ask(path, { method });
    expectRefusal(answer, 405, "method_not_allowed", `${allowed} requests only`);
    expect(answer.headers.get("Allow")).toBe(`${allowed}, OPTIONS`);
  }
});

test("a query is ignored", async () => {
  expect((await worker.ask("/v1/config?model=x")).status).toBe(200);
});

test("config names the access code and what is offered", async () => {
  const { status, body } = await worker.ask("/v1/config", { code: BEN });
  expect(status).toBe(200);
  expect(v.parse(v.strictObject(WorkerConfig.entries), body)).toEqual({
    name: "ben",
    version: packageJson.version,
    region: "global",
    notes: { default_model: "claude-sonnet-4-6", models: [], max_tokens: 8000 },
    limits: { max_session_duration_seconds: 1800, max_chat_bytes: 1_000_000 },
  });
});

test("config follows the variables", async () => {
  const env = {
    ...ENV,
    ASSEMBLYAI_STREAMING_URL: "https://streaming.eu.assemblyai.com",
    CHAT_DEFAULT_MODEL: "gemini-2.5-flash",
    CHAT_ALLOWED_MODELS: "gpt-5-mini, gemini-2.5-flash",
    CHAT_MAX_TOKENS: 500,
    CHAT_MAX_BYTES: "2000",
    SESSION_MAX_SECONDS: "3600",
    PRICES: '{"speech_per_hour":{"u3-rt-pro":0.45}}',
  };
  expect((await worker.ask("/v1/config", { env })).body).toMatchObject({
    region: "eu",
    notes: {
      default_model: "gemini-2.5-flash",
      models: ["gemini-2.5-flash", "gpt-5-mini"],
      max_tokens: 500,
    },
    prices: { speech_per_hour: { "u3-rt-pro": 0.45 }, models: {} },
    limits: { max_session_duration_seconds: 3600, max_chat_bytes: 2000 },
  });
});

test.each([
  ["https://streaming.us.assemblyai.com", "us"],
  ["http://127.0.0.1:9000", "local"],
  ["http://[::1]:9000", "local"],
  ["http://localhost:9000", "local"],
  ["https://speech.example", "speech.example"],
  ["https://streaming.us.assemblyai.com.example", "streaming.us.assemblyai.com.example"],
])("the region of %s is %s", async (url, region) => {
  const { body } = await worker.ask("/v1/config", {
    env: { ...ENV, ASSEMBLYAI_STREAMING_URL: url },
  });
  expect(body).toMatchObject({ region });
});

test("config sends no request upstream", async () => {
  await worker.ask("/v1/config");
  expect(worker.upstream.seen).toEqual([]);
});

import * as v from "valibot";
import { expect, test } from "vitest";
import packageJson from "../../package.json";
import { WorkerConfig } from "../../core/protocol/worker-api.ts";
import {
  modelEntry,
  saying,
  showingHtml,
  silent,
  unreachable,
  type Responder,
} from "./fake-assemblyai.ts";
import { BEN, ENV, expectRefusal, openWorker } from "./worker-under-test.ts";

const worker = openWorker();

/** A deployment of its own, because the Worker keeps the models of each gateway. */
let gateways = 0;
const newGateway = (host = "llm.example") => ({
  ...ENV,
  ASSEMBLYAI_LLM_URL: `https://${host}/gateway${++gateways}`,
});

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
  ["/usage", "GET, POST", ["PUT"]],
  ["/join", "GET", ["POST"]],
  ["/v1/codes", "GET, POST", ["DELETE"]],
  ["/v1/codes/end", "POST", ["GET"]],
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
  const { status, body } = await worker.ask("/v1/config", { code: BEN, env: newGateway() });
  expect(status).toBe(200);
  expect(v.parse(v.strictObject(WorkerConfig.entries), body)).toEqual({
    name: "ben",
    version: packageJson.version,
    region: "global",
    notes: { default_model: "claude-sonnet-4-6", models: [], max_tokens: 8000 },
    speech: {},
    language_models: [
      { id: "claude-sonnet-4-6", price: { input: 3.3, output: 16.5 }, streams: true },
    ],
    prices: {
      speech_per_hour: {},
      models: { "claude-sonnet-4-6": { input: 3.3, output: 16.5 } },
    },
    limits: { max_session_duration_seconds: 10_800, max_chat_bytes: 1_000_000 },
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
    SPEECH_MODEL: "universal-3-6-pro",
    PRICES: '{"speech_per_hour":{"u3-rt-pro":0.45}}',
  };
  expect((await worker.ask("/v1/config", { env })).body).toMatchObject({
    region: "eu",
    notes: {
      default_model: "gemini-2.5-flash",
      models: ["gemini-2.5-flash", "gpt-5-mini"],
      max_tokens: 500,
    },
    speech: { default_model: "universal-3-6-pro" },
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

/** What a config offers after this reply of the gateway. */
async function offered(answer: Responder, env: Record<string, unknown> = newGateway()) {
  worker.upstream.next(answer);
  const { status, body } = await worker.ask("/v1/config", { env });
  worker.upstream.forget();
  expect(status).toBe(200);
  return v.parse(WorkerConfig, body);
}

const listing = (...entries: readonly object[]): Responder => saying(200, { data: entries });

test("config asks the gateway for its models once a day, without the key", async () => {
  const env = newGateway();
  await worker.ask("/v1/config", { env });
  worker.upstream.clock.ms += 86_399_999;
  await worker.ask("/v1/config", { env });
  expect(worker.upstream.seen.map(({ url }) => url.pathname)).toEqual([
    `/gateway${gateways}/v1/models`,
  ]);
  expect(worker.upstream.seen[0]?.headers.has("Authorization")).toBe(false);
  worker.upstream.clock.ms += 1;
  await worker.ask("/v1/config", { env });
  expect(worker.upstream.seen).toHaveLength(2);
});

test.each<[string, Responder]>([
  ["an unreachable gateway", unreachable],
  ["a silent gateway", silent],
  ["a gateway's fault", saying(500, {})],
  ["a proxy's page", showingHtml(200)],
  ["a list of another form", saying(200, { models: ["claude"] })],
  ["an empty list", listing()],
])("config works without models after %s", async (_, answer) => {
  const config = await offered(answer);
  expect(config).not.toHaveProperty("language_models");
  expect(config).not.toHaveProperty("prices");
});

test("config keeps the models while the gateway does not answer, and asks again in a minute", async () => {
  const env = newGateway();
  const before = await offered(listing(modelEntry()), env);
  worker.upstream.clock.ms += 86_400_000;
  expect(await offered(unreachable, env)).toEqual(before);
  worker.upstream.clock.ms += 60_000;
  const { language_models } = await offered(listing(modelEntry({ id: "newer" })), env);
  expect(language_models?.map(({ id }) => id)).toEqual(["newer"]);
});

const TIER = { prompt: 3, completions: 15 };

test.each<[string, object, string, object | undefined]>([
  ["its own price", { us: TIER, global: { prompt: 1, completions: 2 } }, "us", TIER],
  ["the European price", { us: { prompt: 1, completions: 2 }, eu: TIER }, "eu", TIER],
  ["the global price", { global: TIER }, "us", TIER],
  [
    "the global price and its increase in percent",
    { global: TIER, regional_increase_percent: 10 },
    "eu",
    { prompt: 3.3, completions: 16.5 },
  ],
  [
    "the global price and its increase as a share",
    { global: TIER, regional_increase_percent: 0.1 },
    "us",
    { prompt: 3.3, completions: 16.5 },
  ],
  ["no price of another form", { global: { prompt: "0.000003" } }, "us", undefined],
  ["no negative price", { global: { prompt: -1, completions: 1 } }, "us", undefined],
])("a model has %s", async (_, pricing, region, expected) => {
  const host = region === "eu" ? "llm-gateway.eu.assemblyai.com" : "llm-gateway.assemblyai.com";
  const config = await offered(listing(modelEntry({ pricing })), newGateway(host));
  const price = config.language_models?.[0]?.price;
  expect(price && { prompt: price.input, completions: price.output }).toEqual(expected);
  expect(config.prices?.models["claude-sonnet-4-6"]).toEqual(price);
});

test("config leaves out models that are retired or not in the region", async () => {
  const dayMs = 86_400_000;
  const soon = worker.upstream.clock.ms + 30 * dayMs;
  const { language_models } = await offered(
    listing(
      modelEntry({ id: "retired", retirement_date: worker.upstream.clock.ms / 1000 - 1 }),
      modelEntry({ id: "american", available_regions: ["us"] }),
      modelEntry({ id: "soon", retirement_date: soon / 1000 }),
      modelEntry({ id: "soon-in-ms", retirement_date: soon }),
      modelEntry({ id: "soon-in-words", retirement_date: "2026-12-22" }),
      modelEntry({ id: "never", retirement_date: null }),
      { id: "bare" },
      { name: "without an id" },
      null as never,
    ),
    newGateway("llm-gateway.eu.assemblyai.com"),
  );
  expect(language_models?.map(({ id, retires }) => [id, retires])).toEqual([
    ["soon", "2026-12-22"],
    ["soon-in-ms", "2026-12-22"],
    ["soon-in-words", "2026-12-22"],
    ["never", undefined],
    ["bare", undefined],
  ]);
});

test.each<[string, readonly string[], boolean | undefined]>([
  ["streams if it lists stream", ["stream"], true],
  ["does not stream if others list stream", [], false],
])("a model %s", async (_, supported_parameters, expected) => {
  const { language_models } = await offered(
    listing(modelEntry({ id: "other" }), modelEntry({ supported_parameters })),
  );
  expect(language_models?.[1]?.streams).toBe(expected);
});

test("nothing is known of streams if no model lists stream", async () => {
  const { language_models } = await offered(listing(modelEntry({ supported_parameters: [] })));
  expect(language_models?.[0]).not.toHaveProperty("streams");
});

test("config offers only the models that the team allows", async () => {
  const env = { ...newGateway(), CHAT_ALLOWED_MODELS: "b", CHAT_DEFAULT_MODEL: "a" };
  const { language_models, prices } = await offered(
    listing(...["a", "b", "c"].map((id) => modelEntry({ id }))),
    env,
  );
  expect(language_models?.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(Object.keys(prices?.models ?? {})).toEqual(["a", "b"]);
});

test("a price that the gateway states wins over PRICES, which keep the rest", async () => {
  const PRICES = {
    speech_per_hour: { "u3-rt-pro": 0.45 },
    speaker_labels_per_hour: 0.1,
    models: { "claude-sonnet-4-6": { input: 1, output: 2 }, own: { input: 3, output: 4 } },
  };
  const { prices } = await offered(listing(modelEntry()), { ...newGateway(), PRICES });
  expect(prices).toEqual({
    speech_per_hour: { "u3-rt-pro": 0.45 },
    speaker_labels_per_hour: 0.1,
    models: {
      "claude-sonnet-4-6": { input: 3.3, output: 16.5 },
      own: { input: 3, output: 4 },
    },
  });
});

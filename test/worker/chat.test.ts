import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { ChatReply } from "../../core/protocol/worker-api.ts";
import {
  API_KEY,
  completion,
  saying,
  showingHtml,
  silent,
  unreachable,
  type Responder,
  modelEntry,
} from "./fake-assemblyai.ts";
import { ENV, expectRefusal, openWorker, WORDS, type RequestOptions } from "./worker-under-test.ts";

const worker = openWorker();

const messages = [
  { role: "system", content: "Write notes." },
  { role: "user", content: WORDS },
];

const askFor = (request: object = {}, options: RequestOptions = {}) =>
  worker.ask("/v1/chat", { body: JSON.stringify({ messages, ...request }), ...options });

const answering = (...answers: Responder[]) => {
  worker.upstream.next(...answers);
  return askFor();
};

test("a reply has the shape of ChatReply", async () => {
  const { status, body } = await askFor();
  expect(status).toBe(200);
  expect(v.parse(v.strictObject(ChatReply.entries), body)).toEqual({
    model: "claude-sonnet-4-6",
    content: "Ships Friday.",
    finish_reason: "stop",
    usage: { input_tokens: 16, output_tokens: 6 },
  });
});

test("the gateway gets the raw key and the five known fields only", async () => {
  await askFor({ temperature: 0, tools: [{}], fallbacks: [{ model: "dear" }] });
  const [request] = worker.upstream.seen;
  expect(request?.url.href).toBe("https://llm-gateway.assemblyai.com/v1/chat/completions");
  expect(request?.method).toBe("POST");
  expect(request?.headers.get("Authorization")).toBe(API_KEY);
  expect(request?.headers.get("Content-Type")).toBe("application/json");
  expect(request?.redirect).toBe("manual");
  expect(request?.body).toEqual({
    model: "claude-sonnet-4-6",
    messages,
    max_tokens: 8000,
    temperature: 0,
  });
});

test("ASSEMBLYAI_LLM_URL sets the address", async () => {
  const env = { ...ENV, ASSEMBLYAI_LLM_URL: "http://127.0.0.1:9001/" };
  expect((await askFor({}, { env })).status).toBe(200);
  expect(worker.upstream.seen.map(({ url }) => url.href)).toEqual([
    "http://127.0.0.1:9001/v1/models",
    "http://127.0.0.1:9001/v1/chat/completions",
  ]);
});

test.each([
  [undefined, 300],
  [299, 299],
  [300, 300],
  [100_000, 300],
])("max_tokens %s is sent as %s under a limit of 300", async (asked, sent) => {
  await askFor({ max_tokens: asked }, { env: { ...ENV, CHAT_MAX_TOKENS: "300" } });
  expect(worker.upstream.seen[0]?.body).toMatchObject({ max_tokens: sent });
});

describe("models", () => {
  const env = { ...ENV, CHAT_ALLOWED_MODELS: "gpt-5-mini,kimi-k2.5" };

  test.each([
    ["a fallback is allowed", { ...ENV, CHAT_FALLBACK_MODELS: "gpt-5" }, "gpt-5", "gpt-5"],
    ["a listed model is allowed", env, "kimi-k2.5", "kimi-k2.5"],
    ["the default model is always allowed", env, "claude-sonnet-4-6", "claude-sonnet-4-6"],
    ["the default model is used if none is named", env, undefined, "claude-sonnet-4-6"],
  ])("%s", async (_, variables, model, sent) => {
    expect((await askFor({ model }, { env: variables })).status).toBe(200);
    expect(worker.upstream.seen[0]?.body).toMatchObject({ model: sent });
  });

  test("the models of the gateway's own list are allowed by default", async () => {
    const env = { ...ENV, ASSEMBLYAI_LLM_URL: "https://gateway-with-two-models.example" };
    worker.upstream.next(saying(200, { data: [modelEntry(), modelEntry({ id: "kimi-k2.5" })] }));
    expect((await askFor({ model: "kimi-k2.5" }, { env })).status).toBe(200);
    const answer = await askFor({ model: "claude-opus-4-7" }, { env });
    expectRefusal(answer, 403, "model_refused", "claude-sonnet-4-6, kimi-k2.5");
  });

  test("while the gateway does not list its models, the default one alone is allowed", async () => {
    const env = { ...ENV, ASSEMBLYAI_LLM_URL: "https://gateway-without-a-list.example" };
    worker.upstream.next(unreachable);
    expectRefusal(await askFor({ model: "gpt-5" }, { env }), 502, "upstream_failed");
    expect((await askFor({}, { env })).status).toBe(200);
  });

  test("a model that can't stream is asked for one reply", async () => {
    const env = { ...ENV, ASSEMBLYAI_LLM_URL: "https://gateway-with-slow-model.example" };
    const slow = modelEntry({ id: "slow", supported_parameters: ["max_tokens"] });
    worker.upstream.next(saying(200, { data: [modelEntry(), slow] }));
    expect((await askFor({ model: "slow", stream: true }, { env })).status).toBe(200);
    expect(worker.upstream.seen.at(-1)?.body).not.toHaveProperty("stream");
    await askFor({ stream: true }, { env });
    expect(worker.upstream.seen.at(-1)?.body).toHaveProperty("stream", true);
  });

  test.each(["claude-opus-4-7", "KIMI-K2.5", "gpt-5-mini,kimi-k2.5", "x".repeat(5000)])(
    "unlisted model %# is refused",
    async (model) => {
      const answer = await askFor({ model }, { env });
      expectRefusal(answer, 403, "model_refused", "claude-sonnet-4-6, gpt-5-mini, kimi-k2.5");
      expect(JSON.stringify(answer.body).length).toBeLessThan(400);
      expect(worker.upstream.seen).toEqual([]);
    },
  );

  test.each([
    ["a", "claude-sonnet-4-6", [{ model: "a" }], 1],
    ["a,b", "claude-sonnet-4-6", [{ model: "a" }, { model: "b" }], 2],
    ["a,b", "a", [{ model: "b" }], 1],
  ])("fallbacks %s are sent after %s", async (CHAT_FALLBACK_MODELS, model, fallbacks, depth) => {
    await askFor({ model }, { env: { ...ENV, CHAT_FALLBACK_MODELS } });
    expect(worker.upstream.seen[0]?.body).toMatchObject({
      fallbacks,
      fallback_config: { depth, retry: true },
    });
  });

  test("no fallbacks are sent if the model was the only one", async () => {
    await askFor({ model: "a" }, { env: { ...ENV, CHAT_FALLBACK_MODELS: "a" } });
    expect(worker.upstream.seen[0]?.body).not.toHaveProperty("fallbacks");
    expect(worker.upstream.seen[0]?.body).not.toHaveProperty("fallback_config");
  });

  test("the reply names the model that answered", async () => {
    const reply = completion({ finish_reason: "stop" }, { request: { model: "the-fallback" } });
    expect((await answering(saying(200, reply))).body).toMatchObject({ model: "the-fallback" });
  });
});

const utf16 = (text: string): Uint8Array =>
  new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer);

describe("the Worker refuses", () => {
  const refused = async (options: RequestOptions, status: number, words: string | RegExp) => {
    const answer = await worker.ask("/v1/chat", options);
    expectRefusal(answer, status, status === 413 ? "too_large" : "bad_request", words);
    expect(worker.upstream.seen).toEqual([]);
  };
  const bodyOf = (request: unknown) => ({ body: JSON.stringify(request) });

  test.each([
    ["no body", {}, "not JSON"],
    ["no JSON", { body: WORDS }, "not JSON"],
    ["truncated JSON", { body: '{"messages":' }, "not JSON"],
    ["JSON in UTF-16", { body: utf16(JSON.stringify({ messages: [] })) }, "not JSON"],
    ["bytes of no text", { body: Uint8Array.of(0xff, 0xfe, 0xc0, 0x80) }, "not JSON"],
    ["null", bodyOf(null), "the body"],
    ["a list", bodyOf([]), "messages"],
    ["no messages", bodyOf({}), "messages"],
    ["empty messages", bodyOf({ messages: [] }), "messages"],
    [
      "an unknown role",
      bodyOf({ messages: [{ role: "tool", content: WORDS }] }),
      "messages.0.role",
    ],
    ["content in parts", bodyOf({ messages: [{ role: "user", content: [WORDS] }] }), "0.content"],
    ["an empty model", bodyOf({ messages, model: "" }), "model"],
    ["a fractional max_tokens", bodyOf({ messages, max_tokens: 0.5 }), "max_tokens"],
    ["a max_tokens of 0", bodyOf({ messages, max_tokens: 0 }), "max_tokens"],
    ["stream as text", bodyOf({ messages, stream: "yes" }), "stream"],
    ["too high a temperature", bodyOf({ messages, temperature: 2.1 }), "temperature"],
  ])("%s", (_, options, words) => refused(options, 400, words));

  const env = { ...ENV, CHAT_MAX_BYTES: "2000" };
  const padded = (bytes: number) => {
    const text = JSON.stringify({ messages, padding: "" });
    return text.replace('"padding":""', `"padding":"${"x".repeat(bytes - text.length)}"`);
  };

  test("a body one byte too long", () => refused({ env, body: padded(2001) }, 413, "2000 bytes"));

  test("too large a Content-Length before reading a byte", async () => {
    let pulls = 0;
    const body = new ReadableStream({ pull: () => void (pulls += 1) }, { highWaterMark: 0 });
    await refused({ env, body, headers: { "Content-Length": "2001" } }, 413, "2000 bytes");
    expect(pulls).toBe(0);
  });

  test("an endless body without Content-Length", async () => {
    let cancelled = false;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(700)),
      cancel: () => void (cancelled = true),
    });
    await refused({ env, body }, 413, "2000 bytes");
    expect(cancelled).toBe(true);
  });

  test("a body that stalls, after a minute", async () => {
    const stalling = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"messages":')),
    });
    await refused({ env, body: stalling }, 408, "longer than a minute");
    expect(worker.upstream.deadlines).toEqual([60_000]);
  });

  test("no body of exactly the limit", async () => {
    expect((await worker.ask("/v1/chat", { env, body: padded(2000) })).status).toBe(200);
  });

  test("by bytes, not letters, and decodes letters across chunks", async () => {
    const content = "Zoë 🎧 ".repeat(100);
    const bytes = new TextEncoder().encode(
      JSON.stringify({ messages: [{ role: "user", content }] }),
    );
    let next = 0;
    const body = new ReadableStream({
      pull: (controller) =>
        next < bytes.length
          ? controller.enqueue(bytes.subarray(next, (next += 7)))
          : controller.close(),
    });
    expect((await worker.ask("/v1/chat", { body })).status).toBe(200);
    expect(worker.upstream.seen[0]?.body).toMatchObject({ messages: [{ role: "user", content }] });
    const tight = { ...ENV, CHAT_MAX_BYTES: String(bytes.length - 1) };
    expectRefusal(await worker.ask("/v1/chat", { env: tight, body: bytes }), 413, "too_large");
  });
});

describe("replies", () => {
  test.each([
    ["stop", "stop"],
    ["end_turn", "stop"],
    ["STOP", "stop"],
    ["length", "length"],
    ["max_tokens", "length"],
    ["MAX_TOKENS", "length"],
    ["content_filter", "other"],
    ["tool_calls", "other"],
    ["", "other"],
    [null, "other"],
    [undefined, "other"],
  ])("finish reason %j becomes %j", async (finish_reason, normalised) => {
    const reply = completion({ finish_reason });
    expect((await answering(saying(200, reply))).body).toMatchObject({ finish_reason: normalised });
  });

  test.each([
    [{ input_tokens: 1, output_tokens: 2, prompt_tokens: 8, completion_tokens: 9 }, 1, 2],
    [{ input_tokens: 0, output_tokens: 0, prompt_tokens: 8, completion_tokens: 9 }, 8, 9],
    [{ prompt_tokens: 8, completion_tokens: 9 }, 8, 9],
    [{ input_tokens: null, output_tokens: null, prompt_tokens: 8, completion_tokens: 9 }, 8, 9],
  ])("usage %j becomes %d and %d", async (usage, input_tokens, output_tokens) => {
    const { body } = await answering(saying(200, completion({}, { usage })));
    expect(body).toHaveProperty("usage", { input_tokens, output_tokens });
  });

  test.each([
    [{ input_tokens: 0, output_tokens: 0 }, 0, 0],
    [{ output_tokens: 9 }, 0, 9],
    [{ input_tokens: 8 }, 8, 0],
    [{ input_tokens: 8, output_tokens: 0 }, 8, 0],
    [{ input_tokens: "8", output_tokens: -9 }, 0, 0],
    [{}, 0, 0],
    [null, 0, 0],
    [undefined, 0, 0],
    ["17 tokens", 0, 0],
  ])("usage %j becomes %d and %d, and incomplete", async (usage, input_tokens, output_tokens) => {
    const { status, body } = await answering(saying(200, completion({}, { usage })));
    expect(status).toBe(200);
    expect(body).toHaveProperty("usage", { input_tokens, output_tokens, incomplete: true });
  });

  test("content in parts becomes one text", async () => {
    const content = [
      { type: "text", text: "Ships " },
      { type: "thinking" },
      { type: "text", text: "it." },
    ];
    const { body } = await answering(saying(200, completion({ message: { content } })));
    expect(body).toMatchObject({ content: "Ships it." });
  });

  test("the smallest valid reply is completed with defaults", async () => {
    const { body } = await answering(saying(200, { choices: [{ message: { content: "Yes." } }] }));
    expect(body).toEqual({
      model: "claude-sonnet-4-6",
      content: "Yes.",
      finish_reason: "other",
      usage: { input_tokens: 0, output_tokens: 0, incomplete: true },
    });
  });

  test.each([
    ["null", { content: null }, "stop", "without any text"],
    ["no", {}, "stop", "without any text"],
    ["blank", { content: " \n" }, "end_turn", "without any text"],
    ["null", { content: null }, "max_tokens", "used up all its tokens"],
  ])("%s content is a failure", async (_, message, finish_reason, words) => {
    const reply = completion({ message, finish_reason });
    expectRefusal(await answering(saying(200, reply)), 502, "upstream_failed", words);
  });

  test.each([
    ["HTML", showingHtml(200)],
    ["null", saying(200, null)],
    ["no choices", saying(200, { choices: [] })],
    ["an error with status 200", saying(200, { error: "no" })],
    ["content that is no text", saying(200, completion({ message: { content: 5 } }))],
    ["HTML with 404", showingHtml(404)],
    [
      "a redirect",
      () => new Response(null, { status: 307, headers: { Location: "https://x.test" } }),
    ],
  ])("%s cannot be read", async (_, answer) => {
    expectRefusal(await answering(answer), 502, "upstream_failed", "ASSEMBLYAI_LLM_URL");
  });
});

describe("errors of the gateway in three shapes", () => {
  const envelopes = (code: number, message: string, ...errors: string[]): [string, object][] => [
    ["before authentication", { error: message, status: "error", request_id: "r" }],
    ["after authentication", { code, message, metadata: { errors }, request_id: "r" }],
    ["older shape", { error: { code, message, metadata: {} } }],
  ];

  describe.each([401, 403])("%s is about the key", (status) => {
    const message = "Authentication error, API token missing/invalid";
    test.each(envelopes(status, message))("%s", async (_, body) => {
      const answer = await answering(saying(status, body));
      expectRefusal(answer, 502, "upstream_refused", "ASSEMBLYAI_API_KEY");
    });
  });

  describe.each([
    [400, "Your account does not have access to this LLM Gateway model"],
    [403, "Your account does not have access to this LLM Gateway model"],
    [400, "model x is not supported"],
    [404, "model not found"],
  ])("%s is about the model: %s", (status, message) => {
    test.each(envelopes(status, message))("%s", async (_, body) => {
      const answer = await answering(saying(status, body));
      expectRefusal(answer, 403, "model_refused", "claude-sonnet-4-6");
    });
  });

  test("400 is about the model if only its details say so", async () => {
    const metadata = { errors: ["model x is not supported"] };
    const answer = await answering(
      saying(400, { code: 400, message: "invalid request body", metadata }),
    );
    expectRefusal(answer, 403, "model_refused");
  });

  describe("400 is about the request", () => {
    test.each(envelopes(400, "context length exceeded"))("%s", async (_, body) => {
      const answer = await answering(saying(400, body));
      expectRefusal(answer, 502, "upstream_refused", "HTTP 400: context length exceeded");
    });

    test("with details", async () => {
      const metadata = { errors: ["messages too long", `key ${API_KEY}`] };
      const body = { code: 400, message: "invalid request body", metadata, request_id: "r" };
      const answer = await answering(saying(400, body));
      expectRefusal(answer, 502, "upstream_refused", "body: messages too long; key …");
    });
  });

  describe("429 is about the rate limit", () => {
    test.each(envelopes(429, "rate limit exceeded"))("%s", async (_, body) => {
      const headers = { "Retry-After": "41", "X-RateLimit-Remaining": "-7" };
      const answer = await answering(saying(429, body, headers));
      expectRefusal(answer, 429, "rate_limited", "Try again in 41 s");
      expect(answer.headers.get("Retry-After")).toBe("41");
    });

    test.each([[undefined], ["soon"], ["-1"], ["9".repeat(400)]])(
      "Retry-After %j",
      async (value) => {
        const headers = value === undefined ? {} : { "Retry-After": value };
        const answer = await answering(saying(429, { error: "no" }, headers));
        expectRefusal(answer, 429, "rate_limited", "in 60 s");
        expect(answer.headers.get("Retry-After")).toBe("60");
      },
    );
  });

  test.each([
    ["500", saying(500, { error: "Internal" }), 502],
    ["503 in HTML", showingHtml(503), 502],
    ["529", saying(529, { code: 529, message: "overloaded" }), 502],
    ["a lost connection", unreachable, 502],
    ["silence", silent, 504],
  ])("%s is not retried, because every reply is billed", async (_, failure, status) => {
    const answer = await answering(failure);
    expectRefusal(answer, status, "upstream_failed", "AssemblyAI's LLM Gateway");
    expect(worker.upstream.seen).toHaveLength(1);
    expect(worker.log).toHaveLength(1);
  });
});

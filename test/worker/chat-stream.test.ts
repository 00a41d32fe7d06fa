import { describe, expect, test } from "vitest";
import {
  completion,
  cut,
  saying,
  showingHtml,
  silent,
  sse,
  streaming,
  unreachable,
} from "./fake-assemblyai.ts";
import { expectRefusal, openWorker, reasonsIn, WORDS, ENV } from "./worker-under-test.ts";

const worker = openWorker();

const messages = [{ role: "user", content: WORDS }];
const body = JSON.stringify({ messages, stream: true, max_tokens: 100 });
const most = JSON.stringify(messages).length + 100;
const EVENTS = [
  'data: {"choices":[{"delta":{"content":"Zoë 🎧 "}}],"usage":null}\n\n',
  'data: {"choices":[{"delta":{"content":"agrees."},"finish_reason":"stop"}]}\n\n',
  'data: {"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":3}}\n\n',
  "data: [DONE]\n\n",
];

/** Estimate of the request. */
const asked = Math.ceil(JSON.stringify(messages).length / 4);

const usedTokens = async () => {
  const { body } = await worker.ask("/v1/usage");
  return (body as { model_tokens: { used: number } }).model_tokens.used;
};

test.each([1, 7, 64, 10_000])("a stream in pieces of %d bytes passes unchanged", async (size) => {
  worker.upstream.next(streaming(cut(EVENTS.join(""), size)));
  const answer = await worker.ask("/v1/chat", { body });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toBe("text/event-stream; charset=utf-8");
  expect(answer.body).toBe(EVENTS.join(""));
  expect(worker.upstream.seen[0]?.body).toMatchObject({ stream: true, max_tokens: 100 });
  expect(await usedTokens()).toBe(23);
});

test.each(["claude-sonnet-4-6", "gemini-2.5-flash", "gpt-5"])(
  "%s streams, other models send one JSON reply",
  async (model) => {
    const env = { ...ENV, CHAT_ALLOWED_MODELS: `${model},kimi-k2.5` };
    const ask = (name: string) =>
      worker.ask("/v1/chat", {
        env,
        body: JSON.stringify({ messages, stream: true, model: name }),
      });
    const { headers, body: streamed } = await ask(model);
    expect(headers.get("Content-Type")).toBe("text/event-stream; charset=utf-8");
    expect(streamed).toMatch(/^data: .*Ships .*\n\ndata: .*Friday.*data: \[DONE\]\n\n$/s);
    expect((await ask("kimi-k2.5")).body).toMatchObject({ content: "Ships Friday." });
    expect(await usedTokens()).toBe(44);
  },
);

const text = (content: unknown) => ({ choices: [{ delta: { content } }] });
const finish = (usage?: unknown) => ({
  choices: [{ delta: {}, finish_reason: "end_turn" }],
  usage,
});
const DONE = "[DONE]";
/** An estimate of three tokens. */
const TEXT = text("Zoë agrees.");
const ERROR = { error: { code: 529, message: "Overloaded" } };

describe("a stream is debited by what it states", () => {
  test.each([
    ["with CRLF line ends", EVENTS.join("").replaceAll("\n", "\r\n"), 23],
    ["without a line end after the last event", EVENTS.slice(0, 3).join("").trimEnd(), 23],
    ["in input and output tokens", sse(TEXT, finish({ input_tokens: 20, output_tokens: 3 })), 23],
    [
      "with a pair of nulls",
      sse(
        TEXT,
        finish({
          input_tokens: null,
          output_tokens: null,
          prompt_tokens: 20,
          completion_tokens: 3,
        }),
        DONE,
      ),
      23,
    ],
    [
      "with a pair of zeros",
      sse(
        TEXT,
        finish({ input_tokens: 0, output_tokens: 0, prompt_tokens: 20, completion_tokens: 3 }),
      ),
      23,
    ],
    ["beyond the reservation", sse(finish({ input_tokens: 900, output_tokens: 300 })), 1200],
  ])("%s", async (_, stream, tokens) => {
    worker.upstream.next(streaming(cut(stream, 50)));
    expect((await worker.ask("/v1/chat", { body })).body).toBe(stream);
    expect(await usedTokens()).toBe(tokens);
  });
});

describe("a stream is debited by an estimate of its text", () => {
  test.each([
    ["without usage", sse(TEXT, finish(), DONE), asked + 3],
    ["with an empty usage", sse(TEXT, finish({}), DONE), asked + 3],
    ["with null for a usage", sse(TEXT, finish(null), DONE), asked + 3],
    ["with zeros for a usage", sse(TEXT, finish({ input_tokens: 0, output_tokens: 0 })), asked + 3],
    ["with input tokens alone", sse(TEXT, finish({ input_tokens: 20 })), 23],
    ["with output tokens alone", sse(TEXT, finish({ output_tokens: 50 })), asked + 50],
    [
      "with usage in a comment",
      `: {"usage":{"input_tokens":1}}\n\n${sse(TEXT, finish())}`,
      asked + 3,
    ],
    ["that ends too early", sse(TEXT), asked + 3],
    [
      "that ends after a usage at its beginning",
      sse({ ...text(""), usage: { input_tokens: 20, output_tokens: 1 } }, TEXT),
      23,
    ],
    ["that reports an error after text", sse(TEXT, ERROR, DONE), asked + 3],
    ["whose text is longer than was asked for", sse(text("x".repeat(1000)), finish()), asked + 100],
    ["in parts", sse(text([{ type: "text", text: "Zoë agrees." }]), finish()), asked + 3],
    ["without a readable piece, by its bytes", "data: <html>\n\n".repeat(10), asked + 35],
    ["that is empty", "", asked],
  ])("%s", async (_, stream, tokens) => {
    worker.upstream.next(streaming(cut(stream, 50)));
    expect((await worker.ask("/v1/chat", { body })).body).toBe(stream);
    expect(await usedTokens()).toBe(tokens);
    expect(tokens).toBeLessThan(most);
  });
});

test("a stream is pulled no faster than it is read", async () => {
  const seen = { pulls: 0 };
  worker.upstream.next(streaming(cut("data: 1\n\n".repeat(1000), 9), seen));
  const response = await worker.open("/v1/chat", { body });
  const reader = response.body?.getReader();
  for (let n = 0; n < 10; n++) await reader?.read();
  await scheduler.wait(5);
  expect(seen.pulls).toBeGreaterThanOrEqual(10);
  expect(seen.pulls).toBeLessThanOrEqual(14);
  await reader?.cancel();
});

test("a stream is cancelled at its source when the reader leaves, and debited by its text so far", async () => {
  const seen = { pulls: 0, cancelled: false };
  worker.upstream.next(streaming([...cut(sse(TEXT), 10_000), ...cut(EVENTS.join(""), 9)], seen));
  const response = await worker.open("/v1/chat", { body });
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(seen.cancelled).toBe(true);
  expect(await usedTokens()).toBe(asked + 3);
});

test("a stream that breaks at the gateway breaks for the reader, and is debited by its text so far", async () => {
  const pieces = [...cut(sse(TEXT), 9), ...cut(EVENTS.slice(2).join(""), 9).slice(0, 3)];
  worker.upstream.next(
    () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            const piece = pieces.shift();
            if (pieces.length < 3) controller.error(new Error("Network connection lost."));
            else controller.enqueue(piece);
          },
        }),
        { headers: { "Content-Type": "text/event-stream" } },
      ),
  );
  const response = await worker.open("/v1/chat", { body });
  await expect(response.text()).rejects.toThrow("lost");
  expect(await usedTokens()).toBe(asked + 3);
});

test("an endless stream is cut off, and debited once", async () => {
  const megabyte = new Uint8Array(1_000_000).fill(0x20);
  const seen = { pulls: 0, cancelled: false };
  worker.upstream.next(streaming(Array<Uint8Array>(1000).fill(megabyte), seen));
  const response = await worker.open("/v1/chat", { body });
  await expect(response.text()).rejects.toThrow(RangeError);
  expect(seen.pulls).toBeLessThan(20);
  expect(await usedTokens()).toBe(asked + 100);
});

test("a model that does not stream sends one JSON reply", async () => {
  worker.upstream.next(saying(200, completion({ finish_reason: "stop" })));
  const { headers, body: reply } = await worker.ask("/v1/chat", { body });
  expect(headers.get("Content-Type")).toBe("application/json");
  expect(reply).toMatchObject({ content: "Ships Friday.", finish_reason: "stop" });
});

test.each([
  ["an error", saying(429, { error: "rate limit exceeded" }), 429, "rate_limited"],
  [
    "an error as a stream",
    () =>
      new Response("data: no", { status: 500, headers: { "Content-Type": "text/event-stream" } }),
    502,
    "upstream_failed",
  ],
  ["a page of HTML", showingHtml(200), 502, "upstream_failed"],
  ["a lost connection", unreachable, 502, "upstream_failed"],
  ["silence", silent, 504, "upstream_failed"],
] as const)("%s instead of a stream is a refusal", async (_, answer, status, code) => {
  worker.upstream.next(answer);
  expectRefusal(await worker.ask("/v1/chat", { body }), status, code);
});

test("a stream that was not requested is unreadable", async () => {
  worker.upstream.next(streaming(cut(EVENTS.join(""), 50)));
  const answer = await worker.ask("/v1/chat", { body: JSON.stringify({ messages }) });
  expectRefusal(answer, 502, "upstream_failed");
});

test.each(["/v1/chat", "/v1/token"])(
  "%s ends the upstream request when the caller disconnects",
  async (path) => {
    const leaving = new AbortController();
    let isEnded = false;
    worker.upstream.next((seen, signal) => {
      signal.addEventListener("abort", () => (isEnded = true));
      const answer = silent(seen, signal);
      leaving.abort();
      return answer;
    });
    const options = { signal: leaving.signal, ...(path === "/v1/chat" && { body }) };
    expectRefusal(await worker.ask(path, options), 499, "bad_request", "given up");
    expect(isEnded).toBe(true);
    expect(worker.upstream.seen).toHaveLength(1);
    expect(reasonsIn(worker.log)).toEqual(["caller-left"]);
    const usage = (await worker.ask("/v1/usage")).body;
    expect(usage).toMatchObject({
      session_seconds: { used: 0 },
      model_tokens: { used: path === "/v1/chat" ? most : 0 },
    });
  },
);

test("a request body that breaks off is caller-left, not a bug", async () => {
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("lost")) });
  expectRefusal(await worker.ask("/v1/chat", { body: broken }), 499, "bad_request");
  expect(reasonsIn(worker.log)).toEqual(["caller-left"]);
});

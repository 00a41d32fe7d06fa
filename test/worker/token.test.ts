import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { TokenGrant } from "../../core/protocol/worker-api.ts";
import {
  API_KEY,
  saying,
  showingHtml,
  silent,
  stallingHalfway,
  TOKEN,
  unreachable,
} from "./fake-assemblyai.ts";
import { ENV, expectRefusal, openWorker } from "./worker-under-test.ts";

const worker = openWorker();

test("a token comes with the address and terms of its session", async () => {
  const { status, body } = await worker.ask("/v1/token");
  expect(status).toBe(200);
  expect(v.parse(TokenGrant, body)).toEqual({
    token: TOKEN,
    expires_in_seconds: 10,
    max_session_duration_seconds: 1800,
    websocket_url: "wss://streaming.assemblyai.com/v3/ws",
    grant: expect.any(String),
  });
});

test("the service is asked once, with the raw key, and redirects are not followed", async () => {
  await worker.ask("/v1/token");
  expect(worker.upstream.seen).toHaveLength(1);
  const [request] = worker.upstream.seen;
  expect(request?.method).toBe("GET");
  expect(request?.url.href).toBe(
    "https://streaming.assemblyai.com/v3/token?expires_in_seconds=10&max_session_duration_seconds=1800",
  );
  expect([...(request?.headers ?? [])]).toEqual([["authorization", API_KEY]]);
  expect(request?.redirect).toBe("manual");
});

test("SESSION_MAX_SECONDS and TOKEN_WINDOW_SECONDS set the terms", async () => {
  const env = { ...ENV, SESSION_MAX_SECONDS: "900", TOKEN_WINDOW_SECONDS: "30" };
  const { body } = await worker.ask("/v1/token", { env });
  expect(body).toMatchObject({ expires_in_seconds: 30, max_session_duration_seconds: 900 });
  const query = Object.fromEntries(worker.upstream.seen[0]?.url.searchParams ?? []);
  expect(query).toEqual({ expires_in_seconds: "30", max_session_duration_seconds: "900" });
});

test("a token names the team's speech model", async () => {
  const env = { ...ENV, SPEECH_MODEL: " universal-3-6-pro " };
  expect((await worker.ask("/v1/token", { env })).body).toMatchObject({
    token: TOKEN,
    speech_model: "universal-3-6-pro",
  });
});

test.each([
  ["http://127.0.0.1:9000", "ws://127.0.0.1:9000/v3/ws"],
  ["http://127.0.0.1:9000/", "ws://127.0.0.1:9000/v3/ws"],
  ["https://streaming.eu.assemblyai.com", "wss://streaming.eu.assemblyai.com/v3/ws"],
  ["https://proxy.example/http", "wss://proxy.example/http/v3/ws"],
])("a token minted at %s is used at %s", async (base, webSocketUrl) => {
  const { body } = await worker.ask("/v1/token", {
    env: { ...ENV, ASSEMBLYAI_STREAMING_URL: base },
  });
  expect(body).toMatchObject({ websocket_url: webSocketUrl });
  expect(worker.upstream.seen[0]?.url.host).toBe(new URL(base).host);
});

test("the window of the reply wins over the requested one", async () => {
  worker.upstream.next(saying(200, { token: TOKEN, expires_in_seconds: 20 }));
  expect((await worker.ask("/v1/token")).body).toMatchObject({ expires_in_seconds: 20 });
  worker.upstream.next(saying(200, { token: TOKEN }));
  expect((await worker.ask("/v1/token")).body).toMatchObject({ expires_in_seconds: 10 });
});

describe("one retry", () => {
  test.each([
    ["429", saying(429, { error: "Too many requests" })],
    ["500", saying(500, { error: "Internal server error" })],
    ["503 in HTML", showingHtml(503)],
    ["a lost connection", unreachable],
    ["silence", silent],
    ["an answer that stalls", stallingHalfway],
  ])("recovers from %s", async (_, failure) => {
    worker.upstream.next(failure);
    expect((await worker.ask("/v1/token")).status).toBe(200);
    expect(worker.upstream.seen).toHaveLength(2);
    expect(worker.upstream.waits).toEqual([300]);
    expect(worker.log).toEqual([]);
  });

  test.each([
    ["429", saying(429, { error: "Too many requests" }), 429, "rate_limited"],
    ["500", saying(500, { error: "Internal server error" }), 502, "upstream_failed"],
    ["502 in HTML", showingHtml(502), 502, "upstream_failed"],
    ["a lost connection", unreachable, 502, "upstream_failed"],
    ["silence", silent, 504, "upstream_failed"],
    ["an answer that stalls", stallingHalfway, 504, "upstream_failed"],
  ] as const)("is the last after %s", async (_, failure, status, code) => {
    worker.upstream.next(failure, failure);
    expectRefusal(await worker.ask("/v1/token"), status, code, "AssemblyAI's speech service");
    expect(worker.upstream.seen).toHaveLength(2);
  });

  test("waits for a short Retry-After", async () => {
    worker.upstream.next(saying(429, { error: "Too many requests" }, { "Retry-After": "2" }));
    expect((await worker.ask("/v1/token")).status).toBe(200);
    expect(worker.upstream.waits).toEqual([2000]);
  });

  test.each(["30", "Sun, 22 Nov 2026 17:00:00 GMT"])(
    "passes on a wait until %s instead of options in vain",
    async (retryAfter) => {
      worker.upstream.next(saying(429, { error: "Too many" }, { "Retry-After": retryAfter }));
      const answer = await worker.ask("/v1/token");
      expectRefusal(answer, 429, "rate_limited", "Try again in");
      expect(answer.headers.get("Retry-After")).toBe(retryAfter);
      expect(worker.upstream.seen).toHaveLength(1);
    },
  );

  test("has a deadline of its own; both stay within 10 s", async () => {
    worker.upstream.next(silent, silent);
    await worker.ask("/v1/token");
    expect(worker.upstream.deadlines).toEqual([4000, 4000]);
  });
});

describe("a refusal of the service is not retried", () => {
  test.each([
    ["401, specified form", saying(401, { error: "Unauthorized", code: "unauthorized" })],
    ["403", saying(403, { error: "Forbidden" })],
    ["401 in HTML", showingHtml(401)],
    ["400 about the key", saying(400, { error: "Invalid API key" })],
    [
      "422 about the header",
      saying(422, {
        detail: [
          { type: "missing", loc: ["header", "Authorization"], msg: "Field required", input: null },
        ],
      }),
    ],
  ])("if it is about the key: %s", async (_, answer) => {
    worker.upstream.next(answer);
    expectRefusal(await worker.ask("/v1/token"), 502, "upstream_refused", "API key");
    expect(worker.upstream.seen).toHaveLength(1);
    expect(worker.log).toEqual([
      JSON.stringify({
        route: "/v1/token",
        status: 502,
        reason: "key-refused",
        service: "speech",
      }),
    ]);
  });

  test("if the configured key is wrong", async () => {
    const env = { ...ENV, ASSEMBLYAI_API_KEY: "not-the-key" };
    expectRefusal(await worker.ask("/v1/token", { env }), 502, "upstream_refused", "API key");
  });

  test.each([
    ["422", saying(422, validationError("Input should be at most 300")), "at most 300"],
    ["400", saying(400, { error: "expires_in_seconds too large" }), "too large"],
    ["402", saying(402, { error: "Insufficient funds", details: {} }), "Insufficient funds"],
    ["404", saying(404, { detail: "Not Found" }), "HTTP 404: Not Found"],
  ])("if it is about the request, and is quoted: %s", async (_, answer, words) => {
    worker.upstream.next(answer);
    expectRefusal(await worker.ask("/v1/token"), 502, "upstream_refused", words);
    expect(worker.upstream.seen).toHaveLength(1);
  });

  test("and its message is made safe before it is quoted", async () => {
    const error = `Bad\n\u0000key ${API_KEY} ${"x".repeat(500)}`;
    worker.upstream.next(saying(400, { error }));
    const answer = await worker.ask("/v1/token");
    expectRefusal(answer, 502, "upstream_refused", /Bad key … x{150,200}…\)/);
  });
});

test.each([
  ["a page of HTML", showingHtml(200)],
  ["no token", saying(200, { expires_in_seconds: 60 })],
  ["an empty token", saying(200, { token: "", expires_in_seconds: 60 })],
  ["a token that is a number", saying(200, { token: 5 })],
  ["null", saying(200, null)],
  ["an error with status 200", saying(200, { error: "no" })],
  ["nothing at all", () => new Response(null, { status: 204 })],
  [
    "a redirect",
    () => new Response(null, { status: 302, headers: { Location: "https://x.test" } }),
  ],
  ["404 in HTML", showingHtml(404)],
  ["too much", () => new Response(`{"token":"${"t".repeat(9_000_000)}"}`)],
])("%s instead of a token is unreadable", async (_, answer) => {
  worker.upstream.next(answer);
  const reply = await worker.ask("/v1/token");
  expectRefusal(reply, 502, "upstream_failed", "ASSEMBLYAI_STREAMING_URL");
  expect(worker.upstream.seen).toHaveLength(1);
});

function validationError(msg: string) {
  const loc = ["query", "expires_in_seconds"];
  return { detail: [{ type: "less_than_equal", loc, msg, input: "600", ctx: { le: 300 } }] };
}

import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { ReplyListener } from "../../core/language/language-request.ts";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { ErrorCode } from "../../core/protocol/worker-api.ts";
import {
  chat,
  fetchConfig,
  fetchUsage,
  mintToken,
  reportSessions,
  parseWorkerUrl,
} from "../../entrypoints/shared/worker-client.ts";

const GRANT = {
  token: "t",
  expires_in_seconds: 60,
  max_session_duration_seconds: 3600,
  websocket_url: "wss://speech.example/v3/ws",
};
const CONFIG = {
  name: "anna",
  version: "1",
  region: "eu",
  notes: { default_model: "claude", models: [], max_tokens: 1000 },
  limits: { max_session_duration_seconds: 3600, max_chat_bytes: 1000 },
};
const REPLY = {
  model: "claude",
  content: "## Summary",
  finish_reason: "length",
  usage: { input_tokens: 1, output_tokens: 1 },
};
const REPORT = { ended: [{ grant: "g", used_seconds: 6 }] };
const BUDGET = { limit: 3600, used: 1800, left: 1800 };
const USAGE = {
  name: "anna",
  session_seconds: BUDGET,
  model_tokens: BUDGET,
  day: "2026-11-22",
  resets_in_seconds: 60,
};
const QUESTION = { messages: [{ role: "user" as const, content: "?" }] };

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function serve(listener: RequestListener) {
  const opened = createServer(listener);
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, "127.0.0.1", resolve));
  const { port } = opened.address() as AddressInfo;
  return { workerUrl: `http://127.0.0.1:${port}/base`, accessCode: "rose" };
}

const answering = (status: number, body: unknown) =>
  serve((_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });

it("calls each route with its method, the access code and its body", async () => {
  const seen: unknown[] = [];
  const service = await serve((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      seen.push([request.method, request.url, request.headers.authorization, body]);
      const answers = {
        "/base/v1/token": GRANT,
        "/base/v1/sessions": { settled: 1 },
        "/base/v1/config": CONFIG,
        "/base/v1/usage": USAGE,
        "/base/v1/chat": REPLY,
      };
      response.end(JSON.stringify(answers[request.url as keyof typeof answers]));
    });
  });
  expect(await mintToken(service, {})).toEqual({ ok: true, value: GRANT });
  expect(await reportSessions(service, REPORT)).toEqual({ ok: true, value: { settled: 1 } });
  expect(await fetchConfig(service)).toEqual({ ok: true, value: CONFIG });
  expect(await fetchUsage(service)).toEqual({ ok: true, value: USAGE });
  expect(await chat(service, QUESTION)).toEqual({ ok: true, value: REPLY });
  expect(seen).toEqual([
    ["POST", "/base/v1/token", "Bearer rose", "{}"],
    ["POST", "/base/v1/sessions", "Bearer rose", JSON.stringify(REPORT)],
    ["GET", "/base/v1/config", "Bearer rose", ""],
    ["GET", "/base/v1/usage", "Bearer rose", ""],
    ["POST", "/base/v1/chat", "Bearer rose", JSON.stringify(QUESTION)],
  ]);
});

it.each([
  ["unauthorized", "access-code-refused", "access-code-refused"],
  ["origin_refused", "origin-refused", "origin-refused"],
  ["rate_limited", "worker-rate-limited", "worker-rate-limited"],
  ["too_many_attempts", "access-code-attempts", "access-code-attempts"],
  ["budget_spent", "worker-budget-spent", "worker-budget-spent"],
  ["not_configured", "worker-not-configured", "worker-not-configured"],
  ["model_refused", "worker-upstream-failed", "notes-refused"],
  ["too_large", "worker-answer-invalid", "notes-refused"],
  ["bad_request", "worker-answer-invalid", "notes-refused"],
  ["not_found", "worker-answer-invalid", "worker-answer-invalid"],
  ["method_not_allowed", "worker-answer-invalid", "worker-answer-invalid"],
  ["upstream_refused", "worker-upstream-failed", "notes-refused"],
  ["upstream_failed", "worker-upstream-failed", "notes-failed"],
  ["internal", "worker-upstream-failed", "notes-failed"],
] satisfies [ErrorCode, string, string][])(
  "the error code %s is the problem %s of a token and %s of a chat",
  async (code, forToken, forChat) => {
    const service = await answering(400, { error: { code, message: "A sentence." } });
    const detail = "A sentence.";
    expect(await mintToken(service, {})).toMatchObject({ problem: { reason: forToken, detail } });
    expect(await chat(service, QUESTION)).toMatchObject({ problem: { reason: forChat, detail } });
  },
);

it("a spent budget is a problem with the Worker's own words", async () => {
  const budget = { unit: "session_seconds", limit: 60, left: 0, resets_in_seconds: 9 };
  const error = { code: "budget_spent", message: "A sentence.", budget };
  expect(await mintToken(await answering(429, { error }), {})).toEqual({
    ok: false,
    problem: { reason: "worker-budget-spent", detail: "A sentence." },
  });
});

it.each([
  ["a page", 200, "<html>", "worker-answer-invalid"],
  ["another JSON", 200, { token: "" }, "worker-answer-invalid"],
  ["a page of a missing route", 404, "<html>", "worker-answer-invalid"],
  ["an unknown error code", 400, { error: { code: "x", message: "" } }, "worker-answer-invalid"],
  ["from a rate limit in front of the Worker", 429, "slow down", "worker-rate-limited"],
  ["from a proxy without a Worker", 502, "<html>", "worker-unreachable"],
])(
  "an answer that is %s, with status %i and the body %j, is the problem %s",
  async (_, status, body, reason) => {
    expect(await mintToken(await answering(status, body), {})).toMatchObject({
      problem: { reason },
    });
  },
);

it("a host that does not answer is the problem worker-unreachable", async () => {
  const service = await answering(200, GRANT);
  server?.close();
  server = undefined;
  expect(await mintToken(service, {})).toEqual({
    ok: false,
    problem: { reason: "worker-unreachable" },
  });
});

it("a call rejects with the reason of the signal that aborts it", async () => {
  const service = await serve(() => {});
  const controller = new AbortController();
  const asking = mintToken(service, {}, controller.signal);
  controller.abort(new Error("enough"));
  await expect(asking).rejects.toThrow("enough");
});

it.each([
  ["", "a", "worker-url-missing"],
  ["https://a.example", " ", "access-code-missing"],
  ["https://a.example", "röse", "access-code-refused"],
])(
  "the address %j with the code %j is not asked but is the problem %s",
  async (workerUrl, accessCode, reason) => {
    expect(await fetchConfig({ workerUrl, accessCode })).toEqual({
      ok: false,
      problem: { reason },
    });
  },
);

/** Records what a listener is told. */
function listening(onText: ReplyListener["onText"] = () => {}) {
  const usages: (readonly [string, object])[] = [];
  const onUsage: ReplyListener["onUsage"] = async (...usage) => usages.push(usage);
  return { usages, onText, onUsage };
}

const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const text = (content: string): string => event({ choices: [{ delta: { content } }] });
const DONE = "data: [DONE]\n\n";
const INCOMPLETE = { input_tokens: 0, output_tokens: 0, incomplete: true };

describe("a streamed reply", () => {
  /** Streams "Ship", then what `next` does with the response. */
  const streaming = (next: (response: ServerResponse) => void) =>
    serve((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(text("Ship"), () => next(response));
    });

  it("is passed to onText piece by piece, and its usage to onUsage", async () => {
    const usage = event({
      model: "gpt",
      choices: [],
      usage: { prompt_tokens: 5, completion_tokens: 2 },
    });
    const service = await streaming((response) => response.end(text(" it") + usage + DONE));
    const texts: string[] = [];
    const listener = listening((content) => texts.push(content));
    expect(await chat(service, QUESTION, undefined, listener)).toMatchObject({
      ok: true,
      value: { content: "Ship it" },
    });
    expect(texts.at(-1)).toBe("Ship it");
    expect(listener.usages).toEqual([["gpt", { input_tokens: 5, output_tokens: 2 }]]);
  });

  it("is a whole reply if the model can't stream", async () => {
    const listener = listening();
    expect(await chat(await answering(200, REPLY), QUESTION, undefined, listener)).toEqual({
      ok: true,
      value: REPLY,
    });
    expect(listener.usages).toEqual([["claude", REPLY.usage]]);
  });

  it("that is cut off by the network after text is the problem worker-unreachable, and costs something", async () => {
    let asked = 0;
    const service = await streaming((response) => {
      asked++;
      response.destroy();
    });
    const listener = listening();
    expect(await chat(service, QUESTION, undefined, listener)).toEqual({
      ok: false,
      problem: { reason: "worker-unreachable" },
    });
    expect(listener.usages).toEqual([["", INCOMPLETE]]);
    expect(asked).toBe(1);
  });

  it.each([
    ["reports an error", event({ error: { message: "Overloaded" } }) + DONE, "Overloaded"],
    ["reports an error without words", event({ error: {} }) + DONE, undefined],
    ["ends too early", "", undefined],
    ["becomes unreadable", `data: <html>\n\n${DONE}`, undefined],
  ])(
    "that %s after text is the problem notes-failed, and costs something",
    async (_, rest, detail) => {
      const usage = event({ model: "gpt", usage: { input_tokens: 5, output_tokens: 1 } });
      const service = await streaming((response) => response.end(usage + rest));
      const listener = listening();
      expect(await chat(service, QUESTION, undefined, listener)).toEqual({
        ok: false,
        problem: { reason: "notes-failed", ...(detail !== undefined && { detail }) },
      });
      expect(listener.usages).toEqual([
        ["gpt", { input_tokens: 5, output_tokens: 1, incomplete: true }],
      ]);
    },
  );

  it("that is aborted rejects when its usage is kept", async () => {
    const service = await streaming(() => {});
    const controller = new AbortController();
    const listener = listening(() => controller.abort(new Error("enough")));
    await expect(chat(service, QUESTION, controller.signal, listener)).rejects.toThrow("enough");
    expect(listener.usages).toEqual([["", INCOMPLETE]]);
  });

  it("does not hide a bug of onText as a failure of the network, and ends the connection", async () => {
    const closed = Promise.withResolvers<void>();
    const service = await streaming((response) => response.on("close", () => closed.resolve()));
    const bug = new TypeError("x is not a function");
    const listener = listening(() => {
      throw bug;
    });
    await expect(chat(service, QUESTION, undefined, listener)).rejects.toBe(bug);
    await closed.promise;
  });
});

describe("a stream without a readable word", () => {
  const stream = (body: string) => (response: ServerResponse) =>
    void response.writeHead(200, { "content-type": "text/event-stream" }).end(body);

  /** The first request gets `first`, all others a whole reply. */
  async function ask(first: (response: ServerResponse) => void) {
    const asked: boolean[] = [];
    const service = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        asked.push(Reflect.get(JSON.parse(body) as object, "stream") === true);
        if (asked.length === 1) first(response);
        else response.end(JSON.stringify(REPLY));
      });
    });
    const listener = listening();
    return { reply: await chat(service, QUESTION, undefined, listener), asked, ...listener };
  }

  it.each<[string, (response: ServerResponse) => void]>([
    ["is empty", stream("")],
    ["is a page of HTML", stream("<!doctype html>")],
    ["has another form", stream(event({ type: "message_start" }) + DONE)],
    [
      "breaks off",
      (response) =>
        response
          .writeHead(200, { "content-type": "text/event-stream" })
          .write(": wait\n\n", () => response.destroy()),
    ],
  ])("that %s is asked for once more as a whole", async (_, first) => {
    const { reply, asked, usages } = await ask(first);
    expect(reply).toEqual({ ok: true, value: REPLY });
    expect(asked).toEqual([true, false]);
    expect(usages).toEqual([
      ["", INCOMPLETE],
      ["claude", REPLY.usage],
    ]);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ["reports an error", stream(event({ error: "Overloaded" }) + DONE), "notes-failed"],
    [
      "is refused",
      (response) =>
        response
          .writeHead(400)
          .end(JSON.stringify({ error: { code: "model_refused", message: "No." } })),
      "notes-refused",
    ],
  ])("that %s is not asked for again, and costs nothing", async (_, first, reason) => {
    const { reply, asked, usages } = await ask(first);
    expect(reply).toMatchObject({ problem: { reason } });
    expect(asked).toEqual([true]);
    expect(usages).toEqual([]);
  });

  it("fails if the whole reply can't be read either", async () => {
    const service = await serve((_, response) => stream("<html>")(response));
    expect(await chat(service, QUESTION, undefined, listening())).toMatchObject({
      problem: { reason: "worker-answer-invalid" },
    });
  });
});

describe("parseWorkerUrl", () => {
  it.each([
    ["https://a.example", "https://a.example/"],
    [" https://a.example/base ", "https://a.example/base/"],
    ["https://a.example/?x=1#y", "https://a.example/"],
    ["http://localhost:8787", "http://localhost:8787/"],
    ["http://127.0.0.1:9000", "http://127.0.0.1:9000/"],
    ["http://[::1]:9000", "http://[::1]:9000/"],
  ])("reads %j as %s", (text, url) => {
    const parsed = parseWorkerUrl(text);
    expect(parsed.ok && parsed.value.href).toBe(url);
  });

  it.each([
    "http://a.example",
    "http://localhost.evil.example",
    "a.example",
    "ftp://a.example",
    "javascript:alert(1)",
    "https://user:secret@a.example",
  ])("refuses %j", (text) => {
    expect(parseWorkerUrl(text)).toMatchObject({ problem: { reason: "worker-url-invalid" } });
  });
});

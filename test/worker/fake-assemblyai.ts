/**
 * Fake of AssemblyAI: `GET /v3/token` (docs/protocol.md#temporary-token), `POST /v1/chat/completions` and `GET /v1/models`
 * (docs/protocol.md#llm-gateway). It replies by the rules of both; `next` queues other replies, one per request.
 */

import { within, type Platform } from "../../worker/platform.ts";

export const API_KEY = "aai-key-0123456789abcdef";
/** As long as real tokens. */
export const TOKEN = `AQI${"t0k3n".repeat(520)}`;

export interface Seen {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly redirect: string | undefined;
  readonly body: unknown;
}

export type Responder = (seen: Seen, signal: AbortSignal) => Response | Promise<Response>;

export interface FakeAssemblyAi {
  readonly platform: Platform;
  /** All requests so far. */
  readonly seen: readonly Seen[];
  /** All waits of the Worker, in milliseconds. */
  readonly waits: readonly number[];
  /** All deadlines the Worker has set, in milliseconds. */
  readonly deadlines: readonly number[];
  /** Milliseconds since 1970; noon of `DAY` until a test sets it. */
  readonly clock: { ms: number };
  next(...answers: Responder[]): void;
  /** Drops queued replies. */
  forget(): void;
  /** Resolves when promises that outlive the responses are settled. */
  settled(): Promise<void>;
}

export const DAY = "2026-11-22";
export const NOON = Date.parse(`${DAY}T12:00:00Z`);

export function openFakeAssemblyAi(): FakeAssemblyAi {
  const seen: Seen[] = [];
  const waits: number[] = [];
  const deadlines: number[] = [];
  const queue: Responder[] = [];
  const clock = { ms: NOON };
  const later: Promise<unknown>[] = [];
  const platform: Platform = {
    async fetch(url, init) {
      const body = typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
      const request: Seen = {
        method: init.method ?? "GET",
        url: new URL(url),
        headers: new Headers(init.headers),
        redirect: init.redirect,
        body,
      };
      seen.push(request);
      const answer = queue.shift() ?? byTheRules;
      return answer(request, init.signal ?? new AbortController().signal);
    },
    async wait(milliseconds) {
      waits.push(milliseconds);
    },
    deadline(milliseconds) {
      deadlines.push(milliseconds);
      // Longer than a busy machine takes for a reply that comes.
      return AbortSignal.timeout(100);
    },
    within,
    now: () => clock.ms,
    later: (promise) => void later.push(promise),
  };
  return {
    platform,
    seen,
    waits,
    deadlines,
    clock,
    next: (...answers) => queue.push(...answers),
    forget: () => void queue.splice(0),
    settled: async () => void (await Promise.all(later)),
  };
}

export const saying =
  (status: number, body: unknown, headers: Record<string, string> = {}): Responder =>
  () =>
    Response.json(body, { status, headers });

export const showingHtml =
  (status: number): Responder =>
  () =>
    new Response("<!doctype html><title>Bad gateway</title>", {
      status,
      headers: { "Content-Type": "text/html" },
    });

/** As workerd reports a refused or lost connection. */
export const unreachable: Responder = () => Promise.reject(new Error("Network connection lost."));

/** Never replies; rejects at the Worker's deadline. */
export const silent: Responder = (_, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });

/** Sends the head and the first bytes, then stalls. */
export const stallingHalfway: Responder = (_, signal) =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"token":"half'));
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
    }),
  );

/** A completion (docs/protocol.md#llm-gateway), with the values a test sets. */
export function completion(choice: object, rest: object = {}) {
  return {
    request_id: "5b0c2b0e-6a54-4d0f-9c0e-6e2f5d6b1d11",
    choices: [{ index: 0, message: { role: "assistant", content: "Ships Friday." }, ...choice }],
    usage: {
      input_tokens: 16,
      output_tokens: 6,
      total_tokens: 22,
      prompt_tokens: null,
      completion_tokens: null,
    },
    request: { model: "claude-sonnet-4-6", max_tokens: 200 },
    response_time: 1_030_392_710,
    llm_status_code: 200,
    ...rest,
  };
}

/** One model of the catalogue (docs/protocol.md#llm-gateway), with the values a test sets. */
export const modelEntry = (rest: object = {}): object => ({
  id: "claude-sonnet-4-6",
  name: "Claude Sonnet 4.6",
  description: "Anthropic's Claude Sonnet 4.6",
  default_parameters: { temperature: null, top_p: null, frequency_penalty: null },
  supported_parameters: ["max_tokens", "temperature", "stream"],
  top_provider: { is_moderated: false, context_length: 200_000, max_completion_tokens: 64_000 },
  context_length: 200_000,
  pricing: {
    global: { prompt: 3, completions: 15, input_cache_read: 0.3 },
    regional_increase_percent: 10,
  },
  creator: "anthropic",
  retirement_date: 0,
  available_regions: ["us", "eu"],
  providers: ["anthropic"],
  default_provider: "anthropic",
  ...rest,
});

/** Sends these bytes as server-sent events, one piece per pull. */
export const streaming =
  (
    pieces: readonly Uint8Array[],
    seen: { pulls: number; cancelled?: boolean } = { pulls: 0 },
  ): Responder =>
  () =>
    new Response(
      new ReadableStream(
        {
          pull(controller) {
            const piece = pieces[seen.pulls++];
            if (piece) controller.enqueue(piece);
            else controller.close();
          },
          cancel: () => void (seen.cancelled = true),
        },
        { highWaterMark: 0 },
      ),
      { headers: { "Content-Type": "text/event-stream;charset=utf-8" } },
    );

/** Events of a stream: text is sent as it is, everything else as JSON. */
export const sse = (...events: readonly unknown[]): string =>
  events
    .map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`)
    .join("");

/** Cuts in the middle of lines and letters. */
export function cut(text: string, size: number): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, n) => bytes.slice(n * size, (n + 1) * size));
}

function byTheRules(seen: Seen): Response {
  const { pathname } = seen.url;
  if (pathname.endsWith("/v3/token") && seen.method === "GET") return mint(seen);
  if (pathname.endsWith("/v1/chat/completions") && seen.method === "POST") return complete(seen);
  if (pathname.endsWith("/v1/models") && seen.method === "GET")
    return Response.json({ data: [modelEntry()] });
  return Response.json({ detail: "Not Found" }, { status: 404 });
}

function mint({ url, headers }: Seen): Response {
  if (!headers.has("Authorization")) {
    return refused422({ type: "missing", loc: ["header", "authorization"], msg: "Field required" });
  }
  if (headers.get("Authorization") !== API_KEY) {
    return Response.json({ error: "Invalid API key" }, { status: 401 });
  }
  const windowSeconds = Number(url.searchParams.get("expires_in_seconds"));
  const sessionSeconds = Number(url.searchParams.get("max_session_duration_seconds") ?? 10_800);
  if (!(windowSeconds >= 1 && windowSeconds <= 600)) return outOfRange("expires_in_seconds");
  if (!(sessionSeconds >= 60 && sessionSeconds <= 10_800)) {
    return outOfRange("max_session_duration_seconds");
  }
  return Response.json({ token: TOKEN, expires_in_seconds: windowSeconds });
}

const outOfRange = (name: string): Response =>
  refused422({ type: "greater_than_equal", loc: ["query", name], msg: "Out of range" });

const refused422 = (detail: object): Response =>
  Response.json({ detail: [detail] }, { status: 422 });

function complete({ headers, body }: Seen): Response {
  if (headers.get("Authorization") !== API_KEY) {
    const error = "Authentication error, API token missing/invalid";
    return Response.json({ error, status: "error", request_id: "r1" }, { status: 401 });
  }
  const { model, messages, max_tokens, stream } = body as Record<string, unknown>;
  if (typeof model !== "string" || !Array.isArray(messages)) {
    const metadata = { errors: ["model is required"] };
    const failure = { code: 400, message: "invalid request body", metadata };
    return Response.json({ ...failure, request_id: "r2" }, { status: 400 });
  }
  const reply = completion({ finish_reason: "end_turn" }, { request: { model, max_tokens } });
  // Other models ignore `stream`.
  if (stream !== true || !/^(claude|gemini|gpt)-/.test(model)) return Response.json(reply);
  const events = sse(
    { model, choices: [{ index: 0, delta: { role: "assistant", content: "Ships " } }] },
    { model, choices: [{ index: 0, delta: { content: "Friday." }, finish_reason: null }] },
    { model, choices: [{ index: 0, delta: {}, finish_reason: "end_turn" }], usage: reply.usage },
    "[DONE]",
  );
  return new Response(events, { headers: { "Content-Type": "text/event-stream" } });
}

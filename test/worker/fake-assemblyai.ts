/**
 * Fake of AssemblyAI: `GET /v3/token` (docs/protocol.md#temporary-token), `POST /v1/chat/completions` and `GET /v1/models`
 * (docs/protocol.md#llm-gateway). It replies by the rules of both; `next` queues other replies, one per request.
 */

import type { Platform } from "../../worker/platform.ts";

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
      return AbortSignal.timeout(20);
    },
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
export function completion(choice: object, rest: object = {}): object {
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
  const { model, messages, max_tokens } = body as Record<string, unknown>;
  if (typeof model !== "string" || !Array.isArray(messages)) {
    const metadata = { errors: ["model is required"] };
    const failure = { code: 400, message: "invalid request body", metadata };
    return Response.json({ ...failure, request_id: "r2" }, { status: 400 });
  }
  return Response.json(
    completion({ finish_reason: "end_turn" }, { request: { model, max_tokens } }),
  );
}

/**
 * AssemblyAI as the Worker meets it: `GET /v3/token` (protocol §1) and `POST /v1/chat/completions` (protocol §6). It keeps
 * the rules of both by itself; `next` makes it answer the coming requests otherwise, one each.
 */

import type { Outside } from "../../worker/outside.ts";

export const API_KEY = "aai-key-0123456789abcdef";
/** As long as the real ones. */
export const TOKEN = `AQI${"t0k3n".repeat(520)}`;

export interface Seen {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly redirect: string | undefined;
  readonly body: unknown;
}

export type Answer = (seen: Seen, signal: AbortSignal) => Response | Promise<Response>;

export interface AssemblyAi {
  readonly outside: Outside;
  /** Every request so far. */
  readonly seen: readonly Seen[];
  /** Every pause the Worker has made, in milliseconds. */
  readonly waits: readonly number[];
  /** Every deadline the Worker has set, in milliseconds. */
  readonly deadlines: readonly number[];
  /** Noon of a day, until a test sets it; milliseconds since 1970. */
  readonly clock: { ms: number };
  next(...answers: Answer[]): void;
  /** Unlearns what `next` has said and has not been asked for. */
  forget(): void;
  /** Resolves when the work is done that the Worker has left for after its answers. */
  settled(): Promise<void>;
}

export const DAY = "2026-11-22";
export const NOON = Date.parse(`${DAY}T12:00:00Z`);

export function openAssemblyAi(): AssemblyAi {
  const seen: Seen[] = [];
  const waits: number[] = [];
  const deadlines: number[] = [];
  const queue: Answer[] = [];
  const clock = { ms: NOON };
  const work: Promise<unknown>[] = [];
  const outside: Outside = {
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
    later: (promise) => void work.push(promise),
  };
  return {
    outside,
    seen,
    waits,
    deadlines,
    clock,
    next: (...answers) => queue.push(...answers),
    forget: () => void queue.splice(0),
    settled: async () => void (await Promise.all(work)),
  };
}

export const saying =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  () =>
    Response.json(body, { status, headers });

export const showingHtml =
  (status: number): Answer =>
  () =>
    new Response("<!doctype html><title>Bad gateway</title>", {
      status,
      headers: { "Content-Type": "text/html" },
    });

/** As workerd reports a refused or lost connection. */
export const unreachable: Answer = () => Promise.reject(new Error("Network connection lost."));

/** Never answers; ends when the Worker's deadline does. */
export const silent: Answer = (_, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });

/** Sends the head and the first bytes, then nothing more. */
export const stallingHalfway: Answer = (_, signal) =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"token":"half'));
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
    }),
  );

/** A completion as of protocol §6, with other values where a test cares. */
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

function byTheRules(seen: Seen): Response {
  const { pathname } = seen.url;
  if (pathname.endsWith("/v3/token") && seen.method === "GET") return mint(seen);
  if (pathname.endsWith("/v1/chat/completions") && seen.method === "POST") return complete(seen);
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

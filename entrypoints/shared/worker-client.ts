/**
 * Asks the team's Worker (`core/protocol/worker-api.ts`) and gives back what it answered, parsed, or the problem. Runs in
 * the panel and in the recorder thread: `fetch` and nothing else. When the caller's own signal aborts, the promise
 * rejects with that signal's reason; every other failure is a value.
 */

import * as v from "valibot";
import { parseJson } from "../../core/parse-json.ts";
import { ChatStreamError, createChatStream } from "../../core/protocol/chat-stream.ts";
import { fail, ok, type Problem, problem, type Reason, type Result } from "../../core/problem.ts";
import { retryAfterMs } from "../../core/protocol/retry-after.ts";
import {
  ChatReply,
  type ChatRequest,
  type ErrorCode,
  ErrorReply,
  TokenGrant,
  Usage,
  WorkerConfig,
} from "../../core/protocol/worker-api.ts";
import type { Settings } from "../../core/settings/settings.ts";

export type WorkerService = Pick<Settings, "workerUrl" | "accessCode">;

const TIMEOUT_MS = 15_000;
/** A model that reads three hours of transcript takes its time. */
const CHAT_TIMEOUT_MS = 300_000;

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** What HTTP lets stand in a header; a code with anything else can't be one that the Worker knows. */
const HEADER_SAFE = /^[\x21-\x7e]+$/;

/** What a code means wherever it comes from; `chatReasons` differ for `POST /v1/chat`. */
const REASON_OF: Readonly<Record<ErrorCode, Reason>> = {
  bad_request: "worker-answer-invalid",
  unauthorized: "access-code-refused",
  origin_refused: "origin-refused",
  not_found: "worker-answer-invalid",
  method_not_allowed: "worker-answer-invalid",
  too_large: "worker-answer-invalid",
  model_refused: "worker-upstream-failed",
  rate_limited: "worker-rate-limited",
  too_many_attempts: "access-code-attempts",
  budget_spent: "worker-budget-spent",
  not_configured: "worker-not-configured",
  upstream_refused: "worker-upstream-failed",
  upstream_failed: "worker-upstream-failed",
  internal: "worker-upstream-failed",
};

const CHAT_REASON_OF: Readonly<Record<ErrorCode, Reason>> = {
  ...REASON_OF,
  bad_request: "notes-refused",
  too_large: "notes-refused",
  model_refused: "notes-refused",
  upstream_refused: "notes-refused",
  upstream_failed: "notes-failed",
  internal: "notes-failed",
};

interface Call<Schema extends v.GenericSchema> {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  readonly answer: Schema;
  /** Of an answer that comes as server-sent events. */
  readonly readPieces?: (text: ReadableStream<string>) => Promise<Result<v.InferOutput<Schema>>>;
  readonly reasonOf: Readonly<Record<ErrorCode, Reason>>;
  readonly timeoutMs: number;
}

/** A ticket for one speech session. */
export const mintToken = (
  service: WorkerService,
  signal?: AbortSignal,
): Promise<Result<TokenGrant>> =>
  ask(
    service,
    {
      method: "POST",
      path: "v1/token",
      answer: TokenGrant,
      reasonOf: REASON_OF,
      timeoutMs: TIMEOUT_MS,
    },
    signal,
  );

/**
 * One question to a language model; resolves when the whole reply is there.
 *
 * @param onText is given all of the reply that has come so far, from models that answer in pieces
 */
export const chat = (
  service: WorkerService,
  request: ChatRequest,
  signal?: AbortSignal,
  onText?: (content: string) => void,
): Promise<Result<ChatReply>> =>
  ask(
    service,
    {
      method: "POST",
      path: "v1/chat",
      body: JSON.stringify(onText ? { ...request, stream: true } : request),
      answer: ChatReply,
      reasonOf: CHAT_REASON_OF,
      timeoutMs: CHAT_TIMEOUT_MS,
      ...(onText && { readPieces: (text) => readPieces(text, request.model ?? "", onText) }),
    },
    signal,
  );

async function readPieces(
  pieces: ReadableStream<string>,
  model: string,
  onText: (content: string) => void,
): Promise<Result<ChatReply>> {
  const stream = createChatStream(model);
  try {
    for await (const text of pieces) {
      stream.feed(text);
      onText(stream.content);
    }
  } catch (error) {
    if (error instanceof ChatStreamError) return fail("notes-failed", error.message);
    throw error;
  }
  const reply = stream.end();
  return reply ? ok(reply) : fail("notes-failed");
}

/** What the deployment offers; also the test of address and access code. */
export const fetchConfig = (
  service: WorkerService,
  signal?: AbortSignal,
): Promise<Result<WorkerConfig>> =>
  ask(
    service,
    {
      method: "GET",
      path: "v1/config",
      answer: WorkerConfig,
      reasonOf: REASON_OF,
      timeoutMs: TIMEOUT_MS,
    },
    signal,
  );

/** What the access code has spent today, and what is left of its daily budget. */
export const fetchUsage = (service: WorkerService, signal?: AbortSignal): Promise<Result<Usage>> =>
  ask(
    service,
    {
      method: "GET",
      path: "v1/usage",
      answer: Usage,
      reasonOf: REASON_OF,
      timeoutMs: TIMEOUT_MS,
    },
    signal,
  );

/** The Worker's base address, ending in "/": https, or http on this very machine; without query, fragment, credentials. */
export function parseWorkerUrl(text: string): Result<URL> {
  const trimmed = text.trim();
  if (trimmed === "") return fail("worker-url-missing");
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null;
  const isSafe =
    url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname));
  if (!url || !isSafe || url.username !== "" || url.password !== "")
    return fail("worker-url-invalid");
  url.search = "";
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return ok(url);
}

async function ask<Schema extends v.GenericSchema>(
  service: WorkerService,
  call: Call<Schema>,
  signal: AbortSignal | undefined,
): Promise<Result<v.InferOutput<Schema>>> {
  const base = parseWorkerUrl(service.workerUrl);
  if (!base.ok) return base;
  const accessCode = service.accessCode.trim();
  if (accessCode === "") return fail("access-code-missing");
  if (!HEADER_SAFE.test(accessCode)) return fail("access-code-refused");
  const timeout = AbortSignal.timeout(call.timeoutMs);
  try {
    const response = await fetch(new URL(call.path, base.value), {
      method: call.method,
      headers: requestHeaders(accessCode, call.body),
      body: call.body ?? null,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
    const isStream = response.headers.get("Content-Type")?.startsWith("text/event-stream");
    if (response.ok && isStream && response.body && call.readPieces)
      return await call.readPieces(response.body.pipeThrough(new TextDecoderStream()));
    return readAnswer(response, await response.text(), call);
  } catch (error) {
    signal?.throwIfAborted();
    if (timeout.aborted) return fail("worker-unreachable", `> ${call.timeoutMs / 1000} s`);
    // What `fetch` throws for a host that can't be reached or that refuses this origin: it never says which.
    if (error instanceof TypeError) return fail("worker-unreachable");
    throw error;
  }
}

const requestHeaders = (accessCode: string, body: string | undefined): Record<string, string> => ({
  Authorization: `Bearer ${accessCode}`,
  ...(body === undefined ? {} : { "Content-Type": "application/json" }),
});

function readAnswer<Schema extends v.GenericSchema>(
  { ok: isOk, status, headers }: Response,
  text: string,
  call: Call<Schema>,
): Result<v.InferOutput<Schema>> {
  const json = parseJson(text);
  if (isOk) {
    const answer = v.safeParse(call.answer, json);
    return answer.success ? ok(answer.output) : fail("worker-answer-invalid");
  }
  const refusal = v.safeParse(ErrorReply, json);
  if (refusal.success) {
    const { code, message } = refusal.output.error;
    return refused(problem(call.reasonOf[code], message), headers);
  }
  if (status === 429) return refused(problem("worker-rate-limited"), headers);
  // Not the Worker's own words: what stands before it (a proxy, Cloudflare's error page) answers.
  return fail(status >= 500 ? "worker-unreachable" : "worker-answer-invalid", `HTTP ${status}`);
}

function refused(problem: Problem, headers: Headers): Result<never> {
  const waitMs = retryAfterMs(headers.get("Retry-After"), Date.now());
  return { ok: false, problem: waitMs === null ? problem : { ...problem, retryAfterMs: waitMs } };
}

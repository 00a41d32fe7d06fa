/**
 * Calls the team's Worker (`core/protocol/worker-api.ts`) and returns its parsed answer or the problem. Runs in the panel, the
 * offscreen document and the recorder thread. A call rejects with the reason of the caller's signal when that aborts; every
 * other expected failure is a value.
 */

import * as v from "valibot";
import type { ReplyListener } from "../../core/language/language-request.ts";
import { parseJson } from "../../core/parse-json.ts";
import { fail, ok, type Problem, problem, type Reason, type Result } from "../../core/problem.ts";
import { boundedReply } from "../../core/protocol/model-reply.ts";
import {
  ChatReply,
  type ChatRequest,
  type ErrorCode,
  ErrorReply,
  type SessionsReport,
  SessionsReply,
  TokenGrant,
  type TokenRequest,
  Usage,
  WorkerConfig,
} from "../../core/protocol/worker-api.ts";
import type { Settings } from "../../core/settings/settings.ts";
import {
  answerText,
  NetworkError,
  overNetwork,
  piecesOf,
  readReplyStream,
} from "./reply-stream.ts";

export type WorkerService = Pick<Settings, "workerUrl" | "accessCode">;

const TIMEOUT_MS = 15_000;
/** A model reads up to three hours of transcript. */
const CHAT_TIMEOUT_MS = 300_000;

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Characters that HTTP allows in a header. The Worker knows no code with others. */
const HEADER_SAFE = /^[\x21-\x7e]+$/;

/** Reasons of all routes but `POST /v1/chat`. */
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
  // Only requests for access codes are refused so, and the extension makes none.
  admin_only: "worker-answer-invalid",
  name_taken: "worker-answer-invalid",
  name_unknown: "worker-answer-invalid",
  name_fixed: "worker-answer-invalid",
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
  /** Reads an answer that is streamed as server-sent events. */
  readonly readPieces?: (pieces: AsyncIterable<string>) => Promise<Result<v.InferOutput<Schema>>>;
  readonly reasonOf: Readonly<Record<ErrorCode, Reason>>;
  readonly timeoutMs: number;
}

/** Mints a token for one speech session. Workers of earlier versions ignore the request's body. */
export const mintToken = (
  service: WorkerService,
  request: TokenRequest,
  signal?: AbortSignal,
): Promise<Result<TokenGrant>> =>
  ask(
    service,
    {
      method: "POST",
      path: "v1/token",
      body: JSON.stringify(request),
      answer: TokenGrant,
      reasonOf: REASON_OF,
      timeoutMs: TIMEOUT_MS,
    },
    signal,
  );

/** Reports sessions that are over. */
export const reportSessions = (
  service: WorkerService,
  report: SessionsReport,
): Promise<Result<v.InferOutput<typeof SessionsReply>>> =>
  ask(
    service,
    {
      method: "POST",
      path: "v1/sessions",
      body: JSON.stringify(report),
      answer: SessionsReply,
      reasonOf: REASON_OF,
      timeoutMs: TIMEOUT_MS,
    },
    undefined,
  );

/**
 * Asks a language model. Resolves when the reply is complete.
 *
 * @param listener asks for a stream, if the model can. A stream of which nothing can be read up to the first word is asked for
 *   once more as a whole.
 */
export async function chat(
  service: WorkerService,
  request: ChatRequest,
  signal?: AbortSignal,
  listener?: ReplyListener,
): Promise<Result<ChatReply>> {
  let isUnreadable = false;
  const streaming: Partial<Call<typeof ChatReply>> = listener
    ? {
        body: JSON.stringify({ ...request, stream: true }),
        async readPieces(pieces) {
          const end = await readReplyStream(pieces, request.model ?? "", listener);
          isUnreadable = end.type === "unreadable";
          if (end.type === "reply") return ok(end.reply);
          return fail("notes-failed", (end.type === "error" && end.words) || undefined);
        },
      }
    : {};
  const call = {
    method: "POST",
    path: "v1/chat",
    body: JSON.stringify(request),
    answer: ChatReply,
    reasonOf: CHAT_REASON_OF,
    timeoutMs: CHAT_TIMEOUT_MS,
  } as const;
  let reply = await ask(service, { ...call, ...streaming }, signal);
  if (isUnreadable) reply = await ask(service, call, signal);
  if (!reply.ok) return reply;
  await listener?.onUsage(reply.value.model, reply.value.usage);
  return ok(boundedReply(reply.value));
}

/** Asks what the deployment offers; this also tests address and access code. */
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

/** Asks what the access code has spent today. */
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

/** @returns the Worker's base address with "/" at its end */
export function parseWorkerUrl(text: string): Result<URL> {
  if (text.trim() === "") return fail("worker-url-missing");
  const url = parseServiceUrl(text);
  return url ? ok(url) : fail("worker-url-invalid");
}

/**
 * @returns a base address with "/" at its end: https, or http on this machine; no query, fragment or credentials; `null` for
 *   every other text
 */
export function parseServiceUrl(text: string): URL | null {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null;
  const isSafe =
    url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname));
  if (!url || !isSafe || url.username !== "" || url.password !== "") return null;
  url.search = "";
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
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
    const response = await overNetwork(
      fetch(new URL(call.path, base.value), {
        method: call.method,
        headers: requestHeaders(accessCode, call.body),
        body: call.body ?? null,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "no-referrer",
      }),
    );
    const isStream = response.headers.get("Content-Type")?.startsWith("text/event-stream");
    if (response.ok && isStream && response.body && call.readPieces)
      return await call.readPieces(piecesOf(response.body));
    return readAnswer(response, await answerText(response), call);
  } catch (error) {
    signal?.throwIfAborted();
    if (timeout.aborted) return fail("worker-unreachable", `> ${call.timeoutMs / 1000} s`);
    if (error instanceof NetworkError) return fail("worker-unreachable");
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
  // Something in front of the Worker answers: a proxy, or Cloudflare's error page.
  return fail(status >= 500 ? "worker-unreachable" : "worker-answer-invalid", `HTTP ${status}`);
}

function refused(problem: Problem, headers: Headers): Result<never> {
  const waitMs = retryAfterMs(headers.get("Retry-After"), Date.now());
  return { ok: false, problem: waitMs === null ? problem : { ...problem, retryAfterMs: waitMs } };
}

const SECONDS = /^\d{1,6}$/;
const DATE = /^[A-Z][a-z]{2}, [\w :]+ GMT$/;

/**
 * Reads `Retry-After` as HTTP has it (RFC 9110 §10.2.3): whole seconds, or a date.
 *
 * @returns the time to wait in ms, 0 for a date in the past, `null` for a header that is missing or unreadable
 */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  const value = header?.trim() ?? "";
  if (SECONDS.test(value)) return Number(value) * 1000;
  const atMs = DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/** HTTP request to a service behind the Worker, with a deadline and at most one retry. */

import { parseJson } from "../../core/parse-json.ts";
import { ok } from "../../core/problem.ts";
import { readCapped } from "../http.ts";
import { refuse, type Outcome, type Refusal, type Service } from "../refusal.ts";
import type { UpstreamContext } from "./services.ts";

export interface UpstreamRequest {
  readonly service: Service;
  readonly url: string;
  readonly init: { method: "GET" | "POST"; headers: Record<string, string>; body?: string };
  /** Per attempt, until the last byte of the reply. */
  readonly timeoutMs: number;
  readonly retries: 0 | 1;
}

export interface UpstreamReply {
  readonly status: number;
  /** `undefined` if the body is not JSON, for instance HTML from a proxy. */
  readonly body: unknown;
  /** `Retry-After` if it is well-formed: seconds or an HTTP date. */
  readonly retryAfter: string | undefined;
}

const RETRY_DELAY_MS = 300;
/** A longer `Retry-After` is passed on to the caller. */
const MAX_RETRY_AFTER_SECONDS = 2;
/** Far above the longest reply of a model. */
export const MAX_REPLY_BYTES = 8_000_000;

/**
 * Any HTTP status is a reply. Refuses with `upstream-unreachable`, `upstream-slow` or `upstream-unreadable`, and with
 * `caller-left` once the signal of the context aborts.
 */
export async function exchange(
  request: UpstreamRequest,
  context: UpstreamContext,
): Promise<Outcome<UpstreamReply>> {
  const first = await attempt(request, context);
  const delayMs = request.retries === 0 ? undefined : retryDelayMs(first);
  if (delayMs === undefined) return first;
  await context.platform.wait(delayMs);
  return attempt(request, context);
}

async function attempt(
  request: UpstreamRequest,
  context: UpstreamContext,
): Promise<Outcome<UpstreamReply>> {
  const response = await send(request, context);
  return response.ok ? receive(response.value, request, context) : response;
}

/**
 * @returns the delay before a retry, or `undefined` for no retry. If the service names a longer wait, a retry would be in
 *   vain: refused requests count against its limit too (docs/protocol.md#llm-gateway).
 */
function retryDelayMs(outcome: Outcome<UpstreamReply>): number | undefined {
  if (!outcome.ok) {
    const { reason } = outcome.problem;
    return reason === "upstream-unreadable" || reason === "caller-left"
      ? undefined
      : RETRY_DELAY_MS;
  }
  const { status, retryAfter } = outcome.value;
  if (status !== 429 && status < 500) return undefined;
  if (retryAfter === undefined) return RETRY_DELAY_MS;
  const seconds = Number(retryAfter);
  return seconds <= MAX_RETRY_AFTER_SECONDS ? Math.max(seconds * 1000, RETRY_DELAY_MS) : undefined;
}

/** Resolves with the head of the reply. Its body follows within the same deadline. */
export async function send(
  { service, url, init, timeoutMs }: UpstreamRequest,
  { platform, signal }: UpstreamContext,
): Promise<Outcome<Response>> {
  const deadline = platform.deadline(timeoutMs);
  try {
    const response = await platform.fetch(url, {
      ...init,
      // The API key goes to the configured host only.
      redirect: "manual",
      signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
    });
    return ok(response);
  } catch (error) {
    return refuse(lossOf(error, service, signal));
  }
}

/** Reads the body of a response that `send` returned. */
export async function receive(
  response: Response,
  { service }: UpstreamRequest,
  { signal }: UpstreamContext,
): Promise<Outcome<UpstreamReply>> {
  try {
    const text = await readCapped(response.body, MAX_REPLY_BYTES);
    if (text === undefined) return refuse({ reason: "upstream-unreadable", service });
    return ok({
      status: response.status,
      body: parseJson(text),
      retryAfter: parseRetryAfter(response.headers.get("Retry-After")),
    });
  } catch (error) {
    return refuse(lossOf(error, service, signal));
  }
}

function lossOf(error: unknown, service: Service, signal: AbortSignal | undefined): Refusal {
  if (signal?.aborted) return { reason: "caller-left" };
  const isLate = error instanceof Error && error.name === "TimeoutError";
  return { reason: isLate ? "upstream-slow" : "upstream-unreachable", service };
}

function parseRetryAfter(header: string | null): string | undefined {
  if (header === null) return undefined;
  const isDate = /^[A-Z][a-z]{2}, [\w :]+ GMT$/.test(header);
  return /^\d{1,6}$/.test(header) || isDate ? header : undefined;
}

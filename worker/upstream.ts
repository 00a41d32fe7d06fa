/** One question to AssemblyAI: with a deadline, at most one retry, and an answer that is data or a reason. */

import { parseJson } from "../core/parse-json.ts";
import { readCapped } from "./http.ts";
import type { Outside } from "./outside.ts";
import { done, refuse, type Outcome, type Refusal, type Service } from "./refusal.ts";

export interface Question {
  readonly service: Service;
  readonly url: string;
  readonly init: { method: "GET" | "POST"; headers: Record<string, string>; body?: string };
  /** Until the last byte of the answer, per attempt. */
  readonly timeoutMs: number;
  readonly retries: 0 | 1;
  /** Of whoever waits for the answer. */
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  /** `undefined`: not JSON, for instance a proxy's page of HTML. */
  readonly body: unknown;
  /** `Retry-After`, if it is one of the two forms HTTP knows: seconds or a date. */
  readonly retryAfter: string | undefined;
}

const RETRY_DELAY_MS = 300;
/** The longest `Retry-After` that is waited for here rather than passed on. */
const PATIENCE_SECONDS = 2;
/** Far above the longest answer a model can give. */
export const MAX_REPLY_BYTES = 8_000_000;

/**
 * Any HTTP status is a reply. Refuses with `upstream-unreachable`, `upstream-slow` or `upstream-unreadable`, and with
 * `caller-left` once the question's signal aborts.
 */
export async function ask(outside: Outside, question: Question): Promise<Outcome<Reply>> {
  const first = await attempt(outside, question);
  const delayMs = question.retries === 0 ? undefined : retryDelayMs(first);
  if (delayMs === undefined) return first;
  await outside.wait(delayMs);
  return attempt(outside, question);
}

async function attempt(outside: Outside, question: Question): Promise<Outcome<Reply>> {
  const response = await send(outside, question);
  return response.ok ? receive(response.value, question) : response;
}

/**
 * When to ask again after this outcome; `undefined`: not at all. A service that names a longer wait is not asked in
 * vain, as refused requests count against its limit too (protocol §6).
 */
function retryDelayMs(outcome: Outcome<Reply>): number | undefined {
  if (!outcome.ok) {
    const { reason } = outcome.refusal;
    return reason === "upstream-unreadable" || reason === "caller-left"
      ? undefined
      : RETRY_DELAY_MS;
  }
  const { status, retryAfter } = outcome.value;
  if (status !== 429 && status < 500) return undefined;
  if (retryAfter === undefined) return RETRY_DELAY_MS;
  const seconds = Number(retryAfter);
  return seconds <= PATIENCE_SECONDS ? Math.max(seconds * 1000, RETRY_DELAY_MS) : undefined;
}

/** Resolves with the head of the answer; its body is yet to come, within the same deadline. */
export async function send(
  outside: Outside,
  { service, url, init, timeoutMs, signal }: Question,
): Promise<Outcome<Response>> {
  const deadline = outside.deadline(timeoutMs);
  try {
    const response = await outside.fetch(url, {
      ...init,
      // The API key goes to the configured host and nowhere else.
      redirect: "manual",
      signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
    });
    return done(response);
  } catch (error) {
    return refuse(lostTo(error, service, signal));
  }
}

/** The rest of what `send` began. */
export async function receive(
  response: Response,
  { service, signal }: Question,
): Promise<Outcome<Reply>> {
  try {
    const text = await readCapped(response.body, MAX_REPLY_BYTES);
    if (text === undefined) return refuse({ reason: "upstream-unreadable", service });
    return done({
      status: response.status,
      body: parseJson(text),
      retryAfter: parseRetryAfter(response.headers.get("Retry-After")),
    });
  } catch (error) {
    return refuse(lostTo(error, service, signal));
  }
}

function lostTo(error: unknown, service: Service, signal: AbortSignal | undefined): Refusal {
  if (signal?.aborted) return { reason: "caller-left" };
  const isLate = error instanceof Error && error.name === "TimeoutError";
  return { reason: isLate ? "upstream-slow" : "upstream-unreachable", service };
}

function parseRetryAfter(header: string | null): string | undefined {
  if (header === null) return undefined;
  const isDate = /^[A-Z][a-z]{2}, [\w :]+ GMT$/.test(header);
  return /^\d{1,6}$/.test(header) || isDate ? header : undefined;
}

/** Asks the Worker, and where it asks for patience, waits as long as it says and asks again. */

import type { Result } from "../../../core/problem.ts";
import type { ChatMessage, ChatReply } from "../../../core/protocol/worker-api.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { chat } from "../../shared/worker-client.ts";

/** In a row, of one question. The limit of the gateway is so many requests a minute (protocol §6). */
const MOST_WAITS = 3;
/** Where it does not say how long. */
const WAIT_MS = 20_000;
const LONGEST_WAIT_MS = 90_000;
/** However soon it may be asked: refused requests count too. */
const LEAST_WAIT_MS = 1_000;

/** @param onText is given all of the reply that has come so far, where the model streams */
export async function chatWithRetry(
  settings: Settings,
  messages: readonly ChatMessage[],
  signal: AbortSignal | undefined,
  onText: (markdown: string) => void,
): Promise<Result<ChatReply>> {
  const { model } = settings.notes;
  const request = { ...(model !== "" && { model }), messages: [...messages] };
  for (let waits = 0; ; waits++) {
    const reply = await chat(settings, request, signal, onText);
    if (reply.ok || reply.problem.reason !== "worker-rate-limited" || waits === MOST_WAITS)
      return reply;
    const waitMs = reply.problem.retryAfterMs ?? WAIT_MS;
    if (waitMs > LONGEST_WAIT_MS) return reply;
    await after(Math.max(waitMs, LEAST_WAIT_MS), signal);
  }
}

/** @throws The reason of `signal` when it aborts. */
const after = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
  });

/** Sends a chat request to the Worker, and repeats it after the time the Worker asks for. */

import type { ReplyListener } from "../../../core/language/language-request.ts";
import { withTokens } from "../../../core/usage.ts";
import { tokenUsage } from "../../../core/protocol/model-reply.ts";
import type { Meeting } from "../../../core/meeting.ts";
import type { Result } from "../../../core/problem.ts";
import type { ChatMessage, ChatReply } from "../../../core/protocol/worker-api.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { updateMeeting } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { delay } from "../../shared/delay.ts";
import { chat } from "../../shared/worker-client.ts";

/**
 * The gateway limits requests a minute (docs/protocol.md#llm-gateway), and the Worker names each user a time. After a full hour with a
 * thousand meetings the last of them is half an hour away.
 */
const LONGEST_WAIT_MS = 3_600_000;
/** All waits of one request together. */
const PATIENCE_MS = 2 * LONGEST_WAIT_MS;
/** Used if the Worker names no time. */
const DEFAULT_WAIT_MS = 20_000;
/** Refused requests count towards the limit too. */
const MIN_WAIT_MS = 1_000;

/**
 * @param maxTokens length of the reply; the Worker reserves so much of the budget meanwhile. Absent: its limit.
 * @throws the reason of `signal` if it aborts
 */
export async function chatWithRetry(
  settings: Settings,
  messages: readonly ChatMessage[],
  signal: AbortSignal | undefined,
  listener: ReplyListener,
  maxTokens?: number,
): Promise<Result<ChatReply>> {
  const { model } = settings.notes;
  const request = {
    ...(model !== "" && { model }),
    messages: [...messages],
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
  };
  let waitedMs = 0;
  for (;;) {
    const reply = await chat(settings, request, signal, listener);
    if (reply.ok || reply.problem.reason !== "worker-rate-limited") return reply;
    const waitMs = Math.max(reply.problem.retryAfterMs ?? DEFAULT_WAIT_MS, MIN_WAIT_MS);
    waitedMs += waitMs;
    if (waitMs > LONGEST_WAIT_MS || waitedMs > PATIENCE_MS) return reply;
    await delay(waitMs, signal);
  }
}

/** Adds the tokens of a reply to the meeting's usage. @returns the meeting as stored, `null` if it is gone */
export const keepCost = (
  database: Database,
  meetingId: string,
  model: string,
  usage: ChatReply["usage"],
): Promise<Meeting | null> =>
  updateMeeting(database, meetingId, (meeting) => ({
    ...meeting,
    usage: withTokens(meeting.usage, model, tokenUsage(usage)),
  }));

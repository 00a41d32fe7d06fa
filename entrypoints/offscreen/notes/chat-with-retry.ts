/** Sends a chat request to the Worker, and repeats it after the time the Worker asks for. */

import type { ReplyListener } from "../../../core/language/language-request.ts";
import { withTokens } from "../../../core/cost.ts";
import { tokenUsage } from "../../../core/protocol/model-reply.ts";
import type { Meeting } from "../../../core/meeting.ts";
import type { Result } from "../../../core/problem.ts";
import type { ChatMessage, ChatReply } from "../../../core/protocol/worker-api.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { updateMeeting } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { delay } from "../../shared/delay.ts";
import { chat } from "../../shared/worker-client.ts";

/** Repetitions of one request. The gateway limits requests a minute (docs/protocol.md#llm-gateway). */
const MAX_RETRIES = 3;
/** Used if the Worker names no time. */
const DEFAULT_WAIT_MS = 20_000;
const MAX_WAIT_MS = 90_000;
/** Refused requests count towards the limit too. */
const MIN_WAIT_MS = 1_000;

/** @throws the reason of `signal` if it aborts */
export async function chatWithRetry(
  settings: Settings,
  messages: readonly ChatMessage[],
  signal: AbortSignal | undefined,
  listener: ReplyListener,
): Promise<Result<ChatReply>> {
  const { model } = settings.notes;
  const request = { ...(model !== "" && { model }), messages: [...messages] };
  for (let retries = 0; ; retries++) {
    const reply = await chat(settings, request, signal, listener);
    if (reply.ok || reply.problem.reason !== "worker-rate-limited" || retries === MAX_RETRIES)
      return reply;
    const waitMs = reply.problem.retryAfterMs ?? DEFAULT_WAIT_MS;
    if (waitMs > MAX_WAIT_MS) return reply;
    await delay(Math.max(waitMs, MIN_WAIT_MS), signal);
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

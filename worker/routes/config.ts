/** `GET /v1/config`: what this deployment offers to an access code. */

import { version } from "../../package.json";
import { ok } from "../../core/problem.ts";
import type { WorkerConfig } from "../../core/protocol/worker-api.ts";
import { json } from "../http.ts";
import type { Outcome } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";

export function config({ deployment, caller }: RequestContext): Outcome<Response> {
  const { speech, chat, prices } = deployment;
  const offer: WorkerConfig = {
    name: caller,
    version,
    region: speech.service.regionOf(speech.baseUrl),
    notes: {
      default_model: chat.defaultModel,
      models: [...chat.models],
      max_tokens: chat.maxTokens,
    },
    ...(prices && { prices }),
    limits: {
      max_session_duration_seconds: speech.sessionMaxSeconds,
      max_chat_bytes: chat.maxBytes,
    },
  };
  return ok(json(offer));
}

/** `GET /v1/config`: what this deployment offers to an access code. */

import { version } from "../../package.json";
import { ok } from "../../core/problem.ts";
import type { WorkerConfig } from "../../core/protocol/worker-api.ts";
import { pricesOf } from "../budget/prices.ts";
import { json } from "../http.ts";
import type { Outcome } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import { listedModels, offeredModels } from "../upstream/offered-models.ts";

export async function config(context: RequestContext): Promise<Outcome<Response>> {
  const { deployment, caller, platform } = context;
  const { speech, chat } = deployment;
  const listed = await listedModels(deployment, platform);
  const offered = offeredModels(deployment, listed);
  const models = listed.filter(({ id }) => offered.includes(id));
  const prices = pricesOf(deployment, models);
  const offer: WorkerConfig = {
    name: caller,
    version,
    region: speech.service.regionOf(speech.baseUrl),
    notes: {
      default_model: chat.defaultModel,
      models: [...chat.models],
      max_tokens: chat.maxTokens,
    },
    speech: { ...(speech.defaultModel !== null && { default_model: speech.defaultModel }) },
    ...(models.length > 0 && { language_models: [...models] }),
    ...(prices && { prices }),
    limits: {
      max_session_duration_seconds: speech.sessionMaxSeconds,
      max_chat_bytes: chat.maxBytes,
    },
  };
  return ok(json(offer));
}

/** `GET /v1/config`: what this deployment offers to an access code. */

import { version } from "../../package.json";
import { ok } from "../../core/problem.ts";
import type { LanguageModel, Prices, WorkerConfig } from "../../core/protocol/worker-api.ts";
import { json } from "../http.ts";
import type { Outcome } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";

export async function config(context: RequestContext): Promise<Outcome<Response>> {
  const { deployment, caller } = context;
  const { speech, chat } = deployment;
  const models = (await languageModels(context)).filter(
    ({ id }) => chat.models.length === 0 || chat.models.includes(id),
  );
  const prices = withPricesOf(models, deployment.prices);
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

const KEPT_MS = 24 * 3_600_000;
const RETRY_MS = 60_000;

interface Kept {
  readonly models: readonly LanguageModel[];
  readonly untilMs: number;
}

/** By address of the language service, as long as this isolate runs. */
const keptModels = new Map<string, Kept>();

/** Asks the language service once a day. If it does not answer, the list before stays, and it is asked again in a minute. */
async function languageModels({
  deployment: { chat, apiKey },
  platform,
}: RequestContext): Promise<readonly LanguageModel[]> {
  const nowMs = platform.now();
  const kept = keptModels.get(chat.baseUrl);
  if (kept && nowMs < kept.untilMs) return kept.models;
  const listed = await chat.service.models({ baseUrl: chat.baseUrl, apiKey }, { platform });
  const models = listed.ok ? listed.value : (kept?.models ?? []);
  keptModels.set(chat.baseUrl, { models, untilMs: nowMs + (listed.ok ? KEPT_MS : RETRY_MS) });
  return models;
}

/** A price that the language service states wins over the one that the team has set. */
function withPricesOf(models: readonly LanguageModel[], prices: Prices | null): Prices | null {
  const stated = Object.fromEntries(
    models.flatMap(({ id, price }) => (price ? [[id, price]] : [])),
  );
  if (Object.keys(stated).length === 0) return prices;
  return {
    speech_per_hour: prices?.speech_per_hour ?? {},
    models: { ...prices?.models, ...stated },
  };
}

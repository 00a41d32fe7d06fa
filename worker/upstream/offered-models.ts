/** The language models of the service's own list, which is asked for once a day, and those of them that this deployment offers. */

import type { LanguageModel } from "../../core/protocol/worker-api.ts";
import type { Deployment } from "../environment.ts";
import type { Platform } from "../platform.ts";

const KEPT_MS = 24 * 3_600_000;
const RETRY_MS = 60_000;

interface Kept {
  readonly models: readonly LanguageModel[];
  readonly untilMs: number;
}

/** By address of the language service, as long as this isolate runs. */
const keptModels = new Map<string, Kept>();

/** If the service does not answer, the list before stays, and it is asked again in a minute. */
export async function listedModels(
  { chat, apiKey }: Pick<Deployment, "chat" | "apiKey">,
  platform: Platform,
): Promise<readonly LanguageModel[]> {
  const nowMs = platform.now();
  const kept = keptModels.get(chat.baseUrl);
  if (kept && nowMs < kept.untilMs) return kept.models;
  const listed = await chat.service.models({ baseUrl: chat.baseUrl, apiKey }, { platform });
  const models = listed.ok ? listed.value : (kept?.models ?? []);
  keptModels.set(chat.baseUrl, { models, untilMs: nowMs + (listed.ok ? KEPT_MS : RETRY_MS) });
  return models;
}

/**
 * Without `CHAT_ALLOWED_MODELS` every model of the list is offered: Settings shows these, and their prices are known.
 *
 * @returns ids; the default model is always among them
 */
export const offeredModels = (
  { chat }: Pick<Deployment, "chat">,
  listed: readonly LanguageModel[],
): readonly string[] =>
  chat.models.length > 0
    ? chat.models
    : [...new Set([chat.defaultModel, ...chat.fallbackModels, ...listed.map(({ id }) => id)])];

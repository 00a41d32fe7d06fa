/** Chooses what writes notes by the settings: the team's service, a model on this computer, Chrome's own model, or the extractive one. */

import { assertNever } from "../../../core/assert-never.ts";
import { createExtractiveModel } from "../../../core/language/extractive/extractive-model.ts";
import { EXTRACTIVE_MODEL } from "../../../core/language/language-request.ts";
import { ok } from "../../../core/problem.ts";
import { isConfigured, type Settings } from "../../../core/settings/settings.ts";
import { isBrowserModelReady } from "../../shared/browser-model.ts";
import { browserModelService } from "./browser-model-service.ts";
import { chatWithRetry } from "./chat-with-retry.ts";
import type { LanguageService } from "./language-service.ts";
import { localModelService } from "./local-model-service.ts";

export async function chosenLanguageService(settings: Settings): Promise<LanguageService> {
  const { service } = settings.notes;
  switch (service) {
    case "automatic":
      if (isConfigured(settings)) return teamService(settings);
      return (await isBrowserModelReady()) ? browserModelService : extractiveService;
    case "team":
      return teamService(settings);
    case "browser":
      return browserModelService;
    case "local":
      return localModelService(settings.notes);
    case "extractive":
      return extractiveService;
    default:
      return assertNever(service);
  }
}

/** Twenty bullets take about 1,000 tokens, those of an answer fewer. */
const POINTS_TOKENS = 3_000;

const teamService = (settings: Settings): LanguageService => ({
  contextTokens: async () => null,
  ask: ({ messages, form }, signal, listener) =>
    chatWithRetry(
      settings,
      messages,
      signal,
      listener,
      form === "points" || form === "verdicts" ? POINTS_TOKENS : undefined,
    ),
});

const extractive = createExtractiveModel();

const extractiveService: LanguageService = {
  contextTokens: async () => null,
  async ask({ messages }) {
    const reply = await extractive.complete(messages, Infinity);
    return ok({
      model: EXTRACTIVE_MODEL,
      content: reply.content,
      finish_reason: reply.finishReason,
      usage: { input_tokens: reply.inputTokens, output_tokens: reply.outputTokens },
    });
  },
};

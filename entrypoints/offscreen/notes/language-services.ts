/**
 * The seam to what writes notes: the team's service, a model on this computer, Chrome's own model, or the extractive one; and which of
 * them the settings choose.
 */

import { assertNever } from "../../../core/assert-never.ts";
import { createExtractiveModel } from "../../../core/language/extractive/extractive-model.ts";
import {
  EXTRACTIVE_MODEL,
  type LanguageRequest,
  type ReplyListener,
} from "../../../core/language/language-request.ts";
import { ok, type Result } from "../../../core/problem.ts";
import type { ChatReply } from "../../../core/protocol/worker-api.ts";
import { isConfigured, type Settings } from "../../../core/settings/settings.ts";
import { isBrowserModelReady } from "../../shared/browser-model.ts";
import { browserModelService } from "./browser-model-service.ts";
import { chatWithRetry } from "./chat-with-retry.ts";
import { localModelService } from "./local-model-service.ts";

export interface LanguageService {
  /** @returns most tokens of transcript for one request; `null` if the settings alone decide */
  contextTokens(languages: readonly string[]): Promise<number | null>;
  /**
   * Resolves when the reply is complete. Fails with `notes-too-long` if a request with less transcript is worth a try.
   *
   * @throws the reason of `signal` if it aborts
   */
  ask(
    request: LanguageRequest,
    signal: AbortSignal,
    listener: ReplyListener,
  ): Promise<Result<ChatReply>>;
}

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

const teamService = (settings: Settings): LanguageService => ({
  contextTokens: async () => null,
  ask: ({ messages }, signal, listener) => chatWithRetry(settings, messages, signal, listener),
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

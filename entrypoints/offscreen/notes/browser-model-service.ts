/** Chrome's own model as a language service. It is small, so a schema holds its notes to points that name their turns. */

import { BROWSER_MODEL, type LanguageRequest } from "../../../core/language/language-request.ts";
import {
  markdownOfReply,
  replySchema,
  STRUCTURE_INSTRUCTION,
} from "../../../core/language/structured-reply.ts";
import { estimateTokens } from "../../../core/notes/transcript-lines.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { boundedReply } from "../../../core/protocol/model-reply.ts";
import type { ChatReply } from "../../../core/protocol/worker-api.ts";
import {
  type BrowserModelSession,
  browserModelState,
  openBrowserModel,
} from "../../shared/browser-model.ts";
import type { LanguageService } from "./language-service.ts";

/** Share of the context for the transcript; the rest is for instructions, schema and reply. */
const TRANSCRIPT_SHARE = 0.5;

export const browserModelService: LanguageService = {
  async contextTokens(languages) {
    if ((await browserModelState(languages)) !== "available") return null;
    const session = await openBrowserModel(languages, "", AbortSignal.timeout(OPENING_MS));
    const tokens = session.contextWindow ?? session.inputQuota ?? null;
    session.destroy();
    return tokens === null ? null : Math.floor(tokens * TRANSCRIPT_SHARE);
  },

  async ask(request, signal) {
    switch (await browserModelState(request.languages)) {
      case "unavailable":
        return fail("browser-model-unavailable");
      case "downloadable":
      case "downloading":
        return fail("browser-model-not-ready");
      case "available":
    }
    const { system, rest } = split(request);
    const session = await openBrowserModel(request.languages, system, signal);
    try {
      return await reply(session, request, rest, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DOMException && error.name === "QuotaExceededError")
        return fail("notes-too-long");
      throw error;
    } finally {
      session.destroy();
    }
  },
};

/** Loading the model from the disk. */
const OPENING_MS = 60_000;

async function reply(
  session: BrowserModelSession,
  { form }: LanguageRequest,
  input: string,
  signal: AbortSignal,
): Promise<Result<ChatReply>> {
  if (form === "text") return replyOf(input, await session.prompt(input, { signal }));
  const text = await session.prompt(`${input}\n\n${STRUCTURE_INSTRUCTION[form]}`, {
    responseConstraint: replySchema(form),
    omitResponseConstraintInput: true,
    signal,
  });
  return replyOf(input, markdownOfReply(form, text));
}

function replyOf(input: string, content: string | null): Result<ChatReply> {
  if (content === null) return fail("notes-failed");
  const usage = { input_tokens: estimateTokens(input), output_tokens: estimateTokens(content) };
  return ok(boundedReply({ model: BROWSER_MODEL, content, finish_reason: "stop", usage }));
}

function split({ messages }: LanguageRequest): { readonly system: string; readonly rest: string } {
  const contents = (isSystem: boolean): string =>
    messages
      .filter(({ role }) => (role === "system") === isSystem)
      .map(({ content }) => content)
      .join("\n\n");
  return { system: contents(true), rest: contents(false) };
}

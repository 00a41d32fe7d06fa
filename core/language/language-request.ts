/** Requests to language services, whichever of them writes the notes (`entrypoints/offscreen/notes/language-services.ts`). */

import type { ChatMessage, ChatReply } from "../protocol/worker-api.ts";

/** Ids under which notes are stored that no service's model wrote. Stored notes hold them, so they never change. */
export const EXTRACTIVE_MODEL = "extractive";
export const BROWSER_MODEL = "chrome";
export const SAMPLE_MODEL = "sample";

/**
 * Form of the reply, for services that can force it. `notes`: headings with points. `points`: bullets without a heading.
 * `lines`: JSON with points for lines of the user. `verdicts`: JSON with verdicts on statements. `text`: anything.
 */
export type ReplyForm = "notes" | "points" | "lines" | "verdicts" | "text";

export interface LanguageRequest {
  readonly messages: readonly ChatMessage[];
  readonly form: ReplyForm;
  /** Base codes (ISO 639-1) of the languages that are spoken, as far as they are known. */
  readonly languages: readonly string[];
}

export interface ReplyListener {
  /** @param content the whole text so far, once for each piece of a streamed reply */
  onText(content: string): void;
  /** Called and awaited for each reply that is billed, also for one that fails or is aborted after it began. */
  onUsage(model: string, usage: ChatReply["usage"]): Promise<unknown>;
}

export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export interface Completion {
  readonly content: string;
  readonly finishReason: "stop" | "length";
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Interface between the local LLM Gateway and a language model. */
export interface LanguageModel {
  complete(messages: readonly Message[], maxTokens: number): Promise<Completion>;
}

/** Interface between the local LLM Gateway and a language model. */

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

export interface LanguageModel {
  complete(messages: readonly Message[], maxTokens: number): Promise<Completion>;
}

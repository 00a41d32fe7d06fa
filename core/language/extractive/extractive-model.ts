/**
 * Stand-in for a language model: picks sentences from the given transcript by TextRank and cue words, and labels every
 * reply as such. English only; draft quality.
 */

import { writeInsight } from "./write-insight.ts";
import { writeNotes } from "./write-notes.ts";
import { blocks, notesRequest, parseTranscript } from "./notes-request.ts";
import type { Completion, LanguageModel, Message } from "../language-model.ts";

/** Usual estimate for English; there is no tokenizer here. */
const CHARACTERS_PER_TOKEN = 4;

export const createExtractiveModel = (): LanguageModel => ({
  complete: async (messages, maxTokens) => complete(messages, maxTokens),
});

function complete(messages: readonly Message[], maxTokens: number): Completion {
  const whole = reply(messages);
  const content = cutOff(whole, maxTokens * CHARACTERS_PER_TOKEN);
  const inputCharacters = messages.reduce((sum, message) => sum + message.content.length, 0);
  return {
    content,
    finishReason: content === whole ? "stop" : "length",
    inputTokens: estimateTokens(inputCharacters),
    outputTokens: estimateTokens(content.length),
  };
}

const estimateTokens = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_TOKEN);

const cutOff = (text: string, maxCharacters: number): string =>
  text.length <= maxCharacters ? text : text.slice(0, maxCharacters).toWellFormed();

/**
 * Replies to the prompts of core/notes/prompt.ts and to batches of turns (insight-batch.ts); anything else is one turn.
 */
function reply(messages: readonly Message[]): string {
  const request = notesRequest(messages);
  if (request !== null) return writeNotes(request);

  const batch = insightBatch(messages);
  if (batch !== null) return batch;

  const asked = messages.findLast(({ role }) => role === "user")?.content ?? "";
  const { request: wanted, turn } = splitInsightPrompt(asked);
  return writeInsight([...systemPrompts(messages), wanted].join("\n"), turn);
}

/** Replies to a batch of turns; `null` if the prompt is not one. The task is the user's own prompt up to its turn. */
function insightBatch(messages: readonly Message[]): string | null {
  const material = messages.findLast(({ role }) => role === "user")?.content ?? "";
  const turns = blocks(material, "turns").flatMap(parseTranscript);
  if (turns.length === 0) return null;
  const [task = ""] = blocks(systemPrompts(messages).join("\n"), "task");
  const { request } = splitInsightPrompt(task);
  return turns.map(({ number, text }) => `[${number}] ${writeInsight(request, text)}`).join("\n");
}

const systemPrompts = (messages: readonly Message[]): string[] =>
  messages.filter(({ role }) => role === "system").map(({ content }) => content);

/**
 * Splits a prompt in which `{{turn}}` was replaced (docs/protocol.md#insights-in-the-stream). The turn follows
 * "Transcript:", as in the default prompt, or else is the last paragraph.
 */
function splitInsightPrompt(asked: string): { request: string; turn: string } {
  const label = /\btranscript:/i.exec(asked);
  if (label !== null) {
    const end = label.index + label[0].length;
    return { request: asked.slice(0, label.index), turn: asked.slice(end) };
  }
  const paragraph = asked.trimEnd().lastIndexOf("\n\n");
  return { request: asked.slice(0, Math.max(0, paragraph)), turn: asked.slice(paragraph + 1) };
}

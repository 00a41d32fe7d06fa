/**
 * A language model's stand-in that has no weights and writes nothing of its own: it picks sentences from the transcript it is
 * given, by TextRank and by cue words, and says so in every reply that a person reads. English only; draft quality.
 */

import { writeInsight } from "./write-insight.ts";
import { writeNotes } from "./write-notes.ts";
import { blocks, notesRequest, parseTranscript } from "./notes-request.ts";
import type { Completion, LanguageModel, Message } from "../language-model.ts";

/** A usual estimate for English; there is no tokenizer here. */
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

/** Something to make notes from, as core/notes/prompt.ts gives it, or turns (insight-batch.ts); anything else is one turn. */
function reply(messages: readonly Message[]): string {
  const request = notesRequest(messages);
  if (request !== null) return writeNotes(request);

  const batch = insightBatch(messages);
  if (batch !== null) return batch;

  const asked = messages.findLast(({ role }) => role === "user")?.content ?? "";
  const { request: wanted, turn } = splitInsightPrompt(asked);
  return writeInsight([...systemPrompts(messages), wanted].join("\n"), turn);
}

/** Null where it is none. The person's own prompt names the turn; what stands before that is what it asks for. */
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
 * Prompt and turn have become one text (protocol §7: `{{turn}}` is replaced). The turn is what follows "Transcript:", as in
 * the default prompt, or else the last paragraph.
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

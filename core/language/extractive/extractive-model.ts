/**
 * Stand-in for a language model: picks sentences from the given transcript by TextRank and cue words, and labels every
 * reply as such. English only; draft quality.
 */

import { writeNotes } from "./write-notes.ts";
import { blocks, notesRequest, parseTranscript, inert } from "./notes-request.ts";
import type { Completion, LanguageModel, Message } from "../language-request.ts";
import { clausesOf } from "../english/clauses.ts";
import { dueIn } from "../english/dates.ts";
import { contentWordsOf } from "../english/content-words.ts";
import { KEY_POINT_KINDS, keyPointLabel, writeKeyPoints } from "../../notes/key-point-lines.ts";
import { saidPoints } from "./said-points.ts";
import { pointsForLines } from "./own-lines.ts";
import { shortened, statement } from "./point.ts";
import { actionItem, isDecision, isQuestion } from "./cue-words.ts";

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
  const material = messages.findLast(({ role }) => role === "user")?.content ?? "";
  const lines = pointsForLines(material);
  if (lines !== null) return lines;

  const request = notesRequest(messages);
  if (request !== null) return writeNotes(request);

  const batch = insightBatch(messages);
  if (batch !== null) return batch;

  const { request: wanted, turn } = splitInsightPrompt(material);
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

/** For a turn that holds nothing of what is asked for. */
const NONE = "None.";

interface Kind {
  /** Words of a prompt that asks for this kind only. */
  readonly asked: RegExp;
  readonly isOne: (clause: string) => boolean;
}

const KINDS: readonly Kind[] = [
  {
    asked: /action item|to-?do|task|next step|follow-?up/i,
    isOne: (clause) => actionItem(clause, "") !== null,
  },
  { asked: /decision/i, isOne: isDecision },
  { asked: /question/i, isOne: isQuestion },
];

/**
 * Returns the most important clause of one turn, or the one that the prompt asks for, in the turn's own words. * @param request What the prompt asks for.
 * @param turn Words of the turn.
 */
export function writeInsight(request: string, turn: string): string {
  const clauses = clausesOf(inert(turn));
  if (clauses.length === 0) return NONE;
  if (KEY_POINT_KINDS.every((kind) => request.includes(`${keyPointLabel(kind)}:`)))
    return writeKeyPoints(saidPoints({ text: turn, language: null }, null)) || NONE;

  const kind = KINDS.find(({ asked }) => asked.test(request));
  const candidates = kind === undefined ? clauses : clauses.filter(kind.isOne);
  const best = candidates.toSorted((one, other) => weight(other) - weight(one))[0];
  return best === undefined ? NONE : shortened(statement(best));
}

/** Counts content words, and adds weight for decisions, tasks and dates. */
function weight(clause: string): number {
  const cues = [isDecision(clause), actionItem(clause, "") !== null, dueIn(clause) !== null];
  return contentWordsOf(clause).length + 3 * cues.filter(Boolean).length;
}

/**
 * Makes notes of a transcript: in one request if all of it fits, otherwise with one request for each part and one to merge their
 * notes. The caller supplies the function that asks the model.
 */

import { NO_TOKENS, plusTokens } from "../cost.ts";
import { tokenUsage } from "../protocol/model-reply.ts";
import type { TokenUsage } from "../meeting.ts";
import { fail, ok, type Result } from "../problem.ts";
import type { LanguageRequest } from "../language/language-request.ts";
import type { ChatReply } from "../protocol/worker-api.ts";
import { mergePrompt, type NotesContext, partPrompt, updatePrompt, wholePrompt } from "./prompt.ts";
import { estimateTokens, isTooShort, splitLines, type TranscriptLine } from "./transcript-lines.ts";

export interface NotesOrder {
  readonly instructions: string;
  readonly lines: readonly TranscriptLine[];
  /** Lines that may be cited; for continued notes also those read before. */
  readonly allLines: readonly TranscriptLine[];
  readonly context: NotesContext;
  /** How many tokens of transcript one request may hold. */
  readonly contextTokens: number;
  /** Of the whole note; parts are always points. */
  readonly form: LanguageRequest["form"];
  readonly languages: LanguageRequest["languages"];
  /** Live notes to continue. Their citations number the same transcript. */
  readonly before?: string;
}

export interface MadeNotes {
  readonly markdown: string;
  readonly model: string;
  readonly isCutOff: boolean;
  readonly usage: TokenUsage;
}

/** @param isLast the answer is the note itself, not that of a part */
export type AskModel = (request: LanguageRequest, isLast: boolean) => Promise<Result<ChatReply>>;

export interface PartsDone {
  readonly done: number;
  readonly parts: number;
}

/**
 * Stops at the first request that fails.
 *
 * @param ask may reject to cancel
 */
export async function makeNotes(
  order: NotesOrder,
  ask: AskModel,
  onProgress: (progress: PartsDone) => void,
): Promise<Result<MadeNotes>> {
  const { lines, instructions, context, before, form, languages } = order;
  // Lines that continue notes may be short.
  if (lines.length === 0 || (before === undefined && isTooShort(lines)))
    return fail("notes-empty-transcript");
  const room = order.contextTokens - estimateTokens(before ?? "");
  const pieces = splitLines(lines, Math.max(LEAST_TOKENS, room));
  const [only] = pieces;
  const counted = counting(ask);
  if (pieces.length === 1 && only) {
    onProgress({ done: 0, parts: 1 });
    const messages =
      before === undefined
        ? wholePrompt(instructions, only, context)
        : updatePrompt(instructions, before, only, context);
    return finish(await counted.ask({ messages, form, languages }, true), counted.usage);
  }

  const parts = pieces.length + 1;
  const partNotes: string[] = before === undefined ? [] : [before];
  for (const [index, piece] of pieces.entries()) {
    onProgress({ done: index, parts });
    const place = { part: index + 1, parts: pieces.length };
    // In sequence, because of the limit of requests a minute (docs/protocol.md#llm-gateway).
    const messages = partPrompt(instructions, piece, context, place);
    const reply = await counted.ask({ messages, form: "points", languages }, false);
    if (!reply.ok) return reply;
    partNotes.push(reply.value.content);
  }
  onProgress({ done: pieces.length, parts });
  const messages = mergePrompt(instructions, partNotes, context);
  return finish(await counted.ask({ messages, form, languages }, true), counted.usage);
}

/** A part holds some turns even if the notes to continue are long. */
const LEAST_TOKENS = 1_000;

function counting(ask: AskModel) {
  let usage = NO_TOKENS;
  return {
    get usage() {
      return usage;
    },
    ask: async (...question: Parameters<AskModel>): Promise<Result<ChatReply>> => {
      const reply = await ask(...question);
      if (reply.ok) usage = plusTokens(usage, tokenUsage(reply.value.usage));
      return reply;
    },
  };
}

function finish(reply: Result<ChatReply>, usage: TokenUsage): Result<MadeNotes> {
  if (!reply.ok) return reply;
  const { content, model, finish_reason } = reply.value;
  if (content.trim() === "") return fail("notes-failed");
  return ok({ markdown: content, model, isCutOff: finish_reason === "length", usage });
}

/**
 * Makes notes of a transcript: in one request if all of it fits, otherwise with one request for each part and one to merge their
 * notes. The caller supplies the function that asks the model.
 */

import { NO_TOKENS, plusTokens } from "../usage.ts";
import { tokenUsage } from "../protocol/model-reply.ts";
import type { OwnLine, OwnPoints, TokenUsage } from "../meeting.ts";
import { fillLines, linesRequests } from "./line-points.ts";
import { fail, ok, type Result } from "../problem.ts";
import type { LanguageRequest } from "../language/language-request.ts";
import type { ChatReply } from "../protocol/worker-api.ts";
import {
  mergePrompt,
  type NotesContext,
  partPrompt,
  updatePrompt,
  wholePrompt,
  sectionPrompt,
} from "./prompt.ts";
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
  /** Lines of the user to fill in; the note leads with them. */
  readonly ownLines?: readonly OwnLine[];
}

export interface MadeNotes {
  readonly markdown: string;
  /** Absent: the note does not lead with lines of the user. */
  readonly ownPoints?: readonly OwnPoints[];
  readonly model: string;
  readonly isCutOff: boolean;
  readonly usage: TokenUsage;
}

/** @param isLast the answer is the note itself, not that of a part */
export type AskModel = (request: LanguageRequest, isLast: boolean) => Promise<Result<ChatReply>>;

/** Requests that are done, out of all. */
export interface PartsDone {
  readonly done: number;
  readonly parts: number;
  /** What the next request is for: lines of the user, a part of a long transcript, its parts together, or the whole transcript. */
  readonly step: "lines" | "part" | "joining" | "whole";
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
  const { lines, before, ownLines } = order;
  // Lines that continue notes may be short.
  if (lines.length === 0 || (before === undefined && isTooShort(lines)))
    return fail("notes-empty-transcript");
  const room = order.contextTokens - estimateTokens(before ?? "");
  const pieces = splitLines(lines, Math.max(LEAST_TOKENS, room));
  const requests = linesRequests(ownLines ?? [], order.allLines, order.contextTokens);
  const parts = requests.length + (pieces.length === 1 ? 1 : pieces.length + 1);
  const counted = counting(ask);
  const ownPoints: OwnPoints[] = [];
  for (const [done, request] of requests.entries()) {
    onProgress({ done, parts, step: "lines" });
    const filled = await fillLines(request, order, (asked) => counted.ask(asked, false));
    if (!filled.ok) return filled;
    ownPoints.push(...filled.value);
  }
  const reply = await readPieces(order, pieces, counted.ask, ({ done, step }) =>
    onProgress({ done: requests.length + done, parts, step }),
  );
  const made = finish(reply, counted.usage);
  return made.ok && ownLines ? ok({ ...made.value, ownPoints }) : made;
}

/** @returns the reply that is the note */
async function readPieces(
  { instructions, context, before, form, languages }: NotesOrder,
  pieces: readonly (readonly TranscriptLine[])[],
  ask: AskModel,
  onProgress: (progress: Omit<PartsDone, "parts">) => void,
): Promise<Result<ChatReply>> {
  const [only] = pieces;
  if (pieces.length === 1 && only) {
    onProgress({ done: 0, step: "whole" });
    const messages =
      before === undefined
        ? wholePrompt(instructions, only, context)
        : updatePrompt(instructions, before, only, context);
    return ask({ messages, form, languages }, true);
  }
  const partNotes: string[] = before === undefined ? [] : [before];
  for (const [index, piece] of pieces.entries()) {
    onProgress({ done: index, step: "part" });
    const place = { part: index + 1, parts: pieces.length };
    // In sequence, because of the limit of requests a minute (docs/protocol.md#llm-gateway).
    const messages = partPrompt(instructions, piece, context, place);
    const reply = await ask({ messages, form: "points", languages }, false);
    if (!reply.ok) return reply;
    partNotes.push(reply.value.content);
  }
  onProgress({ done: pieces.length, step: "joining" });
  return ask({ messages: mergePrompt(instructions, partNotes, context), form, languages }, true);
}

/** Rewrites one section of notes in one request. */
export async function rewriteSection(
  section: string,
  change: "shorter" | "formal",
  { context, languages }: NotesOrder,
  ask: AskModel,
): Promise<Result<MadeNotes>> {
  const counted = counting(ask);
  const messages = sectionPrompt(section, change, context);
  return finish(await counted.ask({ messages, form: "notes", languages }, true), counted.usage);
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

/** Asks a model what was said about the user's own lines, with the turns around the time of each. */

import type { OwnLine, OwnPoints } from "../meeting.ts";
import { pointsOfLines } from "../language/structured-reply.ts";
import { ok, type Result } from "../problem.ts";
import type { LanguageRequest } from "../language/language-request.ts";
import type { ChatReply } from "../protocol/worker-api.ts";
import { linesPrompt, type NotesContext } from "./prompt.ts";
import { estimateTokens, type TranscriptLine } from "./transcript-lines.ts";

/** A line is mostly begun after what it is about, and others come back to it. */
const BEFORE_MS = 120_000;
const AFTER_MS = 60_000;
/** So many lines with their points fit into one reply of about 4,000 tokens. */
const MOST_LINES = 20;

/** Lines of the user, and the turns around them. */
export interface LinesRequest {
  readonly ownLines: readonly OwnLine[];
  readonly lines: readonly TranscriptLine[];
}

/**
 * Groups lines by request: neighbours, whose turns together fit into `contextTokens`. Lines without a turn around them need no
 * request.
 */
export function linesRequests(
  ownLines: readonly OwnLine[],
  lines: readonly TranscriptLine[],
  contextTokens: number,
): readonly LinesRequest[] {
  const requests: LinesRequest[] = [];
  for (const line of ownLines) {
    const around = lines.filter(
      ({ turn }) => turn.endMs >= line.atMs - BEFORE_MS && turn.startMs <= line.atMs + AFTER_MS,
    );
    if (around.length === 0) continue;
    const last = requests.at(-1);
    const together = last && union(lines, last.lines, around);
    const fits =
      last &&
      last.ownLines.length < MOST_LINES &&
      tokensOf(together ?? []) + estimateTokens(textOf(last.ownLines)) <= contextTokens;
    if (last && together && fits)
      requests[requests.length - 1] = { ownLines: [...last.ownLines, line], lines: together };
    else requests.push({ ownLines: [line], lines: around });
  }
  return requests;
}

const union = (
  all: readonly TranscriptLine[],
  ...parts: readonly (readonly TranscriptLine[])[]
): readonly TranscriptLine[] => {
  const held = new Set(parts.flat());
  return all.filter((line) => held.has(line));
};

const textOf = (lines: readonly OwnLine[]): string => lines.map(({ text }) => text).join("\n");
const tokensOf = (lines: readonly TranscriptLine[]): number =>
  lines.reduce((sum, { text }) => sum + estimateTokens(text), 0);

/** A reply that can't be read adds nothing: the lines stay as they are. */
export async function fillLines(
  { ownLines, lines }: LinesRequest,
  order: { readonly context: NotesContext; readonly languages: readonly string[] },
  ask: (request: LanguageRequest) => Promise<Result<ChatReply>>,
): Promise<Result<readonly OwnPoints[]>> {
  const { ownLines: _all, ...context } = order.context;
  const messages = linesPrompt(ownLines, lines, context);
  const reply = await ask({ messages, form: "lines", languages: order.languages });
  if (!reply.ok) return reply;
  const points = pointsOfLines(reply.value.content);
  return ok(
    ownLines.flatMap((line, index) => {
      const markdown = points.get(index + 1) ?? "";
      return markdown === "" ? [] : [{ line: line.id, markdown }];
    }),
  );
}

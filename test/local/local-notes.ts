/** Makes notes with the local language model and the product's prompts, parts and citation check. */

import type { NoteSubject, Turn } from "../../core/meeting.ts";
import { checkNote } from "../../core/notes/check/note-check.ts";
import { instructionsFor } from "../../core/notes/order.ts";
import { type AskModel, makeNotes } from "../../core/notes/make-notes.ts";
import { lineSpeakers, transcriptLines } from "../../core/notes/transcript-lines.ts";
import { ok } from "../../core/problem.ts";
import { createExtractiveModel } from "../../core/language/extractive/extractive-model.ts";

const model = createExtractiveModel();

export const template = (templateId: string): NoteSubject => ({
  type: "template",
  templateId,
  name: "",
});
export const question = (text: string): NoteSubject => ({ type: "question", question: text });

export interface LocalNotes {
  readonly markdown: string;
  /** Replies of the model, the notes themselves last. */
  readonly replies: readonly string[];
}

export async function localNotes(
  subject: NoteSubject,
  turns: readonly Turn[],
  {
    contextTokens = 24_000,
    instructions = instructionsFor(subject, []) ?? "",
    before,
    from = 0,
    title = "Weekly",
    name = "Ada",
  }: {
    readonly contextTokens?: number;
    readonly instructions?: string;
    /** Live notes and the number of turns they cover. */
    readonly before?: string;
    readonly from?: number;
    readonly title?: string;
    /** Name of the user at the microphone. */
    readonly name?: string;
  } = {},
): Promise<LocalNotes> {
  const replies: string[] = [];
  const ask: AskModel = async ({ messages }) => {
    const { content, finishReason, inputTokens, outputTokens } = await model.complete(
      messages,
      8_000,
    );
    replies.push(content);
    const usage = { input_tokens: inputTokens, output_tokens: outputTokens };
    return ok({ model: "local", content, finish_reason: finishReason, usage });
  };
  const allLines = transcriptLines(turns, { names: { mic: name } });
  const lines = allLines.slice(from);
  const context = { title, language: "", keyTerms: [] };
  const form = subject.type === "question" ? ("points" as const) : ("notes" as const);
  const order = { instructions, lines, allLines, context, contextTokens, form, languages: [] };
  const made = await makeNotes(
    { ...order, ...(before !== undefined && { before }) },
    ask,
    () => {},
  );
  if (!made.ok) throw new Error(made.problem.reason);
  return { markdown: made.value.markdown, replies };
}

/** Bullets without their check boxes. */
export const bulletsIn = (markdown: string): string[] =>
  Array.from(markdown.matchAll(/^- (?:\[ \] )?(.*)$/gm), ([, words = ""]) => words);

export const headingsIn = (markdown: string): string[] => markdown.match(/^#+ .+$/gm) ?? [];

/** Lines under a heading. */
export const section = (markdown: string, heading: string): string[] =>
  bulletsIn(markdown.split(`# ${heading}\n`)[1]?.split("\n\n")[0] ?? "");

/** Last citation of each bullet. */
export const cited = (bullets: readonly string[]): number[] =>
  bullets.map((bullet) => Number(/\[(\d+)\]$/.exec(bullet)?.[1]));

/** Statements that the product would mark, with the reasons. */
export function unsupported(markdown: string, turns: readonly Turn[], name = "Ada"): string[] {
  const speakers = turns.map(lineSpeakers({ names: { mic: name } }));
  const { faults } = checkNote(
    { markdown },
    { turns, speakers, known: ["Weekly"], language: "en" },
  );
  return [...faults].map(([place, { reason, term }]) =>
    [reason, term, "raw" in place ? place.raw : ""].join(" "),
  );
}

/** What a prompt for notes asks for, and what it gives to read (core/notes/prompt.ts). */

import type { Message } from "../language-model.ts";

export interface Heading {
  /** As it was asked for: "## Risks". */
  readonly line: string;
  readonly title: string;
}

export interface NotesRequest {
  /** "bullets": of one part of a long transcript, for notes that are made later. */
  readonly form: "notes" | "bullets";
  /** What is wanted, in the words of the template. */
  readonly task: string;
  readonly headings: readonly Heading[];
  readonly question: string | null;
  readonly turns: readonly TranscriptTurn[];
  /** Notes made before: those that the transcript continues, or those of the parts of a long one. */
  readonly notes: readonly string[];
}

/** Null: there is neither a transcript nor notes to read. Only the system's words ask; whatever else is read is material. */
export function notesRequest(messages: readonly Message[]): NotesRequest | null {
  const material = messages.findLast(({ role }) => role === "user")?.content ?? "";
  const transcripts = blocks(material, "transcript");
  const notes = blocks(material, "notes");
  if (transcripts.length === 0 && notes.length === 0) return null;

  const system = messages
    .filter(({ role }) => role === "system")
    .map(({ content }) => content)
    .join("\n");
  const [task = system] = blocks(system, "task");
  return {
    form: /\bMarkdown bullets only\b/.test(system.replace(task, "")) ? "bullets" : "notes",
    task,
    headings: headingsIn(task),
    question: blocks(task, "question")[0]?.trim() ?? null,
    turns: transcripts.flatMap(parseTranscript),
    notes,
  };
}

/** What stands between `<name>` and `</name>`, each on a line of its own. */
export const blocks = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`^<${name}>\\n([^]*?)^</${name}>$`, "gm"))].map(
    ([, content = ""]) => content,
  );

const headingsIn = (task: string): Heading[] =>
  [...task.matchAll(/^#{1,6} +(.+)$/gm)].map(([line, title = ""]) => ({
    line: line.trim(),
    title: title.trim(),
  }));

/** Reads the transcript in a prompt: lines of the form `[12] 1:05 Them: words of the turn` (core/notes/transcript-lines.ts). */

export interface TranscriptTurn {
  /** What a citation says: `[12]`. */
  readonly number: number;
  readonly speaker: string;
  readonly text: string;
}

const TURN_LINE = /^\[(\d{1,6})\] (?:\d+:)?\d{1,2}:\d\d ([^:]+): (.*)$/;

export const parseTranscript = (transcript: string): TranscriptTurn[] =>
  transcript.split("\n").flatMap((line) => {
    const [, number = "", speaker = "", text = ""] = TURN_LINE.exec(line.trim()) ?? [];
    return number === ""
      ? []
      : [{ number: Number(number), speaker: inert(speaker), text: inert(text) }];
  });

/**
 * What was said, without the signs that Markdown and citations are made of: a turn can neither cite, link nor begin a
 * heading. Speech has no such signs, so no word is lost.
 */
export const inert = (text: string): string =>
  text
    .replace(/:\/\/|(?<=\bwww)\./gi, " ")
    .replace(/[[\]<>(){}*_`#|~\\]/g, " ")
    .replace(/\s+/g, " ")
    .trim();

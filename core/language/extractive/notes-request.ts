/** Parses the prompts of core/notes/prompt.ts: what they ask for, the transcript and earlier notes. */

import type { Message } from "../language-request.ts";

export interface Heading {
  /** The line of the task, for instance "## Risks". */
  readonly line: string;
  readonly title: string;
}

export interface NotesRequest {
  /** "bullets" for one part of a long transcript, whose notes are merged later. */
  readonly form: "notes" | "bullets";
  /** Instructions of the template. */
  readonly task: string;
  readonly headings: readonly Heading[];
  readonly question: string | null;
  readonly turns: readonly TranscriptTurn[];
  /** Earlier notes that the transcript continues, or notes of the parts of a long one. */
  readonly notes: readonly string[];
}

/**
 * Only system messages hold instructions; all other text is material.
 *
 * @returns `null` if there is neither a transcript nor notes
 */
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

/** Text between `<name>` and `</name>`, each on a line of its own. */
export const blocks = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`^<${name}>\\n([^]*?)^</${name}>$`, "gm"))].map(
    ([, content = ""]) => content,
  );

const headingsIn = (task: string): Heading[] =>
  [...task.matchAll(/^#{1,6} +(.+)$/gm)].map(([line, title = ""]) => ({
    line: line.trim(),
    title: title.trim(),
  }));

export interface TranscriptTurn {
  /** Number in a citation, for instance 12 in `[12]`. */
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
 * Removes the characters of Markdown and citations, so that a turn can neither cite, link nor begin a heading. Speech
 * has no such characters, so no word is lost.
 */
export const inert = (text: string): string =>
  text
    .replace(/:\/\/|(?<=\bwww)\./gi, " ")
    .replace(/[[\]<>(){}*_`#|~\\]/g, " ")
    .replace(/\s+/g, " ")
    .trim();

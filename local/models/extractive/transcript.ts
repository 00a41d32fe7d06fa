/** Reads the transcript in a prompt: lines of the form `[12] 1:05 Them: words of the turn` (core/notes/notes-request.ts). */

export interface TranscriptTurn {
  /** What a citation says: `[12]`. */
  readonly number: number;
  readonly speaker: string;
  readonly text: string;
}

const TURN_LINE = /^\[(\d{1,6})\] (?:\d+:)?\d{1,2}:\d\d ([^:]{1,40}): (.*)$/;

export const parseTranscript = (prompt: string): TranscriptTurn[] =>
  prompt.split("\n").flatMap((line) => {
    const [, number = "", speaker = "", text = ""] = TURN_LINE.exec(line.trim()) ?? [];
    return number === "" ? [] : [{ number: Number(number), speaker, text: inert(text) }];
  });

/** The prompt without its transcript: what is asked for. */
export const promptAround = (prompt: string): string =>
  prompt
    .split("\n")
    .filter((line) => !TURN_LINE.test(line.trim()))
    .join("\n");

/**
 * What was said, without the signs that Markdown and citations are made of: a turn can neither cite, link nor begin a
 * heading. Speech has no such signs, so nothing that was said is lost.
 */
export const inert = (text: string): string =>
  text
    .replace(/https?:\/\/|www\./gi, "")
    .replace(/[[\]<>(){}*_`#|~\\]/g, " ")
    .replace(/\s+/g, " ")
    .trim();

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

/** Reads a transcript that another program wrote, whatever its format. */

import { readCues } from "./cues.ts";
import { readSpokenLines } from "./spoken-lines.ts";
import type { ForeignTranscript } from "./spoken-part.ts";
import { readWhisper } from "./whisper.ts";

/** Text without names and times counts as a transcript only in these files. */
const PROSE_FILE = /\.(?:txt|text|md|docx)$|^[^.]*$/i;

/**
 * Never throws.
 * @param fileName decides whether text without names and times is a transcript
 * @returns `null` if there is no transcript in it
 */
export function readTranscript(text: string, fileName: string): ForeignTranscript | null {
  const clean = text.replace(/^\ufeff/, "").replace(/\r\n?|\u2028|\u2029/g, "\n");
  const read =
    readWhisper(clean) ??
    readCues(clean) ??
    readSpokenLines(clean, { mayBeProse: PROSE_FILE.test(fileName) });
  return read && read.parts.length > 0 ? read : null;
}

/**
 * Front matter that Obsidian, Logseq, Hugo and Jekyll read: YAML between two lines of dashes, at the very beginning of a
 * Markdown file.
 */

import { formatClock } from "../clock-time.ts";
import { speakerName, speakersIn } from "../transcript/speaker.ts";
import { hasWords } from "../transcript/sections.ts";
import type { DocumentSource, DocumentWords } from "./document.ts";
import { isoTime } from "./iso-time.ts";
import { oneLine } from "./one-line.ts";

export function frontMatter(
  { meeting, turns, durationMs }: DocumentSource,
  words: DocumentWords,
): string {
  const spoken = speakersIn(turns.filter(hasWords), words.speakers);
  const speakers = new Set(spoken.map((key) => speakerName(key, words.speakers)));
  const fields = [
    `title: ${yamlString(oneLine(meeting.title) || words.untitled)}`,
    `date: ${isoTime(meeting.startedAt, words.timeZone)}`,
    // In quotes: bare, YAML 1.1 takes 1:05 for the number 65.
    `duration: ${yamlString(formatClock(durationMs))}`,
    ...(meeting.pageUrl === null ? [] : [`url: ${yamlString(meeting.pageUrl)}`]),
    `speakers: [${[...speakers].map((name) => yamlString(oneLine(name))).join(", ")}]`,
    "tags: [meeting]",
  ];
  return ["---", ...fields, "---"].join("\n");
}

/** What JSON may leave bare, and YAML's printable set (YAML 1.2.2, production 1) or a reader's line breaks do not have. */
const NOT_PRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A JSON string is a double-quoted scalar of YAML (YAML 1.2.2, §1.3). */
const yamlString = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(
    NOT_PRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

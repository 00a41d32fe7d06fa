/** Front matter for Obsidian, Logseq, Hugo and Jekyll: YAML between two lines of dashes at the start of a Markdown file. */

import { formatClock } from "../clock-time.ts";
import { speakerName, speakersIn } from "../transcript/speaker.ts";
import { hasWords } from "../transcript/transcript-items.ts";
import type { DocumentSource, DocumentWords } from "./document.ts";
import { oneLine } from "./one-line.ts";
import { wallClock } from "./wall-clock.ts";

export function frontMatter(
  { meeting, turns, durationMs }: DocumentSource,
  words: DocumentWords,
): string {
  const spoken = speakersIn(turns.filter(hasWords), words.speakers);
  const speakers = new Set(spoken.map((key) => speakerName(key, words.speakers)));
  const fields = [
    `title: ${yamlString(oneLine(meeting.title) || words.untitled)}`,
    `date: ${isoTime(meeting.startedAt, words.timeZone)}`,
    // Without quotes YAML 1.1 reads 1:05 as the number 65.
    `duration: ${yamlString(formatClock(durationMs))}`,
    ...(meeting.pageUrl === null ? [] : [`url: ${yamlString(meeting.pageUrl)}`]),
    `speakers: [${[...speakers].map((name) => yamlString(oneLine(name))).join(", ")}]`,
    "tags: [meeting]",
  ];
  return ["---", ...fields, "---"].join("\n");
}

/**
 * Local time with its offset in ISO 8601: `2026-11-22T10:05:00+01:00`.
 *
 * @param timeZone default: the machine's
 */
export function isoTime(unixMs: number, timeZone?: string): string {
  const parts = wallClock(unixMs, timeZone);
  const offset = parts("timeZoneName").replace("GMT", "") || "+00:00";
  const date = `${parts("year").padStart(4, "0")}-${parts("month")}-${parts("day")}`;
  return `${date}T${parts("hour")}:${parts("minute")}:${parts("second")}${offset.slice(0, 6)}`;
}

/** Characters that JSON leaves unescaped, but that YAML does not allow (YAML 1.2.2, production 1) or takes for line breaks. */
const NOT_PRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Every JSON string is a double-quoted scalar of YAML (YAML 1.2.2, §1.3). */
const yamlString = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(
    NOT_PRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

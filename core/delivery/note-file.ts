/** The Markdown file of a meeting in the user's folder: its name, and the id by which it is found again. */

import { exportFileName } from "../export/file-name.ts";
import type { Meeting } from "../meeting.ts";

/** Obsidian can't link to names with these. */
const NOT_LINKED = /[[\]#^|]/g;
const FRONT_MATTER = /^---\n[\s\S]*?\n(?=---\n)/;
const KEY = "earshot";

/** Chosen once: links to a file break if its name follows the title. */
export const noteFileName = ({ title, startedAt }: Meeting): string =>
  exportFileName(title.replace(NOT_LINKED, " "), startedAt, "md");

/** @returns `name` and then names beside it, with a number before the extension */
export function* numbered(name: string): Generator<string, never> {
  yield name;
  const stem = name.replace(/\.md$/, "");
  for (let n = 2; ; n++) yield `${stem} ${n}.md`;
}

/** @returns the name for a version beside a file that the user has changed */
export const besideName = (name: string): string =>
  name.replace(/(?: \(Earshot\)(?: \d+)?)?\.md$/, " (Earshot).md");

/** Adds the id of the meeting to the front matter. */
export const withMeetingId = (markdown: string, meetingId: string): string =>
  markdown.replace(FRONT_MATTER, (fields) => `${fields}${KEY}: ${JSON.stringify(meetingId)}\n`);

/** @returns whether this text begins with front matter that names the meeting. Editors may have changed its quotes. */
export function isOfMeeting(text: string, meetingId: string): boolean {
  const fields = FRONT_MATTER.exec(text.replaceAll("\r\n", "\n"))?.[0] ?? "";
  return fields
    .split("\n")
    .some((line) => line.replaceAll(/["'\s]/g, "") === `${KEY}:${meetingId}`);
}

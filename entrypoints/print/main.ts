/** The page that prints a meeting, named in the fragment of its address: notes and transcript on white paper. */

import { documentWords } from "../../components/words/document-words.ts";
import { declareLanguage } from "../../components/words/language.ts";
import { exportFileName } from "../../core/export/file-name.ts";
import { blocksHtml } from "../../core/export/rich/blocks-html.ts";
import { meetingBlocks } from "../../core/export/rich/meeting-blocks.ts";
import type { MeetingContent } from "../../core/meeting.ts";
import { withDatabase } from "../shared/database/open.ts";
import { readWhole } from "../shared/database/whole-meeting.ts";
import { listenForErrors, reportUnexpected } from "../shared/errors.ts";
import { settingsItem } from "../shared/settings-item.ts";
import "./print.css";

listenForErrors(window, "print page");
declareLanguage(document.documentElement);
printMeeting(location.hash.slice(1)).catch(reportUnexpected("printing"));

async function printMeeting(id: string): Promise<void> {
  const [content, settings] = await Promise.all([
    withDatabase((database) => readWhole(database, id)),
    settingsItem.getValue(),
  ]);
  if (!content) return window.close();
  const { meeting } = content;
  document.title = exportFileName(meeting.title, meeting.startedAt, "pdf").replace(/\.pdf$/, "");
  const words = documentWords(meeting, settings.notes.templates);
  const source = { ...content, durationMs: lengthOf(content) };
  const blocks = meetingBlocks(source, words, { part: { type: "all" }, hasTimes: true });
  // A parsed document runs no script, whatever it holds.
  const parsed = new DOMParser().parseFromString(blocksHtml(blocks), "text/html");
  document.querySelector("main")?.append(...parsed.body.childNodes);
  window.print();
}

/** A recording under way has no length yet. */
const lengthOf = ({ meeting, turns }: MeetingContent): number =>
  Math.max(meeting.durationMs, ...turns.slice(-1).map(({ endMs }) => endMs));

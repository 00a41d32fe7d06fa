/** Webhooks: what is sent in which form, and what an answer means (docs/formats.md#webhook). */

import { notesOf, noteWriter } from "../export/note-body.ts";
import type { DocumentSource, DocumentWords } from "../export/document.ts";
import { formatClock } from "../clock-time.ts";
import { oneLine } from "../export/one-line.ts";
import { plainMarkdown } from "../export/plain-markdown.ts";
import { markdownTokens } from "../notes/markdown-limits.ts";
import { escapeText } from "../text/escape-markup.ts";
import type { Outcome } from "./delivery.ts";

/** Slack cuts a message at 40,000 characters (docs.slack.dev, "chat.postMessage"). */
const MOST_SLACK_CHARACTERS = 38_000;

const HTTP = { timeout: 408, tooEarly: 425, tooMany: 429, gone: 410, serverError: 500 } as const;
const AGAIN: ReadonlySet<number> = new Set([HTTP.timeout, HTTP.tooEarly, HTTP.tooMany]);

/**
 * @param status of the answer; 0 is Chrome's for a redirect that was not followed
 * @param afterMs pause that the receiver asks for, if any
 */
export function outcomeOf(status: number, afterMs: number | null): Outcome {
  if (status >= 200 && status < 300) return { type: "delivered" };
  if (status < 400) return { type: "stopped", fault: "redirected" };
  const detail = String(status);
  if (status === HTTP.gone) return { type: "stopped", fault: "gone", detail };
  if (status >= HTTP.serverError || AGAIN.has(status))
    return { type: "retry", fault: "busy", detail, ...(afterMs !== null && { afterMs }) };
  return { type: "stopped", fault: "refused", detail };
}

/** @returns the notes as a message of Slack; `null` if there are none yet */
export function slackMessage(source: DocumentSource, words: DocumentWords): string | null {
  const notes = notesOf(source.notes).filter(({ latest }) => latest.isLive !== true);
  if (notes.length === 0) return null;
  const write = noteWriter(source, words);
  const title = oneLine(source.meeting.title) || words.untitled;
  const sections = [
    `${bold(title)}\n${escaped(`${words.date} · ${formatClock(source.durationMs)}`)}`,
    ...notes.flatMap(({ subject, latest }) => [
      bold(oneLine(words.notes(subject))),
      slackText(write(latest, 0)),
    ]),
  ];
  return JSON.stringify({ text: shortened(sections.join("\n\n")) });
}

const bold = (text: string): string => `*${escaped(text.replaceAll("*", "∗"))}*`;

/** Slack reads these three signs as markup (docs.slack.dev, "Formatting message text"). */
const escaped = escapeText;

/** Headings become bold; the rest is plain text, whose lists Slack shows as they are. */
function slackText(markdown: string): string {
  const tokens = markdownTokens(markdown);
  if (!tokens) return escaped(markdown);
  const blocks = tokens.map(({ type, raw }) => {
    const text = plainMarkdown(raw);
    return type === "heading" ? bold(text) : escaped(text);
  });
  return blocks.filter((block) => block !== "").join("\n\n");
}

function shortened(text: string): string {
  if (text.length <= MOST_SLACK_CHARACTERS) return text;
  const end = text.lastIndexOf("\n", MOST_SLACK_CHARACTERS);
  return `${text.slice(0, end < 0 ? MOST_SLACK_CHARACTERS : end).toWellFormed()}\n…`;
}

/** Prevents spoken or typed text from becoming markup in a Markdown file. */

import { lexer, type Tokens, walkTokens } from "marked";
import { isTooMuch } from "../notes/markdown-limits.ts";
import { oneLine } from "./one-line.ts";

/** Writes plain text as one Markdown paragraph that reads the same. */
export const escapeMarkdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]<>~|&]/g, "\\$&")
    .replace(/^([#+=-])/, "\\$1")
    .replace(/^(\d{1,9})([.)])(?= |$)/, "$1\\$2");

const escapeLines = (text: string): string => text.split("\n").map(escapeMarkdown).join("\n");

/** As the panel has it: only web and mail addresses become links. */
const SAFE_ADDRESS = /^(?:https?:|mailto:)/i;

/** A code span, an escaped character, the start of raw HTML, of an image, or of a link. */
const ACTIVE = /(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)|\\[^]|<(?=[A-Za-z/!?])|!?\[/g;

/** An address before it would take a backslash before "<" as its own. */
const DISARMED: Readonly<Record<string, string>> = { "<": "&lt;", "![": "!\\[", "[": "\\[" };

/**
 * Disables raw HTML, images, which a viewer would fetch, and links to other than web and mail addresses, in Markdown that a model
 * wrote. Code and what is escaped already stay as they are.
 */
export function disarmMarkdown(markdown: string): string {
  if (isTooMuch(markdown)) return escapeLines(markdown);
  const tokens = lexer(markdown);
  const codeSpans = new Set<string>();
  const unsafe = new Set<string>();
  void walkTokens(tokens, (token) => {
    if (token.type === "codespan") codeSpans.add(token.raw);
    const isLink = token.type === "link" || token.type === "def";
    if (isLink && !SAFE_ADDRESS.test((token as Tokens.Link).href)) unsafe.add(token.raw.trimEnd());
  });
  const isUnsafe = (text: string, at: number): boolean =>
    [...unsafe].some((raw) => text.startsWith(raw, at));

  function disarm(text: string): string {
    let done = "";
    let at = 0;
    ACTIVE.lastIndex = 0;
    for (let found = ACTIVE.exec(text); found; found = ACTIVE.exec(text)) {
      const [mark] = found;
      const isCode = mark.startsWith("`");
      // Backticks that make no code span here are ordinary characters.
      if (isCode && !codeSpans.has(mark)) ACTIVE.lastIndex = found.index + (found[1]?.length ?? 1);
      const isArmed = mark === "[" ? isUnsafe(text, found.index) : mark === "<" || mark === "![";
      done += text.slice(at, found.index);
      if (isArmed) done += DISARMED[mark];
      else done += text.slice(found.index, ACTIVE.lastIndex);
      at = ACTIVE.lastIndex;
    }
    return done + text.slice(at);
  }

  return tokens.map((token) => (token.type === "code" ? token.raw : disarm(token.raw))).join("");
}

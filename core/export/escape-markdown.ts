/** Keeps words that other people spoke or wrote from becoming markup in a Markdown file. */

import { oneLine } from "./one-line.ts";

/** Plain text as one Markdown paragraph that reads the same. */
export const escapeMarkdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]<>~|&]/g, "\\$&")
    .replace(/^([#+=-])/, "\\$1")
    .replace(/^(\d{1,9})([.)])(?= |$)/, "$1\\$2");

/** A model's Markdown, which stays Markdown, without raw HTML and without images that would be fetched on opening. */
export const disarmMarkdown = (markdown: string): string =>
  markdown.replace(/<(?=[A-Za-z/!?])/g, "\\<").replace(/!\[/g, "!\\[");

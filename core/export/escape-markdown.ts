/** Prevents spoken or typed text from becoming markup in a Markdown file. */

import { oneLine } from "./one-line.ts";

/** Writes plain text as one Markdown paragraph that reads the same. */
export const escapeMarkdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]<>~|&]/g, "\\$&")
    .replace(/^([#+=-])/, "\\$1")
    .replace(/^(\d{1,9})([.)])(?= |$)/, "$1\\$2");

/** Disables raw HTML and images, which a viewer would fetch, in Markdown that a model wrote. */
export const disarmMarkdown = (markdown: string): string =>
  markdown.replace(/<(?=[A-Za-z/!?])/g, "\\<").replace(/!\[/g, "!\\[");

/** Four readers of Markdown by other projects: the reference of CommonMark, and three with what GFM, Obsidian and remark-math add. */

import { HtmlRenderer, Parser } from "commonmark";
import markdownIt from "markdown-it";
import { marked } from "marked";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { math, mathHtml } from "micromark-extension-math";

export type ReaderName = keyof typeof READERS;

const READERS = {
  commonmark: (markdown: string) => new HtmlRenderer().render(new Parser().parse(markdown)),
  "markdown-it": (markdown: string) => markdownIt({ html: true, linkify: true }).render(markdown),
  marked: (markdown: string) => marked.parse(markdown, { async: false }),
  "micromark with GFM and mathematics": (markdown: string) =>
    micromark(markdown, {
      allowDangerousHtml: true,
      extensions: [gfm(), math()],
      htmlExtensions: [gfmHtml(), mathHtml()],
    }),
} as const satisfies Record<string, (markdown: string) => string>;

export const readerNames = Object.keys(READERS) as readonly ReaderName[];

/** What a reader makes of a document. */
export interface ReadDocument {
  /** Shown text, in one line. */
  readonly text: string;
  /** Addresses of links in their order. */
  readonly links: readonly string[];
  /** Text of code spans and blocks. */
  readonly code: readonly string[];
  /** `2 Notes`. */
  readonly headings: readonly string[];
  /** Names of all elements. */
  readonly elements: ReadonlySet<string>;
}

export function readDocument(reader: ReaderName, markdown: string): ReadDocument {
  const html = READERS[reader](markdown);
  const all = (pattern: RegExp): readonly (readonly string[])[] =>
    Array.from(html.matchAll(pattern), (found) => found.slice(1));
  return {
    text: shown(html),
    links: all(/<a href="([^"]*)"/g).map(([href = ""]) => decodeURI(shown(href))),
    code: all(/<code[^>]*>([^<]*)<\/code>/g).map(([code = ""]) => resolved(code).trimEnd()),
    headings: all(/<h(\d)[^>]*>(.*?)<\/h\d>/gs).map(
      ([level, text = ""]) => `${level} ${shown(text)}`,
    ),
    elements: new Set(all(/<([a-z][a-z\d]*)/gi).map(([name = ""]) => name)),
  };
}

const shown = (html: string): string =>
  resolved(html.replace(/<[^>]*>/g, ""))
    .replace(/\s+/g, " ")
    .trim();

const resolved = (html: string): string =>
  html
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&#34;", '"')
    .replaceAll("&amp;", "&");

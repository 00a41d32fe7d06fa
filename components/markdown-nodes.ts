/**
 * A model's Markdown as Vue nodes, never as HTML: raw HTML is shown as the text it is, images as their words, and only web
 * and mail addresses become links.
 */

import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { h, type VNodeChild } from "vue";
import { splitCitations } from "../core/notes/citations.ts";

/** What stands in the place of citation [n]; null leaves it as text. */
export type Cite = (turnNumber: number) => VNodeChild | null;

type Nodes = VNodeChild[];

/** Addresses a person may be led to. */
const SAFE_ADDRESS = /^(https?|mailto):/i;
/** The panel's own headings come before the model's. */
const HEADING_OFFSET = 1;
const DEEPEST_HEADING = 6;

export const markdownNodes = (markdown: string, cite: Cite | null): Nodes =>
  nodesOf(lexer(markdown), cite);

const nodesOf = (tokens: readonly Token[], cite: Cite | null): Nodes =>
  // Without extensions there are no others; one of a later version is shown as it was written.
  tokens.flatMap((token) => nodeOf(token as MarkedToken, cite) ?? [token.raw]);

function nodeOf(token: MarkedToken, cite: Cite | null): Nodes | undefined {
  switch (token.type) {
    case "space":
    case "def":
    case "checkbox":
      return [];
    case "hr":
    case "br":
      return [h(token.type)];
    case "heading":
      return [h(headingTag(token.depth), nodesOf(token.tokens, cite))];
    case "paragraph":
      return [h("p", nodesOf(token.tokens, cite))];
    case "blockquote":
      return [h("blockquote", nodesOf(token.tokens, cite))];
    case "strong":
    case "em":
    case "del":
      return [h(token.type, nodesOf(token.tokens, cite))];
    case "list":
      return [listNode(token, cite)];
    case "list_item":
      return [h("li", itemNodes(token, cite))];
    case "table":
      return [tableNode(token, cite)];
    case "code":
      return [h("pre", h("code", token.text))];
    case "codespan":
      return [h("code", token.text)];
    case "link":
      return [linkNode(token, cite)];
    case "image":
    case "escape":
      return [token.text];
    case "html":
      return [token.block ? h("p", token.text) : token.text];
    case "text":
      return token.tokens ? nodesOf(token.tokens, cite) : textNodes(token.text, cite);
    default:
      token satisfies never;
      return undefined;
  }
}

const headingTag = (depth: number): string =>
  `h${Math.min(DEEPEST_HEADING, depth + HEADING_OFFSET)}`;

const listNode = (list: Tokens.List, cite: Cite | null) =>
  h(
    list.ordered ? "ol" : "ul",
    list.ordered && list.start !== 1 ? { start: list.start } : {},
    list.items.map((item) => h("li", itemNodes(item, cite))),
  );

const itemNodes = (item: Tokens.ListItem, cite: Cite | null): Nodes => [
  ...(item.task ? [item.checked ? "☑ " : "☐ "] : []),
  ...nodesOf(item.tokens, cite),
];

function tableNode(table: Tokens.Table, cite: Cite | null) {
  const row = (tag: "th" | "td", cells: readonly Tokens.TableCell[]) =>
    h(
      "tr",
      cells.map((cell) => h(tag, nodesOf(cell.tokens, cite))),
    );
  return h("div", { class: "table" }, [
    h("table", [
      h("thead", [row("th", table.header)]),
      h(
        "tbody",
        table.rows.map((cells) => row("td", cells)),
      ),
    ]),
  ]);
}

/** An address of any other kind stays the words it was given. */
const linkNode = (link: Tokens.Link, cite: Cite | null): VNodeChild =>
  SAFE_ADDRESS.test(link.href)
    ? h(
        "a",
        { href: link.href, title: link.href, target: "_blank", rel: "noopener noreferrer" },
        nodesOf(link.tokens, cite),
      )
    : h("span", nodesOf(link.tokens, cite));

const textNodes = (text: string, cite: Cite | null): Nodes =>
  cite === null
    ? [text]
    : splitCitations(text).map((part) =>
        part.kind === "text" ? part.text : (cite(part.turnNumber) ?? `[${part.turnNumber}]`),
      );

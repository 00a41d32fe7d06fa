/**
 * A model's Markdown as Vue nodes, never as HTML: raw HTML is shown as the text it is, images as their words, and only web
 * and mail addresses become links.
 */

import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { h, type VNodeChild } from "vue";
import { splitCitations } from "../../core/notes/citations.ts";
import { isTooMuch } from "../../core/notes/markdown-limits.ts";

/** What notes have beyond other Markdown. */
export interface NoteParts {
  /** What stands in the place of citation [n]; null leaves it as text. */
  readonly cite: (turnNumber: number) => VNodeChild | null;
  /** What stands behind a bullet, of which `text` is its own Markdown; null where nothing does. */
  readonly mark: (text: string, hasBulletsBelow: boolean) => VNodeChild | null;
}

type Nodes = VNodeChild[];

/** Addresses a person may be led to. */
const SAFE_ADDRESS = /^(https?|mailto):/i;
/** A model writes in the language that was spoken, which may run the other way than ours. */
const OWN_WAY = { dir: "auto" };
/** The panel's own headings come before the model's. */
const HEADING_OFFSET = 1;
const DEEPEST_HEADING = 6;

/** Markdown that nests without end is shown as it was written. */
export const markdownNodes = (markdown: string, parts: NoteParts | null): Nodes =>
  isTooMuch(markdown) ? [h("pre", markdown)] : nodesOf(lexer(markdown), parts);

const nodesOf = (tokens: readonly Token[], parts: NoteParts | null): Nodes =>
  // Without extensions there are no others; one of a later version is shown as it was written.
  tokens.flatMap((token) => nodeOf(token as MarkedToken, parts) ?? [token.raw]);

function nodeOf(token: MarkedToken, parts: NoteParts | null): Nodes | undefined {
  switch (token.type) {
    case "space":
    case "def":
    case "checkbox":
      return [];
    case "hr":
    case "br":
      return [h(token.type)];
    case "heading":
      return [h(headingTag(token.depth), OWN_WAY, nodesOf(token.tokens, parts))];
    case "paragraph":
      return [h("p", OWN_WAY, nodesOf(token.tokens, parts))];
    case "blockquote":
      return [h("blockquote", OWN_WAY, nodesOf(token.tokens, parts))];
    case "strong":
    case "em":
    case "del":
      return [h(token.type, nodesOf(token.tokens, parts))];
    case "list":
      return [listNode(token, parts)];
    case "list_item":
      return [itemNode(token, parts)];
    case "table":
      return [tableNode(token, parts)];
    case "code":
      return [h("pre", h("code", token.text))];
    case "codespan":
      return [h("code", token.text)];
    case "link":
      return [linkNode(token, parts)];
    case "image":
    case "escape":
      return [token.text];
    case "html":
      return [token.block ? h("p", OWN_WAY, token.text) : token.text];
    case "text":
      return token.tokens ? nodesOf(token.tokens, parts) : textNodes(token.text, parts);
    default:
      token satisfies never;
      return undefined;
  }
}

const headingTag = (depth: number): string =>
  `h${Math.min(DEEPEST_HEADING, depth + HEADING_OFFSET)}`;

const listNode = (list: Tokens.List, parts: NoteParts | null) =>
  h(
    list.ordered ? "ol" : "ul",
    list.ordered && list.start !== 1 ? { ...OWN_WAY, start: list.start } : OWN_WAY,
    list.items.map((item) => itemNode(item, parts)),
  );

function itemNode(item: Tokens.ListItem, parts: NoteParts | null) {
  const own = item.tokens.filter(({ type }) => type !== "list");
  const below = item.tokens.filter(({ type }) => type === "list");
  const mark = parts?.mark(own.map(({ raw }) => raw).join(""), below.length > 0) ?? [];
  return h("li", item.task ? { class: "task" } : {}, [
    ...(item.task ? [item.checked ? "☑ " : "☐ "] : []),
    ...nodesOf(own, parts),
    mark,
    ...nodesOf(below, parts),
  ]);
}

function tableNode(table: Tokens.Table, parts: NoteParts | null) {
  const row = (tag: "th" | "td", cells: readonly Tokens.TableCell[]) =>
    h(
      "tr",
      cells.map((cell) => h(tag, nodesOf(cell.tokens, parts))),
    );
  return h("div", { class: "table" }, [
    h("table", OWN_WAY, [
      h("thead", [row("th", table.header)]),
      h(
        "tbody",
        table.rows.map((cells) => row("td", cells)),
      ),
    ]),
  ]);
}

/** An address of any other kind stays the words it was given. */
const linkNode = (link: Tokens.Link, parts: NoteParts | null): VNodeChild =>
  SAFE_ADDRESS.test(link.href)
    ? h(
        "a",
        { href: link.href, title: link.href, target: "_blank", rel: "noopener noreferrer" },
        nodesOf(link.tokens, parts),
      )
    : h("span", nodesOf(link.tokens, parts));

const textNodes = (text: string, parts: NoteParts | null): Nodes =>
  parts === null
    ? [text]
    : splitCitations(text).map((part) =>
        part.kind === "text" ? part.text : (parts.cite(part.turnNumber) ?? `[${part.turnNumber}]`),
      );

/**
 * Converts a model's Markdown to Vue nodes, never to HTML: raw HTML is shown as text, images as their alternative text, and
 * only web and mail addresses become links.
 */

import type { MarkedToken, Token, Tokens } from "marked";
import { h, type VNodeChild } from "vue";
import { splitCitations } from "../../core/notes/citations.ts";
import { markdownTokens } from "../../core/notes/markdown-limits.ts";
import { tasksIn } from "../../core/notes/tasks.ts";
import { SAFE_ADDRESS } from "../../core/text/safe-address.ts";

/** Nodes that notes add to plain Markdown. */
export interface NoteParts {
  /** The Markdown as the lexer has read it already; `after` is asked about these tokens. */
  readonly tokens?: readonly Token[];
  /** Returns the node in place of citation [n], or null to leave it as text. */
  readonly cite: (turnNumber: number) => VNodeChild | null;
  /**
   * Returns a node to put after a statement, or null for none.
   * @param place token of a bullet, paragraph or heading, or the cells of a row
   */
  readonly after: (place: object) => VNodeChild | null;
  /** @param place place of the heading among those outside of lists and quotes */
  readonly besideHeading?: (place: number, heading: Tokens.Heading) => VNodeChild;
  /**
   * Returns the check box of a task, or null to show it as a sign.
   * @param index place of the task in `tasksIn`
   */
  readonly task?: (index: number, item: Tokens.ListItem) => VNodeChild | null;
}

type Nodes = VNodeChild[];

/** A model writes in the spoken language, whose direction may differ from the panel's. */
const AUTO_DIRECTION = { dir: "auto" };
/** The model's headings rank below the panel's own. */
const HEADING_OFFSET = 1;
const DEEPEST_HEADING = 6;

/** Returns Markdown beyond the limits as plain text. */
export function markdownNodes(markdown: string, parts: NoteParts | null): Nodes {
  const tokens = parts?.tokens ?? markdownTokens(markdown);
  if (tokens === null) return [h("pre", markdown)];
  for (const [index, item] of tasksIn(tokens).entries()) taskPlaces.set(item, index);
  const headings = tokens.filter((token): token is Tokens.Heading => token.type === "heading");
  for (const [place, heading] of headings.entries()) headingPlaces.set(heading, place);
  return nodesOf(tokens, parts);
}

/** Places of headings outside of lists and quotes. */
const headingPlaces = new WeakMap<Tokens.Heading, number>();
/** Places of list items in `tasksIn`. */
const taskPlaces = new WeakMap<Tokens.ListItem, number>();

const nodesOf = (tokens: readonly Token[], parts: NoteParts | null): Nodes =>
  // Without extensions `marked` has no other tokens; one that a later version adds is shown as text.
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
      return [headingNode(token, parts)];
    case "paragraph":
      return [h("p", AUTO_DIRECTION, marked(token, parts))];
    case "blockquote":
      return [h("blockquote", AUTO_DIRECTION, nodesOf(token.tokens, parts))];
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
      return [linkNode(token)];
    case "image":
    case "escape":
      return [token.text];
    case "html":
      return [token.block ? h("p", AUTO_DIRECTION, token.text) : token.text];
    case "text":
      return token.tokens ? nodesOf(token.tokens, parts) : textNodes(token.text, parts);
    default:
      token satisfies never;
      return undefined;
  }
}

const marked = (token: Tokens.Heading | Tokens.Paragraph, parts: NoteParts | null): Nodes => [
  ...nodesOf(token.tokens, parts),
  parts?.after(token) ?? [],
];

const headingTag = (depth: number): string =>
  `h${Math.min(DEEPEST_HEADING, depth + HEADING_OFFSET)}`;

function headingNode(heading: Tokens.Heading, parts: NoteParts | null) {
  const own = h(headingTag(heading.depth), AUTO_DIRECTION, marked(heading, parts));
  const place = headingPlaces.get(heading);
  const beside = place === undefined ? null : parts?.besideHeading?.(place, heading);
  return beside ? h("div", { class: "section-head" }, [own, beside]) : own;
}

const listNode = (list: Tokens.List, parts: NoteParts | null) =>
  h(
    list.ordered ? "ol" : "ul",
    list.ordered && list.start !== 1 ? { ...AUTO_DIRECTION, start: list.start } : AUTO_DIRECTION,
    list.items.map((item) => itemNode(item, parts)),
  );

function itemNode(item: Tokens.ListItem, parts: NoteParts | null) {
  const own = item.tokens.filter(({ type }) => type !== "list");
  const below = item.tokens.filter(({ type }) => type === "list");
  return h("li", item.task ? { class: "task" } : {}, [
    ...(item.task ? [taskBox(item, parts)] : []),
    ...nodesOf(own, parts),
    parts?.after(item) ?? [],
    ...nodesOf(below, parts),
  ]);
}

const taskBox = (item: Tokens.ListItem, parts: NoteParts | null): VNodeChild =>
  parts?.task?.(taskPlaces.get(item) ?? 0, item) ?? (item.checked === true ? "☑ " : "☐ ");

function tableNode(table: Tokens.Table, parts: NoteParts | null) {
  const row = (tag: "th" | "td", cells: readonly Tokens.TableCell[]) =>
    h(
      "tr",
      cells.map((cell, index) =>
        h(tag, [
          ...nodesOf(cell.tokens, parts),
          index === cells.length - 1 ? (parts?.after(cells) ?? []) : [],
        ]),
      ),
    );
  return h("div", { class: "table" }, [
    h("table", AUTO_DIRECTION, [
      h("thead", [row("th", table.header)]),
      h(
        "tbody",
        table.rows.map((cells) => row("td", cells)),
      ),
    ]),
  ]);
}

/** A number in a link is no citation. */
const linkNode = (link: Tokens.Link): VNodeChild =>
  SAFE_ADDRESS.test(link.href)
    ? h(
        "a",
        { href: link.href, title: link.href, target: "_blank", rel: "noopener noreferrer" },
        nodesOf(link.tokens, null),
      )
    : h("span", nodesOf(link.tokens, null));

const textNodes = (text: string, parts: NoteParts | null): Nodes =>
  parts === null
    ? [text]
    : splitCitations(text).map((part) =>
        part.kind === "text" ? part.text : (parts.cite(part.turnNumber) ?? `[${part.turnNumber}]`),
      );

/** Reads Markdown into the editor with the lexer of the reading view, so that both show the same. */

import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { Fragment, type Mark, type Node } from "prosemirror-model";
import { splitCitations } from "../../../core/notes/citations.ts";
import { markdownTokens } from "../../../core/notes/markdown-limits.ts";
import { schema } from "./schema.ts";

/** Where a block of the document comes from. */
export interface BlockSource {
  readonly markdown: string;
  /** What stood between this block and the next. */
  readonly gap: string;
  readonly next: Node | null;
}

export interface ReadMarkdown {
  readonly doc: Node;
  /**
   * Sources of top-level blocks. An edit replaces the block it touches, so a block that is found here is unchanged and is
   * written as it was.
   */
  readonly sources: WeakMap<Node, BlockSource>;
}

const { nodes, marks } = schema;
/** Tokens that stand between others and show nothing. */
const isGap = ({ type }: Token): boolean => type === "space" || type === "checkbox";

export function readMarkdown(markdown: string): ReadMarkdown {
  const read: { readonly block: Node; readonly raw: string; gap: string }[] = [];
  for (const token of markdownTokens(markdown) ?? lexer(markdown)) {
    const last = read.at(-1);
    if (isGap(token)) {
      if (last) last.gap += token.raw;
      continue;
    }
    const raw = token.raw.trimEnd();
    read.push({ block: blockOf(token), raw, gap: token.raw.slice(raw.length) });
  }
  const sources = new WeakMap<Node, BlockSource>();
  for (const [index, { block, raw, gap }] of read.entries())
    sources.set(block, { markdown: raw, gap, next: read[index + 1]?.block ?? null });
  const blocks = read.map(({ block }) => block);
  const doc = nodes.doc.create(null, blocks.length > 0 ? blocks : nodes.paragraph.create());
  return { doc, sources };
}

/** Blocks of a quote or a list item, at least one. */
function blocksOf(tokens: readonly Token[]): readonly Node[] {
  const blocks = tokens.filter((token) => !isGap(token)).map(blockOf);
  return blocks.length > 0 ? blocks : [nodes.paragraph.create()];
}

function blockOf(foreign: Token): Node {
  // Without extensions `marked` has no other tokens.
  const token = foreign as MarkedToken;
  switch (token.type) {
    case "heading":
      return nodes.heading.create({ level: token.depth }, inlineOf(token.tokens));
    case "paragraph":
      return nodes.paragraph.create(null, inlineOf(token.tokens));
    case "text":
      return nodes.paragraph.create(null, inlineOf(token.tokens ?? [token]));
    case "blockquote":
      return nodes.blockquote.create(null, blocksOf(token.tokens));
    case "list":
      return listOf(token);
    case "code":
      return nodes.code_block.create({ language: token.lang ?? "" }, textOf(token.text));
    case "hr":
      return nodes.horizontal_rule.create();
    case "table":
      return tableOf(token);
    case "html":
    case "def":
    case "br":
    case "checkbox":
    case "codespan":
    case "del":
    case "em":
    case "escape":
    case "image":
    case "link":
    case "list_item":
    case "space":
    case "strong":
    default:
      return nodes.raw_block.create(null, textOf(token.raw.trimEnd()));
  }
}

const textOf = (text: string): Node | null => (text === "" ? null : schema.text(text));

function listOf({ ordered, start, loose, items }: Tokens.List): Node {
  const content = items.map(({ task, checked, tokens }) =>
    nodes.list_item.create({ checked: task ? checked === true : null }, blocksOf(tokens)),
  );
  return ordered
    ? nodes.ordered_list.create({ order: start === "" ? 1 : start, isLoose: loose }, content)
    : nodes.bullet_list.create({ isLoose: loose }, content);
}

function tableOf({ header, rows, align }: Tokens.Table): Node {
  const row = (cells: readonly Tokens.TableCell[], isHeader: boolean): Node =>
    nodes.table_row.create(
      null,
      cells.map((cell, column) =>
        nodes.table_cell.create({ isHeader, align: align[column] ?? null }, inlineOf(cell.tokens)),
      ),
    );
  return nodes.table.create(null, [row(header, true), ...rows.map((cells) => row(cells, false))]);
}

/** Inline content without blanks at its ends and around line breaks, which show nothing. */
function inlineOf(tokens: readonly Token[]): Fragment {
  const all: Node[] = [];
  for (const node of tokens.flatMap((token) => inlineNodes(token, []))) {
    const before = all.at(-1);
    const isFirst = before === undefined || before.type === nodes.hard_break;
    const trimmed = isFirst ? withText(node, (text) => text.trimStart()) : node;
    if (node.type === nodes.hard_break) trimEnd(all);
    if (trimmed) all.push(trimmed);
  }
  trimEnd(all);
  return Fragment.fromArray(joined(all));
}

function trimEnd(all: Node[]): void {
  const last = all.pop();
  const trimmed = last && withText(last, (text) => text.trimEnd());
  if (trimmed) all.push(trimmed);
}

/** Changes the text of a text node that is no code; null if nothing is left of it. */
function withText(node: Node, change: (text: string) => string): Node | null {
  if (!node.isText || marks.code.isInSet(node.marks)) return node;
  const text = change(node.text ?? "");
  return text === "" ? null : schema.text(text, node.marks);
}

/** Joins neighbours of the same marks, as ProseMirror expects of a document. */
function joined(all: readonly Node[]): Node[] {
  const result: Node[] = [];
  for (const node of all) {
    const before = result.at(-1);
    if (before?.isText && node.isText && before.sameMarkup(node))
      result[result.length - 1] = schema.text(`${before.text}${node.text}`, node.marks);
    else result.push(node);
  }
  return result;
}

function inlineNodes(foreign: Token, set: readonly Mark[]): readonly Node[] {
  const token = foreign as MarkedToken;
  const within = (mark: Mark, tokens: readonly Token[]): readonly Node[] =>
    tokens.flatMap((each) => inlineNodes(each, mark.addToSet(set)));
  switch (token.type) {
    case "strong":
      return within(marks.strong.create(), token.tokens);
    case "em":
      return within(marks.em.create(), token.tokens);
    case "del":
      return within(marks.strike.create(), token.tokens);
    case "link":
      // A bare address is a link wherever it is read, so it needs no mark.
      if (token.raw === token.text) return [schema.text(token.text, set)];
      return within(
        marks.link.create({ href: token.href, title: token.title ?? null }),
        token.tokens,
      );
    case "codespan":
      return token.text === "" ? [] : [schema.text(token.text, marks.code.create().addToSet(set))];
    case "br":
      return [nodes.hard_break.create()];
    case "checkbox":
      return [];
    case "escape":
      return [schema.text(token.text, set)];
    case "text":
      return textNodes(token.text, set);
    case "html":
    case "image":
    case "blockquote":
    case "code":
    case "def":
    case "heading":
    case "hr":
    case "list":
    case "list_item":
    case "paragraph":
    case "space":
    case "table":
    default:
      return [nodes.raw_inline.create({ markdown: token.raw }, null, set)];
  }
}

/** A line break in the source is a blank to the reader. */
const textNodes = (text: string, set: readonly Mark[]): readonly Node[] =>
  splitCitations(text.replace(/\s*\n\s*/g, " ")).map((part) =>
    part.kind === "text"
      ? schema.text(part.text, set)
      : nodes.citation.create({ turnNumber: part.turnNumber }, null, set),
  );

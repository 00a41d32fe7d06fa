/** Writes the document of the editor as Markdown. Blocks that were not edited keep their source to the letter. */

import type { Mark, Node } from "prosemirror-model";
import { type ReadMarkdown, readMarkdown } from "./from-markdown.ts";
import { schema } from "./schema.ts";

const { nodes, marks } = schema;

export function writeMarkdown(doc: Node, sources: ReadMarkdown["sources"]): string {
  let written = "";
  let before: Node | null = null;
  for (const [index, block] of doc.children.entries()) {
    if (before) written += gapBetween(before, block, sources);
    const marker = markerOf(block, before, index > 0 ? written : "");
    written += sources.get(block)?.markdown ?? writeBlock(block, marker);
    before = block;
  }
  return written.trim() === "" ? "" : written;
}

const EMPTY_LINE = "\n\n";

function gapBetween(before: Node, block: Node, sources: ReadMarkdown["sources"]): string {
  const source = sources.get(before);
  const isAsBefore = source?.next === block && sources.has(block);
  // Nothing that follows a heading can become part of it.
  const isClosed = before.type === nodes.heading && source?.gap === "\n";
  return source && (isAsBefore || isClosed) ? source.gap : EMPTY_LINE;
}

/** Signs before list items: another sign begins another list. */
interface Marker {
  readonly bullet: "-" | "*";
  readonly delimiter: "." | ")";
}
const USUAL: Marker = { bullet: "-", delimiter: "." };
const OTHER: Marker = { bullet: "*", delimiter: ")" };

/** @param written What stands before the block, whose source may have either sign */
function markerOf(block: Node, before: Node | null, written: string): Marker {
  if (before?.type !== block.type) return USUAL;
  const sign = /^(?:([-*+])|\d+([.)]))(?: |$)/gm;
  const last = [...written.matchAll(sign)].at(-1);
  return last?.[1] === USUAL.bullet || last?.[2] === USUAL.delimiter ? OTHER : USUAL;
}

/** How much is escaped: what is needed as a rule, every sign, or every sign without emphasis that Markdown can't express. */
const CARE = ["usual", "all", "plain"] as const;
type Care = (typeof CARE)[number];

/**
 * Takes the first way of writing the text of a block that is read as the same text again.
 *
 * @param lines Writes the block with this text
 */
function textMarkdown(block: Node, lines: (text: string) => string): string {
  const attempts = CARE.map((care) => () => lines(inlineMarkdown(block, care)));
  for (const attempt of attempts) {
    const markdown = attempt();
    if (isRead(markdown, block)) return markdown;
  }
  return lines(inlineMarkdown(block, "plain"));
}

function isRead(markdown: string, block: Node): boolean {
  const { doc } = readMarkdown(markdown);
  return doc.childCount === 1 && doc.child(0).content.eq(block.content);
}

function writeBlock(block: Node, marker: Marker): string {
  switch (block.type) {
    case nodes.heading:
      return textMarkdown(block, (text) => headingMarkdown(block, text));
    case nodes.blockquote:
      return prefixed(blocksMarkdown(block, EMPTY_LINE), "> ", "> ");
    case nodes.bullet_list:
    case nodes.ordered_list:
      return listMarkdown(block, marker);
    case nodes.code_block:
      return codeMarkdown(block);
    case nodes.horizontal_rule:
      return "---";
    case nodes.table:
      return tableMarkdown(block);
    case nodes.raw_block:
      return block.textContent;
    default:
      return textMarkdown(block, paragraphLines);
  }
}

const headingMarkdown = ({ attrs }: Node, text: string): string =>
  `${"#".repeat(Number(attrs["level"]))} ${text.replaceAll("\\\n", " ")}`.trimEnd();

const paragraphLines = (text: string): string => text.split("\n").map(withoutBlockSign).join("\n");

function blocksMarkdown(parent: Node, gap: string): string {
  let written = "";
  let before: Node | null = null;
  for (const block of parent.children) {
    if (before) written += before.type === block.type && isList(block) ? EMPTY_LINE : gap;
    written += writeBlock(block, markerOf(block, before, written));
    before = block;
  }
  return written;
}

const isList = ({ type }: Node): boolean =>
  type === nodes.bullet_list || type === nodes.ordered_list;

const prefixed = (text: string, first: string, rest: string): string =>
  text
    .split("\n")
    .map((line, index) =>
      (line === "" && index > 0 ? rest : (index === 0 ? first : rest) + line).trimEnd(),
    )
    .join("\n");

function listMarkdown(list: Node, { bullet, delimiter }: Marker): string {
  const isLoose = list.attrs["isLoose"] === true;
  const items = list.children.map((item, index) => {
    const number = Number(list.attrs["order"]) + index;
    const sign = list.type === nodes.ordered_list ? `${number}${delimiter}` : bullet;
    const { checked } = item.attrs;
    const task = checked === null ? "" : checked === true ? "[x] " : "[ ] ";
    const text = blocksMarkdown(item, isLoose ? EMPTY_LINE : "\n");
    return prefixed(task + text, `${sign} `, " ".repeat(sign.length + 1));
  });
  return items.join(isLoose ? EMPTY_LINE : "\n");
}

function codeMarkdown(block: Node): string {
  const text = block.textContent;
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${block.attrs["language"]}\n${text}\n${fence}`;
}

const longestRun = (text: string): number =>
  Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));

function tableMarkdown(table: Node): string {
  const columns = Math.max(...table.children.map(({ childCount }) => childCount));
  const line = (cells: readonly string[]): string =>
    `| ${Array.from({ length: columns }, (_, column) => cells[column] ?? "").join(" | ")} |`;
  const rows = table.children.map((row) => line(row.children.map(cellMarkdown)));
  const [head = "", ...rest] = rows;
  return [head, line(table.child(0).children.map(dashes)), ...rest].join("\n");
}

const cellMarkdown = (cell: Node): string =>
  textMarkdown(cell, paragraphLines)
    .replaceAll("\\\n", " ")
    .replace(/(?<!\\)\|/g, "\\|");

function dashes({ attrs: { align } }: Node): string {
  const left = align === "left" || align === "center" ? ":" : "";
  return `${left}---${align === "right" || align === "center" ? ":" : ""}`;
}

/** Escapes what would begin a heading, a list, a quote or a line at the beginning of a line. */
const withoutBlockSign = (line: string): string =>
  line
    .replace(/^([#>+=-])/, "\\$1")
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2")
    .replace(/^\[(?=[ xX]\](?:\s|$))/, "\\[");

const EMPHASIS: readonly (readonly [mark: string, sign: string])[] = [
  ["strong", "**"],
  ["em", "*"],
  ["strike", "~~"],
];

function inlineMarkdown(block: Node, care: Care): string {
  const pieces = block.children.map((node, index) => ({
    node,
    set: node.marks,
    isLast: index === block.childCount - 1,
  }));
  let written = "";
  let open: readonly Mark[] = [];
  let blank = "";
  for (const { node, set } of pieces) {
    const [, lead = "", body = "", tail = ""] = splitBlanks(node, care);
    // Blanks stand outside of emphasis, which would not begin or end beside them.
    const wanted = body === "" ? open.filter((mark) => mark.isInSet(set)) : inOrder(set, open);
    const shared = sharedStart(open, wanted);
    written += closing(open.slice(shared), care);
    written += blank + lead;
    written += opening(wanted.slice(shared), care);
    written += body;
    blank = tail;
    open = wanted;
  }
  return written + closing(open, care);
}

/** Marks that are open already stay outermost, so that they need not be closed and opened again. */
const inOrder = (set: readonly Mark[], open: readonly Mark[]): readonly Mark[] => {
  const kept = open.filter((mark) => mark.isInSet(set));
  return [...kept, ...set.filter((mark) => mark.type !== marks.code && !mark.isInSet(kept))];
};

function sharedStart(open: readonly Mark[], wanted: readonly Mark[]): number {
  const end = open.findIndex((mark, index) => !(wanted[index] && mark.eq(wanted[index])));
  return end === -1 ? open.length : end;
}

const signOf = ({ type }: Mark, care: Care): string =>
  care === "plain" ? "" : (EMPHASIS.find(([name]) => name === type.name)?.[1] ?? "");

const opening = (set: readonly Mark[], care: Care): string =>
  set.map((mark) => (mark.type === marks.link ? "[" : signOf(mark, care))).join("");

const closing = (set: readonly Mark[], care: Care): string =>
  set
    .toReversed()
    .map((mark) => (mark.type === marks.link ? `](${destination(mark)})` : signOf(mark, care)))
    .join("");

function destination({ attrs: { href, title } }: Mark): string {
  const address = String(href);
  const isPlain = /^[^\s<>()\\]+$/.test(address);
  const target = isPlain ? address : `<${address.replace(/[<>\\\n]/g, encodeURIComponent)}>`;
  return title === null ? target : `${target} "${String(title).replace(/["\\]/g, "\\$&")}"`;
}

function splitBlanks(node: Node, care: Care): readonly string[] {
  if (!node.isText) return ["", "", leafMarkdown(node), ""];
  const text = node.text ?? "";
  if (marks.code.isInSet(node.marks)) return ["", "", codeSpan(text), ""];
  return (/^(\s*)([^]*?)(\s*)$/.exec(text) ?? []).map((part, index) =>
    index === 2 ? escaped(part, care) : part,
  );
}

function leafMarkdown({ type, attrs }: Node): string {
  if (type === nodes.hard_break) return "\\\n";
  return type === nodes.citation ? `[${attrs["turnNumber"]}]` : String(attrs["markdown"]);
}

function codeSpan(text: string): string {
  const ticks = "`".repeat(longestRun(text) + 1);
  const pad = /^`|`$|^ .* $/.test(text) ? " " : "";
  return ticks + pad + text + pad + ticks;
}

/** Addresses are links as they stand, and a backslash would become part of them. */
const ADDRESS = /((?:https?:\/\/|www\.)[^\s<>]+)/;

const escaped = (text: string, care: Care): string =>
  text
    .split(ADDRESS)
    .map((part, index) => (index % 2 === 1 ? part : escapedText(part, care)))
    .join("");

const escapedText = (text: string, care: Care): string =>
  care === "usual"
    ? text
        .replace(/[\\`*~|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|<(?=[A-Za-z/!?])/gu, "\\$&")
        // Only the user cites by a chip, and only the editor links.
        .replace(/\[(\d{1,6})\]/g, "\\[$1\\]")
        .replace(/\](?=[([:])/g, "\\]")
    : text.replace(/[\\`*_~|<>[\]#&!]/g, "\\$&");

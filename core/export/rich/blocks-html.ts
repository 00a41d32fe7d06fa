/**
 * Writes blocks as HTML for the clipboard and for printing: plain elements without classes, scripts or colours, so that the document that
 * receives it decides how it looks.
 */

import { formatClock } from "../../clock-time.ts";
import { escapeMarkup } from "../../text/escape-markup.ts";
import { plainLines } from "../one-line.ts";
import { type Block, type Inline, type List, signOfTask, type Table } from "./blocks.ts";

export const blocksHtml = (blocks: readonly Block[]): string => blocks.map(blockHtml).join("\n");

function blockHtml(block: Block): string {
  switch (block.type) {
    case "heading":
      return element(`h${block.level}`, inlineHtml(block.content), directed(block));
    case "paragraph":
      return element("p", inlineHtml(block.content), directed(block));
    case "list":
      return listHtml(block);
    case "quote":
      return element("blockquote", blocksHtml(block.blocks));
    case "code":
      return element("pre", element("code", escapeMarkup(plainLines(block.text))));
    case "table":
      return tableHtml(block);
    case "rule":
      return "<hr>";
    default:
      return block satisfies never;
  }
}

const directed = ({ isRightToLeft }: { readonly isRightToLeft: boolean }): string =>
  isRightToLeft ? ' dir="rtl"' : "";

function listHtml({ start, items }: List): string {
  const written = items.map(({ isDone, blocks }) => {
    const [first, ...rest] = blocks;
    const isTight = first?.type === "paragraph";
    const own = isTight ? inlineHtml(first.content) : first ? blockHtml(first) : "";
    const box = signOfTask(isDone);
    const style = isDone === null ? "" : ' style="list-style-type:none"';
    const direction = isTight ? directed(first) : "";
    return element("li", box + own + blocksHtml(rest), style + direction);
  });
  const number = start === null || start === 1 ? "" : ` start="${start}"`;
  return element(start === null ? "ul" : "ol", written.join("\n"), number);
}

/** Without a border the cells of a pasted table run together. */
const TABLE = ' border="1" cellpadding="4" style="border-collapse:collapse"';

function tableHtml({ header, rows }: Table): string {
  const row = (tag: string, cells: Table["header"]): string =>
    element("tr", cells.map((cell) => element(tag, inlineHtml(cell))).join(""));
  const head = element("thead", row("th", header));
  const body = element("tbody", rows.map((cells) => row("td", cells)).join("\n"));
  return element("table", head + body, TABLE);
}

const inlineHtml = (content: readonly Inline[]): string => content.map(partHtml).join("");

function partHtml(part: Inline): string {
  switch (part.type) {
    case "text":
      return escapeMarkup(part.text);
    case "code":
      return element("code", escapeMarkup(part.text));
    case "strong":
    case "em":
    case "del":
      return element(part.type, inlineHtml(part.content));
    case "link":
      return element("a", inlineHtml(part.content), ` href="${escapeMarkup(part.href)}"`);
    case "time":
      return formatClock(part.atMs);
    case "break":
      return "<br>";
    default:
      return part satisfies never;
  }
}

/** @param attributes with a space before each */
const element = (tag: string, content: string, attributes = ""): string =>
  `<${tag}${attributes}>${content}</${tag}>`;

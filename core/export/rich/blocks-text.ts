/** Writes blocks as plain text, which the clipboard holds beside the HTML. */

import { formatClock } from "../../clock-time.ts";
import { plainLines } from "../one-line.ts";
import { type Block, type Inline, type List, signOfTask } from "./blocks.ts";

const INDENT = "    ";

export const blocksText = (blocks: readonly Block[]): string =>
  plainLines(blocks.map(blockText).join("\n\n"));

function blockText(block: Block): string {
  switch (block.type) {
    case "heading":
    case "paragraph":
      return inlineText(block.content);
    case "list":
      return listText(block);
    case "quote":
      return indented(blocksText(block.blocks), INDENT);
    case "code":
      return indented(block.text, INDENT);
    case "table":
      return [block.header, ...block.rows]
        .map((cells) => cells.map(inlineText).join(" | "))
        .join("\n");
    case "rule":
      return "---";
    default:
      return block satisfies never;
  }
}

const listText = ({ start, items }: List): string =>
  items
    .map(({ isDone, blocks }, index) => {
      const marker = start === null ? "- " : `${start + index}. `;
      const box = signOfTask(isDone);
      const own = blocks.map(blockText).join("\n");
      return marker + box + indented(own, " ".repeat(marker.length)).trimStart();
    })
    .join("\n");

const inlineText = (content: readonly Inline[]): string => content.map(partText).join("");

function partText(part: Inline): string {
  switch (part.type) {
    case "text":
    case "code":
      return part.text;
    case "strong":
    case "em":
    case "del":
      return inlineText(part.content);
    case "link":
      return linkText(inlineText(part.content), part.href);
    case "time":
      return formatClock(part.atMs);
    case "break":
      return "\n";
    default:
      return part satisfies never;
  }
}

const linkText = (words: string, href: string): string =>
  words === href || `mailto:${words}` === href ? words : `${words} (${href})`;

const indented = (lines: string, by: string): string => lines.replace(/^(?=.)/gm, by);

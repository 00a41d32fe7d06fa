/** Turns Markdown into plain text: lists keep their bullets, links name their address, other markup is dropped. */

import type { MarkedToken, Token, Tokens } from "marked";
import { markdownTokens } from "../notes/markdown-limits.ts";

/** Markdown beyond the limits stays as it is. */
export function plainMarkdown(markdown: string): string {
  const tokens = markdownTokens(markdown);
  return tokens ? blocks(tokens).join("\n\n") : markdown;
}

const INDENT = "    ";

const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);

const blocks = (tokens: readonly Token[]): readonly string[] =>
  tokens.map(textOf).filter((text) => text.trim() !== "");

const inline = (tokens: readonly Token[]): string => tokens.map(textOf).join("");

function textOf(each: Token): string {
  // Without extensions `marked` emits no other tokens.
  const token = each as MarkedToken;
  switch (token.type) {
    case "space":
    case "def":
    case "hr":
    case "checkbox":
      return "";
    case "br":
      return "\n";
    case "heading":
    case "paragraph":
    case "strong":
    case "em":
    case "del":
      return inline(token.tokens);
    case "text":
      return token.tokens ? inline(token.tokens) : token.text.replaceAll("\n", " ");
    case "escape":
    case "codespan":
    case "html":
    case "image":
      return token.text;
    case "link":
      return linkText(token);
    case "list":
      return listText(token);
    case "list_item":
      return itemText(token, "- ");
    case "table":
      return [token.header, ...token.rows].map(rowText).join("\n");
    case "blockquote":
      return indented(blocks(token.tokens).join("\n\n"), INDENT);
    case "code":
      return indented(token.text, INDENT);
    default:
      return token satisfies never;
  }
}

const rowText = (cells: readonly Tokens.TableCell[]): string =>
  cells.map(({ tokens }) => inline(tokens)).join(" | ");

function listText({ items, ordered, start }: Tokens.List): string {
  const first = typeof start === "number" ? start : 1;
  return items
    .map((item, index) => itemText(item, ordered ? `${first + index}. ` : "- "))
    .join("\n");
}

function itemText({ tokens, task, checked }: Tokens.ListItem, marker: string): string {
  const box = task ? (checked ? "[x] " : "[ ] ") : "";
  const text = blocks(tokens).join("\n");
  return `${marker}${box}${indented(text, " ".repeat(marker.length)).trimStart()}`;
}

function linkText({ tokens, href }: Tokens.Link): string {
  const text = inline(tokens);
  return text === href || `mailto:${text}` === href ? text : `${text} (${href})`;
}

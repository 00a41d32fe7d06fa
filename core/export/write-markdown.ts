/**
 * Writes Markdown anew from the tokens of the lexer: code, links, tables and what is escaped stay what they are, raw HTML, images and links
 * to other than web and mail addresses become text.
 */

import type { MarkedToken, Token, Tokens } from "marked";
import { splitCitations } from "../notes/citations.ts";
import { markdownTokens } from "../notes/markdown-limits.ts";
import { SAFE_ADDRESS } from "../text/safe-address.ts";
import { oneLine } from "./one-line.ts";

/** What notes add to plain Markdown. */
export interface WritingParts {
  /** Returns the text in place of citation [n], or `null` to leave it. */
  readonly cite: (turnNumber: number) => string | null;
  /**
   * Returns one line to put after a statement, or `null` for none.
   * @param place token of a bullet, paragraph or heading, or the cells of a row
   */
  readonly after: (place: object) => string | null;
  /** Level of the heading above; the note's own headings go below it. */
  readonly level: number;
}

/** Writes plain text as one Markdown paragraph that reads the same. */
export const escapeMarkdown = (text: string): string => guarded(escapeAll(oneLine(text)));

const ADDRESS_OR_TAG = new RegExp(
  [
    String.raw`https?:\/\/[^\s<>"'\`|\\]*[^\s<>"'\`|\\.,;:!?)\]}*_~]`,
    String.raw`(?<![\w./@-])www\.[\w./?=&%#+~@,;-]*[a-z\d/=]`,
    String.raw`(?<![\w.+-])[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)+(?![\w-])`,
    "<",
  ].join("|"),
  "gi",
);

/**
 * Signs of CommonMark and GFM anywhere in a line, and those of Obsidian and remark-math: `$…$`, `==…==`, `%%…%%`, and `key:: value` of
 * Dataview and Logseq. Each of two signs is escaped, because not every reader knows that the first alone makes both text.
 */
const SIGNS = /[\\`*_[\]<>~|&$]|={2,}|%{2,}|:{2,}/g;
const escapedSign = (sign: string): string =>
  sign.startsWith("::") ? `:${sign.slice(1).replaceAll(":", "\\:")}` : sign.replace(/[^]/g, "\\$&");
/** "<" behind an address, which would take a backslash before it as its own. */
const IN_ADDRESS = /(?<=(?:www\.|:\/\/|@)\S{0,200})</gi;
const ADDRESS_BEFORE = /(?:www\.|:\/\/|@)\S*$/i;
/** A tag of Obsidian, and the id of a paragraph at its end. */
const TAG = /(?<=^|\s)(?:#(?=[\p{L}\p{N}])|\^(?=[\w-]+\s*$))/gu;

const escaped = (text: string, signs: RegExp): string =>
  text
    .split(IN_ADDRESS)
    .map((part) => part.replace(signs, escapedSign).replace(TAG, "\\$&"))
    .join("&lt;");

/** Leaves addresses as they are: a sign escaped inside one breaks the link. */
function escapeAll(text: string): string {
  let written = "";
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS_OR_TAG)) {
    written += escaped(text.slice(end, index), SIGNS);
    end = index + found.length;
    if (found !== "<") written += addressOf(found, text.charAt(end));
    else
      written += ADDRESS_BEFORE.test(text.slice(Math.max(0, index - 200), index)) ? "&lt;" : "\\<";
  }
  return written + escaped(text.slice(end), SIGNS);
}

/** Signs at the start of a line that begin a heading, a list, a rule, a code block or a definition. */
const LINE_START =
  /^(?:(#{1,6}|[-+*])(?=\s|$)|(?=>|={1,}\s*$|-{2,}\s*$|`{3}|~{3}|\[[^\]]*\]:|([-*_])(?:\s*\2){2,}\s*$))/;
const NUMBER_START = /^(\d{1,9})([.)])(?=\s|$)/;

const guarded = (line: string): string =>
  NUMBER_START.test(line)
    ? line.replace(NUMBER_START, "$1\\$2")
    : LINE_START.test(line)
      ? `\\${line}`
      : line;

const escapeLines = (text: string): string => text.split("\n").map(escapeMarkdown).join("\n");

const NO_PARTS: WritingParts = { cite: () => null, after: () => null, level: 0 };

/** Text beyond the limits is written as plain text. */
export function writeMarkdown(markdown: string, parts: WritingParts = NO_PARTS): string {
  const tokens = markdownTokens(markdown);
  return tokens ? writeTokens(tokens, parts) : escapeLines(markdown);
}

/** @param tokens of a whole note */
export function writeTokens(tokens: readonly Token[], parts: WritingParts): string {
  const depths = tokens.flatMap((token) =>
    token.type === "heading" ? [(token as Tokens.Heading).depth] : [],
  );
  // Headings that begin with the first level go down by one more.
  const lowered = Math.max(parts.level - 1, parts.level + 1 - Math.min(...depths));
  return new Writer(parts, parts.level === 0 ? 0 : lowered).blocks(tokens, "\n\n");
}

const DEEPEST_HEADING = 6;

class Writer {
  readonly #parts: WritingParts;
  readonly #lowered: number;
  #isInLink = false;

  constructor(parts: WritingParts, lowered: number) {
    this.#parts = parts;
    this.#lowered = lowered;
  }

  blocks(tokens: readonly Token[], between: string): string {
    let written = "";
    for (const each of tokens) {
      const token = each as MarkedToken;
      const text = this.#block(token);
      if (text === "") continue;
      if (written !== "") written += joinsTightly(token) ? between : "\n\n";
      written += text;
    }
    return written;
  }

  #block(token: MarkedToken): string {
    switch (token.type) {
      case "space":
      case "def":
      case "checkbox":
        return "";
      case "hr":
        return "---";
      case "heading":
        return this.#marked(this.#heading(token), token);
      case "paragraph":
        return this.#marked(guardedLines(this.inline(token.tokens)), token);
      case "text":
        return guardedLines(token.tokens ? this.inline(token.tokens) : this.#text(token.raw));
      case "html":
        return escapeLines(token.raw.trimEnd());
      case "code":
        return codeBlock(token);
      case "blockquote":
        return prefixed(this.blocks(token.tokens, "\n\n"), "> ", "> ");
      case "list":
        return this.#list(token);
      case "table":
        return this.#table(token);
      case "list_item":
        return this.#item(token, "- ");
      case "strong":
      case "em":
      case "del":
      case "codespan":
      case "br":
      case "link":
      case "image":
      case "escape":
        return guardedLines(this.inline([token]));
      default:
        return token satisfies never;
    }
  }

  #heading({ depth, tokens }: Tokens.Heading): string {
    const level = Math.min(DEEPEST_HEADING, depth + this.#lowered);
    const text = inOneLine(this.inline(tokens)).replace(/(^|\s)(#+)$/, "$1\\$2");
    return `${"#".repeat(level)} ${text}`;
  }

  #list({ items, loose, ordered, start }: Tokens.List): string {
    return items
      .map((item, index) => {
        const [, sign = "-", stop = "."] = /^\s*(?:([-*+])|\d{1,9}([.)]))/.exec(item.raw) ?? [];
        const marker = ordered ? `${(start === "" ? 1 : start) + index}${stop} ` : `${sign} `;
        return this.#item(item, marker);
      })
      .join(loose ? "\n\n" : "\n");
  }

  #item(item: Tokens.ListItem, marker: string): string {
    const between = item.loose ? "\n\n" : "\n";
    const own = this.blocks(
      item.tokens.filter(({ type }) => type !== "list"),
      between,
    );
    const lists = this.blocks(
      item.tokens.filter(({ type }) => type === "list"),
      between,
    );
    const box = item.task ? `[${item.checked ? "x" : " "}] ` : "";
    const text = this.#marked(box + own, item);
    const whole = [text, lists].filter((part) => part !== "").join(between);
    return prefixed(whole, marker, " ".repeat(marker.length)).trimEnd();
  }

  #table({ header, align, rows }: Tokens.Table): string {
    const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
    const cell = ({ tokens }: Tokens.TableCell): string =>
      inOneLine(this.inline(tokens)).replace(/(?<!\\)((?:\\\\)*)\|/g, "$1\\|");
    const row = (cells: Tokens.TableCell[]): string => {
      const texts = cells.map(cell);
      return line([...texts.slice(0, -1), this.#marked(texts.at(-1) ?? "", cells)]);
    };
    const rule = align.map((side) =>
      side === "center" ? ":-:" : side === "right" ? "--:" : side === "left" ? ":--" : "---",
    );
    return [line(header.map(cell)), line(rule), ...rows.map(row)].join("\n");
  }

  #marked(text: string, place: object): string {
    const mark = this.#parts.after(place);
    if (mark === null) return text;
    return text.endsWith("```") ? `${text}\n\n${mark}` : `${text} ${mark}`;
  }

  inline(tokens: readonly Token[]): string {
    let written = "";
    for (const [index, token] of tokens.entries()) {
      const text = this.#inline(token as MarkedToken, tokens[index + 1]);
      const isBehindAddress = text.startsWith("\\<") && ADDRESS_BEFORE.test(written.slice(-200));
      written += isBehindAddress ? `&lt;${text.slice(2)}` : text;
    }
    return written;
  }

  #inline(token: MarkedToken, next: Token | undefined): string {
    switch (token.type) {
      case "text":
        return token.tokens ? this.inline(token.tokens) : this.#text(token.raw);
      case "escape":
        return token.raw;
      case "strong":
        return enclosed(this.inline(token.tokens), token.raw.slice(0, 2));
      case "em":
        return enclosed(this.inline(token.tokens), token.raw.charAt(0));
      case "del":
        return enclosed(this.inline(token.tokens), "~~");
      case "codespan":
        return token.raw.replaceAll("\n", " ");
      case "br":
        return "  \n";
      case "link":
        return this.#link(token, next);
      case "image":
        return SAFE_ADDRESS.test(token.href) && !this.#isInLink
          ? `[${escapeAll(token.text)}](${destination(token.href)})`
          : escapeAll(token.text);
      case "checkbox":
        return "";
      case "html":
        return escapeAll(token.raw);
      case "space":
      case "def":
      case "hr":
      case "heading":
      case "paragraph":
      case "code":
      case "blockquote":
      case "list":
      case "list_item":
      case "table":
        return this.#block(token);
      default:
        return token satisfies never;
    }
  }

  /** Only text outside links cites. */
  #text(raw: string): string {
    if (this.#isInLink) return escapeInert(raw).replace(/(?<!\\)[[\]]/g, "\\$&");
    return splitCitations(raw)
      .map((part) =>
        part.kind === "text"
          ? escapeInert(part.text)
          : (this.#parts.cite(part.turnNumber) ?? `[${part.turnNumber}]`),
      )
      .join("");
  }

  #link({ href, raw, text, title, tokens }: Tokens.Link, next: Token | undefined): string {
    if (!SAFE_ADDRESS.test(href)) return this.inline(tokens);
    if (raw.startsWith("<")) return raw;
    if (raw === text && !raw.startsWith("[")) return bareLink(raw, next);
    this.#isInLink = true;
    const shown = this.inline(tokens);
    this.#isInLink = false;
    const hint = title ? ` "${oneLine(title).replace(/["\\]/g, "\\$&")}"` : "";
    return `[${shown}](${destination(href)}${hint})`;
  }
}

/** An address without signs around it. Readers differ in where it ends. */
function bareLink(raw: string, next: Token | undefined): string {
  const endsHere = next === undefined || /^[.,;:!?)'"]*\s/.test(next.raw);
  if (endsHere && /^[\w\-./:?=&%#+@,;~]+$/.test(raw)) return raw;
  if (/[\s<>\\()[\]]/.test(raw)) return escapeAll(raw);
  return /^www/i.test(raw) ? wwwLink(raw) : `<${raw}>`;
}

/** Other blocks would join the line above. */
const joinsTightly = ({ type }: Token): boolean =>
  type === "list" || type === "code" || type === "text";

/** Also what ends the text and would change what follows, and what begins a definition. */
const INERT =
  /(?<!\\)(?:[<$*~`]|={2,}|%{2,}|:{2,}|!?\[{2,})|(?<![\p{L}\p{N}\\])_|_(?![\p{L}\p{N}])|[!\\]$|\](?=:)/gu;

/** Text that is no markup where it stands stays so before what is written instead of its neighbours, and for other readers. */
const escapeInert = (text: string): string => text.replace(INERT, escapedSign).replace(TAG, "\\$&");

const guardedLines = (text: string): string =>
  text
    .split("\n")
    .map((line) => guarded(line.trimStart()))
    .join("\n");

const inOneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ");

const enclosed = (text: string, sign: string): string => `${sign}${text}${sign}`;

const prefixed = (text: string, first: string, rest: string): string =>
  text
    .split("\n")
    .map((line, index) => (index === 0 ? first + line : line === "" ? rest.trimEnd() : rest + line))
    .join("\n");

/** A fence longer than any run of backticks in the code. */
function codeBlock({ lang, text }: Tokens.Code): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${(lang ?? "").replace(/[`\n]/g, "")}\n${text}\n${fence}`;
}

const destination = (href: string): string =>
  /^[^\s<>()\\]+$/.test(href) ? href : `<${href.replace(/[<>\n]/g, encodeURIComponent)}>`;

/** Bare unless it holds or is followed by what some readers take for markup or for a part of it. */
function addressOf(address: string, next: string): string {
  const isPlain = !/[*_~&$[\]]|::|==|%%/.test(address);
  if (isPlain && (!address.includes("://") || /^[\s.,;:!?)]?$/.test(next))) return address;
  return /^www/i.test(address) ? wwwLink(address) : `<${address}>`;
}

const wwwLink = (address: string): string =>
  `[${escaped(address, SIGNS)}](${destination(`http://${address}`)})`;

/** Turns the lexer's tokens of a note into blocks. Raw HTML and images become text, as do links to other than web and mail addresses. */

import type { MarkedToken, Token, Tokens } from "marked";
import { splitCitations } from "../../notes/citations.ts";
import { SAFE_ADDRESS } from "../../text/safe-address.ts";
import { spaced } from "../one-line.ts";
import {
  type Block,
  type Cell,
  em,
  heading,
  type Inline,
  type List,
  type ListItem,
  paragraph,
  type Table,
  text,
} from "./blocks.ts";

/** What notes add to plain Markdown. */
export interface BlockParts {
  /** Returns what stands in place of citation [n]; nothing drops it. */
  readonly cite: (turnNumber: number) => readonly Inline[];
  /**
   * Returns a remark to put after a statement, or `null` for none.
   * @param place token of a bullet, paragraph or heading, or the cells of a row
   */
  readonly after: (place: object) => string | null;
  /** Level of the heading above; the note's own headings go below it. */
  readonly level: number;
}

/** @param tokens of a whole note or of one section */
export function blocksOf(tokens: readonly Token[], parts: BlockParts): readonly Block[] {
  const depths = tokens.flatMap((token) =>
    token.type === "heading" ? [(token as Tokens.Heading).depth] : [],
  );
  return new BlockReader(parts, parts.level + 1 - Math.min(...depths)).blocks(tokens);
}

class BlockReader {
  readonly #parts: BlockParts;
  readonly #lowered: number;

  constructor(parts: BlockParts, lowered: number) {
    this.#parts = parts;
    this.#lowered = lowered;
  }

  blocks(tokens: readonly Token[]): readonly Block[] {
    // Without extensions `marked` emits no other tokens.
    return tokens.flatMap((token) => this.#block(token as MarkedToken) ?? []);
  }

  #block(token: MarkedToken): Block | null {
    switch (token.type) {
      case "space":
      case "def":
      case "checkbox":
        return null;
      case "hr":
        return { type: "rule" };
      case "heading":
        return heading(token.depth + this.#lowered, this.#marked(token.tokens, token));
      case "paragraph":
        return paragraph(this.#marked(token.tokens, token));
      case "text":
        return paragraph(this.#inline(token.tokens ?? [token]));
      case "html":
        return paragraph([text(spaced(token.text).trim())]);
      case "code":
        return { type: "code", text: token.text };
      case "blockquote":
        return { type: "quote", blocks: this.blocks(token.tokens) };
      case "list":
        return this.#list(token);
      case "list_item":
        return { type: "list", start: null, items: [this.#item(token)] };
      case "table":
        return this.#table(token);
      case "strong":
      case "em":
      case "del":
      case "codespan":
      case "br":
      case "link":
      case "image":
      case "escape":
        return paragraph(this.#inline([token]));
      default:
        return token satisfies never;
    }
  }

  #list({ items, ordered, start }: Tokens.List): List {
    return {
      type: "list",
      start: ordered ? (start === "" ? 1 : start) : null,
      items: items.map((item) => this.#item(item)),
    };
  }

  #item(item: Tokens.ListItem): ListItem {
    const own = this.blocks(item.tokens.filter(({ type }) => type !== "list"));
    const lists = this.blocks(item.tokens.filter(({ type }) => type === "list"));
    const remark = this.#remark(item);
    const last = own.at(-1);
    const marked =
      last?.type === "paragraph"
        ? [...own.slice(0, -1), { ...last, content: [...last.content, ...remark] }]
        : [...own, ...(remark.length > 0 ? [paragraph(remark)] : [])];
    return {
      isDone: item.task ? item.checked === true : null,
      blocks: [...marked, ...lists],
    };
  }

  #table({ header, rows }: Tokens.Table): Table {
    const cell = ({ tokens }: Tokens.TableCell): Cell => this.#inline(tokens);
    return {
      type: "table",
      header: header.map(cell),
      rows: rows.map((cells) => {
        const written = cells.map(cell);
        return written.with(-1, [...(written.at(-1) ?? []), ...this.#remark(cells)]);
      }),
    };
  }

  #marked(tokens: readonly Token[], place: object): readonly Inline[] {
    return [...this.#inline(tokens), ...this.#remark(place)];
  }

  #remark(place: object): readonly Inline[] {
    const remark = this.#parts.after(place);
    return remark === null ? [] : [text(" "), em(`(${remark})`)];
  }

  #inline(tokens: readonly Token[], cites = true): readonly Inline[] {
    return tokens.flatMap((token) => this.#inlineOf(token as MarkedToken, cites));
  }

  #inlineOf(token: MarkedToken, cites: boolean): readonly Inline[] {
    switch (token.type) {
      case "text":
        if (token.tokens) return this.#inline(token.tokens, cites);
        return cites ? this.#cited(token.text) : [text(spaced(token.text))];
      case "strong":
      case "em":
      case "del":
        return [{ type: token.type, content: this.#inline(token.tokens, cites) }];
      case "codespan":
        return [{ type: "code", text: spaced(token.text) }];
      case "br":
        return [{ type: "break" }];
      case "link":
        return this.#link(token, cites);
      case "escape":
      case "image":
      case "html":
        return [text(spaced(token.text))];
      case "checkbox":
      case "space":
      case "def":
        return [];
      case "hr":
      case "heading":
      case "paragraph":
      case "code":
      case "blockquote":
      case "list":
      case "list_item":
      case "table":
        return [text(spaced(token.raw))];
      default:
        return token satisfies never;
    }
  }

  /** A number in a link is no citation. */
  #link({ href, tokens }: Tokens.Link, cites: boolean): readonly Inline[] {
    if (!SAFE_ADDRESS.test(href)) return this.#inline(tokens, cites);
    return [{ type: "link", href: spaced(href).trim(), content: this.#inline(tokens, false) }];
  }

  /** A citation that is dropped takes the space before it along. */
  #cited(words: string): readonly Inline[] {
    const parts = splitCitations(spaced(words));
    return parts.flatMap((part, index) => {
      if (part.kind === "citation") return this.#parts.cite(part.turnNumber);
      const next = parts[index + 1];
      const isDropped = next?.kind === "citation" && this.#parts.cite(next.turnNumber).length === 0;
      const own = isDropped ? part.text.trimEnd() : part.text;
      return own === "" ? [] : [text(own)];
    });
  }
}

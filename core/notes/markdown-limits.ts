/**
 * Lexes Markdown that a model or a file brought, within limits: what a few kilobytes can unfold to is counted while it is lexed,
 * before it takes time or memory.
 */

import {
  getDefaults,
  Lexer,
  type MarkedToken,
  type Token,
  Tokenizer,
  type Tokens,
  type TokensList,
} from "marked";
import { MARKDOWN } from "../bounds.ts";

/** Lexing such a line alone takes long: every list in it reads the rest of the text again. */
const TOO_DEEP = new RegExp(
  `^(?:[ \\t]*(?:>|(?:[-*+]|\\d{1,9}[.)])[ \\t])){${MARKDOWN.depth}}`,
  "m",
);

const SIGN = /[*_~`[<\\]/g;

class TooMuchError extends Error {}

class BoundedTokenizer extends Tokenizer {
  #cells = 0;
  #repeated = 0;

  override table(src: string): Tokens.Table | undefined {
    const [, head = "", , rows = ""] = this.rules.block.table.exec(src) ?? [];
    const columns = head.replace(/^\s*\||\|\s*$/g, "").split("|").length;
    this.#cells += columns * (1 + rows.split("\n").length);
    if (columns > MARKDOWN.columns || this.#cells > MARKDOWN.cells) throw new TooMuchError();
    return super.table(src);
  }

  /** `[3]` is a citation, never a reference to an address. */
  override def(src: string): Tokens.Def | undefined {
    const token = super.def(src);
    return token && /^\d{1,6}$/.test(token.tag) ? undefined : token;
  }

  override reflink(
    ...parameters: Parameters<Tokenizer["reflink"]>
  ): ReturnType<Tokenizer["reflink"]> {
    const token = super.reflink(...parameters);
    if (token && "href" in token) this.#repeated += token.href.length + (token.title?.length ?? 0);
    if (this.#repeated > MARKDOWN.repeated) throw new TooMuchError();
    return token;
  }
}

class BoundedLexer extends Lexer {
  #depth = 0;
  #tokens = 0;
  #steps = 0;

  override blockTokens(src: string, tokens?: Token[], isLastCut?: boolean): TokensList {
    return this.#counted(() => super.blockTokens(src, tokens, isLastCut) as TokensList);
  }

  override inlineTokens(src: string, tokens?: Token[]): Token[] {
    this.#steps += (src.match(SIGN)?.length ?? 0) * src.length;
    if (this.#steps > MARKDOWN.steps) throw new TooMuchError();
    return this.#counted(() => super.inlineTokens(src, tokens));
  }

  #counted<T extends Token[]>(lex: () => T): T {
    if (++this.#depth > MARKDOWN.depth) throw new TooMuchError();
    const tokens = lex();
    this.#depth--;
    for (const token of tokens) this.#tokens += weightOf(token as MarkedToken);
    if (this.#tokens > MARKDOWN.tokens) throw new TooMuchError();
    return tokens;
  }
}

const CITATION = /\[\d{1,6}\]/g;

/** How many nodes a token makes in the panel, without those of its own tokens. */
function weightOf(token: MarkedToken): number {
  if (token.type === "list") return 1 + 2 * token.items.length;
  const isText = token.type === "text" && !token.tokens;
  return isText ? 1 + 3 * (token.text.match(CITATION)?.length ?? 0) : 1;
}

/** @returns `null` for Markdown beyond the limits, which is shown and exported as plain text */
export function markdownTokens(markdown: string): readonly MarkedToken[] | null {
  if (TOO_DEEP.test(markdown)) return null;
  try {
    const lexer = new BoundedLexer({ ...getDefaults(), tokenizer: new BoundedTokenizer() });
    // Without extensions `marked` emits no other tokens.
    return lexer.lex(markdown) as Token[] as MarkedToken[];
  } catch (error) {
    if (error instanceof TooMuchError) return null;
    throw error;
  }
}

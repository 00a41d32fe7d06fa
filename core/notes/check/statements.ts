/** Finds the statements of a note in the tokens of its Markdown: points, paragraphs, table rows, and headings that state something. */

import type { MarkedToken, Token, Tokens } from "marked";
import { plainWords } from "../../text/fold.ts";
import { splitCitations } from "../citations.ts";
import { saysNothing } from "../support.ts";
import { isUnspaced, languageOf } from "./languages.ts";
import { quotesIn } from "./quotes.ts";
import { termsIn } from "./terms.ts";

export interface Statement {
  readonly kind: "point" | "paragraph" | "heading" | "row";
  /** What a mark follows: the token, or the cells of a row. */
  readonly place: object;
  /** Plain words without citations, on one line. */
  readonly text: string;
  /** Sentences with the numbers they cite. */
  readonly parts: readonly StatementPart[];
  readonly numbers: readonly number[];
}

export interface StatementPart {
  readonly text: string;
  readonly numbers: readonly number[];
}

/** Statements in the order of the note. */
export function statementsIn(tokens: readonly Token[]): readonly Statement[] {
  const found = blocksOf(tokens);
  return found.flatMap((each, index) => {
    if (each.kind !== "heading" || each.numbers.length > 0) return each;
    const numbers = numbersBelow(found, index);
    return numbers.length > 0 && statesSomething(each.text) ? withNumbers(each, numbers) : [];
  });
}

/** What the section of a heading cites. */
function numbersBelow(statements: readonly Statement[], index: number): readonly number[] {
  const below = statements.slice(index + 1);
  const end = below.findIndex(({ kind, numbers }) => kind === "heading" && numbers.length === 0);
  return (end < 0 ? below : below.slice(0, end)).flatMap(({ numbers }) => numbers);
}

/** A heading rests on what is cited below it. */
const withNumbers = (statement: Statement, numbers: readonly number[]): Statement => ({
  ...statement,
  numbers,
  parts: [{ text: statement.text, numbers }],
});

const LEAST_HEADING_WORDS = 4;
const LEAST_HEADING_CHARACTERS = 8;

/** A shorter heading names a topic. */
const statesSomething = (text: string): boolean =>
  isUnspaced(languageOf(text))
    ? text.length >= LEAST_HEADING_CHARACTERS
    : plainWords(text).trim().split(" ").length >= LEAST_HEADING_WORDS;

const blocksOf = (tokens: readonly Token[]): readonly Statement[] =>
  // Without extensions `marked` emits no other tokens.
  tokens.flatMap((token) => blockStatements(token as MarkedToken));

function blockStatements(token: MarkedToken): readonly Statement[] {
  if (token.type === "heading") return statement("heading", token, token.tokens);
  if (token.type === "blockquote") return blocksOf(token.tokens);
  if (token.type === "list") return token.items.flatMap(itemStatements);
  if (token.type === "table") return token.rows.flatMap(rowStatement);
  if (token.type !== "paragraph") return [];
  return statement("paragraph", token, token.tokens).filter(
    ({ numbers, text }) => numbers.length > 0 || !isNoStatement(text),
  );
}

function itemStatements(item: Tokens.ListItem): readonly Statement[] {
  const own = item.tokens.filter(({ type }) => type !== "list");
  const below = blocksOf(item.tokens.filter(({ type }) => type === "list"));
  const [point] = statement("point", item, own);
  // Without a citation it heads the points below, and rests on what they cite.
  const isHeading = below.length > 0 && point?.numbers.length === 0;
  if (!point || !isHeading) return [...(point ? [point] : []), ...below];
  const numbers = below.flatMap((each) => each.numbers);
  const head = withNumbers({ ...point, kind: "heading" }, numbers);
  return [...(numbers.length > 0 && statesSomething(point.text) ? [head] : []), ...below];
}

const rowStatement = (cells: readonly Tokens.TableCell[]): readonly Statement[] => {
  const tokens = cells.flatMap((cell) => [...cell.tokens, SPACE]);
  return statement("row", cells, tokens);
};
const SPACE: Token = { type: "br", raw: " " };

function statement(
  kind: Statement["kind"],
  place: object,
  tokens: readonly Token[],
): readonly Statement[] {
  const parts = partsOf(citedText(tokens));
  const text = oneLine(parts.map((part) => part.text).join(" "));
  const isEmpty = !/[\p{L}\p{N}]/u.test(text);
  if (isEmpty || (saysNothing(text) && parts.every(({ numbers }) => numbers.length === 0)))
    return [];
  return [{ kind, place, text, parts, numbers: parts.flatMap(({ numbers }) => numbers) }];
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Marks a citation in plain text, so that brackets in code and links stay what they are. */
const OPEN = "\u{f0000}";
const CLOSE = "\u{f0001}";

/** Plain text of inline tokens. Only text tokens cite. */
const citedText = (tokens: readonly Token[], canCite = true): string =>
  tokens.map((token) => inlineText(token as MarkedToken, canCite)).join("");

function inlineText(token: MarkedToken, canCite: boolean): string {
  if (token.type === "link") return citedText(token.tokens, false);
  if (token.type === "paragraph") return `${citedText(token.tokens, canCite)} `;
  if (token.type === "text" && !token.tokens) return canCite ? withMarks(token.text) : token.text;
  if ("tokens" in token && token.tokens) return citedText(token.tokens, canCite);
  if (token.type === "br") return " ";
  return token.type === "escape" || token.type === "codespan" || token.type === "image"
    ? token.text
    : "";
}

const withMarks = (text: string): string =>
  splitCitations(text.replace(/[\u{f0000}\u{f0001}]/gu, ""))
    .map((part) => (part.kind === "text" ? part.text : `${OPEN}${part.turnNumber}${CLOSE}`))
    .join("");

const CITATIONS = /(?:\s*[,;]?\s*\u{f0000}\d+\u{f0001})+/gu;
const SENTENCE_END = /[.!?。！？;；]["”’»」)]*$/u;
const SENTENCE_END_BEHIND = /^\s*[.!?。！？;；]/u;

/** Splits text at citations that end a sentence. Words behind the last citation belong to the sentence before. */
function partsOf(text: string): readonly StatementPart[] {
  const parts: { text: string; numbers: number[] }[] = [];
  let open = { text: "", numbers: [] as number[] };
  let end = 0;
  for (const match of text.matchAll(CITATIONS)) {
    open.text += text.slice(end, match.index);
    open.numbers.push(
      ...[...match[0].matchAll(/\d+(?=\u{f0001})/gu)].map(([digits]) => Number(digits)),
    );
    end = match.index + match[0].length;
    if (!SENTENCE_END.test(open.text.trimEnd()) && !SENTENCE_END_BEHIND.test(text.slice(end)))
      continue;
    parts.push(open);
    open = { text: "", numbers: [] };
  }
  open.text += text.slice(end);
  const last = parts.at(-1);
  if (last && open.numbers.length === 0) last.text += open.text;
  else parts.push(open);
  return parts.map((part) => ({
    text: oneLine(part.text.replace(/^[\s.!?。！？;；]+/u, "")),
    numbers: part.numbers,
  }));
}

/** Paragraphs with fewer key terms, a lead-in, a greeting or a good-bye state nothing. */
const LEAST_TERMS = 2;
const LEADS_IN = /[:：]\s*$/u;
const GREETS =
  /^(?:hi|hello|dear|hey|thanks|thank you|best|kind|regards|cheers|hallo|liebe[rs]?|guten|sehr geehrte|viele|beste|mit freundlichen|danke|bonjour|cher|chère|chers|bonsoir|cordialement|bien à|merci|hola|estimad|buen[oa]s|queridos?|saludos|un saludo|gracias|皆さん|皆様|お疲れ|各位|大家好|您好|你好|谢谢|此致|よろしく)/iu;
const LONGEST_GREETING = 20;

function isNoStatement(text: string): boolean {
  const plain = text.trim();
  if (LEADS_IN.test(plain)) return true;
  if (quotesIn(plain).length > 0 || /\d/.test(plain)) return false;
  if (termsIn(plain, languageOf(plain)).length < LEAST_TERMS) return true;
  return GREETS.test(plain) && plain.split(/\s+/).length <= LONGEST_GREETING;
}

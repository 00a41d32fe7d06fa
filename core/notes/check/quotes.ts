/** Quotes of a note: what stands in quotation marks of any kind must have been said like that. */

import { plainWords } from "../../text/fold.ts";
import { languageOf, isUnspaced } from "./languages.ts";

/** Pairs of marks. An apostrophe is one only between a space and a letter. */
const QUOTES =
  /"([^"]+)"|＂([^＂]+)＂|“([^”“„]+)[”“]|„([^“”„]+)[“”]|”([^”]+)”|«([^»]+)»|»([^«]+)«|‹([^›]+)›|›([^‹]+)‹|「([^」]+)」|『([^』]+)』|〝([^〟]+)〟|‚([^‘’]+)[‘’]|(?<![\p{L}\p{N}])[‘']([^’'\n]+(?:[’'][\p{L}][^’'\n]*)*)[’'](?![\p{L}\p{N}])/gu;

/** Shorter quotes are terms such as "beta". */
const LEAST_WORDS = 2;
const LEAST_CHARACTERS = 4;

/** Quotes long enough to be checked, with the parts around an ellipsis or an insertion one by one. */
export const quotesIn = (text: string): readonly string[] =>
  [...text.matchAll(QUOTES)]
    .map((match) => match.slice(1).find((group) => group !== undefined) ?? "")
    .flatMap((quote) => quote.split(/\.\.\.|…+|\[[^\]]*\]|\([^)]*\)/))
    .map((quote) => quote.trim())
    .filter(isLongEnough);

/** Text of a note without what it quotes. */
export const withoutQuotes = (text: string): string => text.replace(QUOTES, " ");

function isLongEnough(quote: string): boolean {
  if (isUnspaced(languageOf(quote))) return joined(quote).length >= LEAST_CHARACTERS;
  return plainWords(quote).trim().split(" ").length >= LEAST_WORDS;
}

const joined = (text: string): string => plainWords(text).replaceAll(" ", "");

/** @param passages what one speaker said without a break, one string each */
export function isQuoted(quote: string, passages: readonly string[]): boolean {
  if (isUnspaced(languageOf(quote)))
    return passages.some((said) => joined(said).includes(joined(quote)));
  return passages.some((said) => plainWords(said).includes(plainWords(quote)));
}

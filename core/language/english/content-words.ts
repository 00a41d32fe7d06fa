/** Words of English text in lower case: all, those with content, and their stems. */

const FUNCTION_WORDS = new Set(
  (
    "a about above after again all also always am an and any anyone anything are aren't as at back be because been before being " +
    "below both but by came can can't come could couldn't did didn't do does doesn't doing don't done down each else even ever " +
    "every few for from further get gets getting give go goes going gone gonna got had hadn't has hasn't have haven't having he " +
    "he's her here hers him his how i i'd i'll i'm i've if in into is isn't it it's its just kind know let let's like lot lots made " +
    "make many may maybe me mean might more most much must my need no nor not now of off oh okay on once one only or other our " +
    "ours out over own per put quite rather really right said same say says see shall she should shouldn't so some something " +
    "sort still such take than thank thanks that that's the their them then there there's these they they're thing things think " +
    "this those though through to too try um under until up upon us very want was wasn't way we we'd we'll we're we've well " +
    "went were weren't what what's when where which while who who's whom why will with won't would wouldn't yeah yes yet you " +
    "you'd you'll you're you've your yours"
  ).split(" "),
);

export const wordsOf = (text: string): string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu) ?? [];

export const contentWordsOf = (text: string): string[] =>
  wordsOf(text).filter((word) => !FUNCTION_WORDS.has(word));

/**
 * Most forms of a noun or verb get the same stem ("tests", "testing" → "test"; "decide", "decided" → "decid"). For
 * comparison only.
 */
export const stemOf = (word: string): string =>
  word.length <= 4 ? word.replace(/s$/, "") : word.replace(/(?:'s|ing|ed|es|s|e)$/, "");

/** German, French and Spanish share a few of these words with English, but never so many in a sentence. */
const LEAST_ENGLISH_SHARE = 0.3;

/** Whether a text is English, by its share of frequent words. */
export function soundsEnglish(text: string): boolean {
  const words = wordsOf(text);
  const frequent = words.filter((word) => FUNCTION_WORDS.has(word)).length;
  return words.length > 0 && frequent / words.length >= LEAST_ENGLISH_SHARE;
}

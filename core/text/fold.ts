/**
 * Text as a searcher means it: without case and without diacritics, so that "zurich" finds "Zürich". Every character knows
 * where it came from, so that what was found can be marked in the text as it is read.
 */

export interface Folded {
  readonly text: string;
  /** By index in `text`: where its character begins in the original. Null where every index is its own. */
  readonly origins: readonly number[] | null;
  /** Of the original. */
  readonly length: number;
}

/** From inclusive, to exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Letters that Unicode takes for letters of their own, where a keyboard without them has another. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ı: "i",
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
};
/** Of Latin, Greek, Cyrillic, Hebrew and Arabic; the signs of other scripts are more than an accent. */
const DIACRITICS = /[\u0300-\u036F\u0591-\u05C7\u064B-\u065F\u0670]/g;
const ONLY_ASCII = /^[\p{ASCII}]*$/u;

export function fold(text: string): Folded {
  if (ONLY_ASCII.test(text))
    return { text: text.toLowerCase(), origins: null, length: text.length };
  let folded = "";
  const origins: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = foldCharacter(character);
    folded += plain;
    for (let i = 0; i < plain.length; i++) origins.push(at);
    at += character.length;
  }
  return { text: folded, origins, length: text.length };
}

/** "" for an accent that stands by itself: it belongs to the letter before. */
function foldCharacter(character: string): string {
  const bare = character.normalize("NFKD").replace(DIACRITICS, "").normalize("NFC").toLowerCase();
  return (PLAIN[bare] ?? bare).replace(DIACRITICS, "");
}

/** Every place at which the words stand, the one after the other; none overlap. Nothing is found of nothing. */
export function rangesOf(folded: Folded, words: string): readonly TextRange[] {
  const ranges: TextRange[] = [];
  if (words === "") return ranges;
  for (let at = folded.text.indexOf(words); at >= 0; at = folded.text.indexOf(words, at)) {
    const end = at + words.length;
    ranges.push({ start: originOf(folded, at), end: endOf(folded, end) });
    at = end;
  }
  return ranges;
}

const originOf = ({ origins, length }: Folded, index: number): number =>
  origins ? (origins[index] ?? length) : index;

/** With the whole of the last character, whatever it was folded to, and the accents that follow it. */
function endOf(folded: Folded, index: number): number {
  const last = originOf(folded, index - 1);
  let end = index;
  while (originOf(folded, end) === last) end++;
  return originOf(folded, end);
}

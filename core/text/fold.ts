/**
 * Text without what a person does not type when searching: capitals, diacritics, ligatures, the width of letters, curved
 * quotes; so "zurich" finds "Zürich". Vowel signs stay where they make another word of it: Thai, the scripts of India, voiced
 * kana. Every character knows where it came from, so that what was found can be marked in the text as it is read.
 */

/** By block: diacritics of Latin, Greek and Cyrillic letters, the points of Hebrew and Arabic, and further diacritics. */
const MARK_BLOCKS = [
  "\\u0300-\\u036f\\u0483-\\u0489",
  "\\u0591-\\u05c7",
  "\\u0610-\\u061a\\u064b-\\u0670\\u06d6-\\u06ed",
  "\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f",
];
const MARKS = new RegExp(`[\\p{Mn}&&[${MARK_BLOCKS.join("")}]]`, "gv");

/** What Unicode does not take apart, where a keyboard without it has another. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ł: "l",
  ı: "i",
  ς: "σ",
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
};
const WITH_PLAIN = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "g");

const ONLY_ASCII = /^[\0-\x7f]*$/;

/** The folded text alone: as quick as it can be, for text that may not even match. */
export const folded = (text: string): string =>
  ONLY_ASCII.test(text)
    ? text.toLowerCase()
    : text
        .normalize("NFKD")
        .toLowerCase()
        .replace(MARKS, "")
        .replace(WITH_PLAIN, (character) => PLAIN[character] ?? character)
        .normalize("NFC");

export interface Folded {
  readonly text: string;
  /** For each UTF-16 unit of `text`: where in the original what it was made of begins. Null where every unit is its own. */
  readonly origins: readonly number[] | null;
  /** Of the original, in UTF-16 units. */
  readonly length: number;
}

/** What is folded as one: a letter with its marks, a Korean syllable, half-width kana with its voicing. */
const CLUSTER = /\P{M}?[\p{M}\u1160-\u11ff\uff9e\uff9f]*/gu;

/** The same text as `folded` gives, and the way back to the original. */
export function fold(original: string): Folded {
  const { length } = original;
  if (ONLY_ASCII.test(original)) return { text: original.toLowerCase(), origins: null, length };
  let text = "";
  const origins: number[] = [];
  for (const { 0: cluster, index } of original.matchAll(CLUSTER)) {
    const letters = folded(cluster);
    text += letters;
    for (let i = 0; i < letters.length; i++) origins.push(index);
  }
  return { text, origins, length };
}

/** A stretch of text, in UTF-16 units; `end` is the first one behind it. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where a stretch of the folded text lies in the original: letters that were folded as one are in it together. */
export function originalRange({ origins, length }: Folded, { start, end }: TextRange): TextRange {
  if (!origins) return { start, end };
  let behind = end;
  while (behind < origins.length && origins[behind] === origins[behind - 1]) behind++;
  return { start: origins[start] ?? length, end: origins[behind] ?? length };
}

/** Every place in the original where the folded words stand, one after the other; none overlap. Nothing is found of nothing. */
export function rangesOf(within: Folded, words: string): readonly TextRange[] {
  const ranges: TextRange[] = [];
  if (words === "") return ranges;
  for (let at = within.text.indexOf(words); at >= 0; at = within.text.indexOf(words, at)) {
    const end = at + words.length;
    ranges.push(originalRange(within, { start: at, end }));
    at = end;
  }
  return ranges;
}

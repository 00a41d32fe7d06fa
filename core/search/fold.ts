/**
 * Text without what a person does not type when searching: capitals, diacritics, ligatures, the width of letters. Vowel signs
 * stay where they make another word of it: Thai, the scripts of India, voiced kana.
 */

/** By block: diacritics of Latin, Greek and Cyrillic letters, the points of Hebrew and Arabic, and further diacritics. */
const MARK_BLOCKS = [
  "\\u0300-\\u036f\\u0483-\\u0489",
  "\\u0591-\\u05c7",
  "\\u0610-\\u061a\\u064b-\\u0670\\u06d6-\\u06ed",
  "\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f",
];
const MARKS = new RegExp(`[\\p{Mn}&&[${MARK_BLOCKS.join("")}]]`, "gv");

/** Letters that Unicode does not take apart. */
const LETTERS: Readonly<Record<string, string>> = {
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
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");

const ASCII = /^[\0-\x7f]*$/;

/** The folded text alone: as quick as it can be, for text that may not even match. */
export const folded = (text: string): string =>
  ASCII.test(text)
    ? text.toLowerCase()
    : text
        .normalize("NFKD")
        .toLowerCase()
        .replace(MARKS, "")
        .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
        .normalize("NFC");

export interface Folded {
  readonly text: string;
  /** For each UTF-16 unit of `text`, and for its end: where in the original what it was made of begins. */
  readonly offsets: readonly number[];
}

/** What is folded as one: a letter with its marks, a Korean syllable, half-width kana with its voicing. */
const CLUSTER = /\P{M}?[\p{M}\u1160-\u11ff\uff9e\uff9f]*/gu;

/** The same text as `folded` gives, and the way back to the original. */
export function fold(original: string): Folded {
  let text = "";
  const offsets: number[] = [];
  for (const { 0: cluster, index } of original.matchAll(CLUSTER)) {
    const letters = folded(cluster);
    text += letters;
    for (let i = 0; i < letters.length; i++) offsets.push(index);
  }
  return { text, offsets: [...offsets, original.length] };
}

/** A stretch of text, in UTF-16 units; `end` is the first one behind it. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where a stretch of the folded text lies in the original: letters that were folded as one are in it together. */
export function originalRange({ offsets }: Folded, { start, end }: Range): Range {
  let behind = end;
  while (behind < offsets.length - 1 && offsets[behind] === offsets[behind - 1]) behind++;
  return { start: offsets[start] ?? 0, end: offsets[behind] ?? 0 };
}

/**
 * Folds text for comparison: removes case, diacritics, ligatures, letter width and curved quotes, so that "zurich" matches
 * "Zürich". Signs that make another word stay: vowel signs of Thai and Indian scripts, and voiced kana. This is the only folding:
 * search, resumed sessions, echoes and the check of quotes compare by it, letter by letter or word by word.
 */

/** Blocks of marks to remove: diacritics of Latin, Greek and Cyrillic, points of Hebrew and Arabic, further diacritics. */
const MARK_BLOCKS = [
  "\\u0300-\\u036f\\u0483-\\u0489",
  "\\u0591-\\u05c7",
  "\\u0610-\\u061a\\u064b-\\u0670\\u06d6-\\u06ed",
  "\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f",
];
const MARKS = new RegExp(`[\\p{Mn}&&[${MARK_BLOCKS.join("")}]]`, "gv");

/** Letters that Unicode does not decompose, with what people type instead. */
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

/** Folds text without keeping positions; fast for text that may not match at all. */
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
  /** For each UTF-16 unit of `text` the start of its source in the original; `null` if both are equal unit by unit. */
  readonly origins: readonly number[] | null;
  /** Length of the original in UTF-16 units. */
  readonly length: number;
}

/** Unit of folding: a letter with its marks, a Korean syllable, half-width kana with its voicing. */
const CLUSTER = /\P{M}?[\p{M}\u1160-\u11ff\uff9e\uff9f]*/gu;

/** Folds like `folded`, and keeps the positions in the original. */
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

/** In UTF-16 units, without `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Maps a range of the folded text to the original. Letters that were folded together are all inside. */
export function originalRange({ origins, length }: Folded, { start, end }: TextRange): TextRange {
  if (!origins) return { start, end };
  let behind = end;
  while (behind < origins.length && origins[behind] === origins[behind - 1]) behind++;
  return { start: origins[start] ?? length, end: origins[behind] ?? length };
}

/** Finds folded words in a text: ranges of the original, in order and without overlap; none for empty words. */
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

/** Scripts without spaces between words. */
const UNSPACED_SCRIPTS =
  "\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}";

/** Character classes for regular expressions with the flag `v`. */
export const WORD_CHARACTER = "[\\p{L}\\p{N}\\p{M}]";
export const SPACED_CHARACTER = `[${WORD_CHARACTER}--[${UNSPACED_SCRIPTS}]]`;
export const UNSPACED_CHARACTER = `[${WORD_CHARACTER}&&[${UNSPACED_SCRIPTS}]]`;

const NO_WORD = new RegExp(`[^${WORD_CHARACTER}]+`, "gv");

/** A word as `folded` gives it and without punctuation, which depends on the words around it. May be empty. */
export const plainWord = (text: string): string => folded(text).replace(NO_WORD, "");

/** All words of a text as `plainWord` gives them, each between spaces, so that `includes` finds whole words only. */
export const plainWords = (text: string): string =>
  ` ${folded(text).replace(NO_WORD, " ").trim()} `;

/** Key terms of text: words with content, or pairs of characters in scripts without spaces. Terms match across their forms. */

import { folded } from "../../text/fold.ts";
import { type CheckedLanguage, isFunctionWord, isUnspaced, wordsIn } from "./languages.ts";

const SHORTEST_TERM = 3;
/** Runs of characters with content: hiragana are mostly endings. */
const HAN_RUN = /[\p{sc=Han}\p{sc=Kana}ー]+|[\p{Script=Latin}]{2,}/gu;
const HAN_FUNCTION = /[的了是在和与或也都就还把被让给向对从到为以这那我你他她们它个]/gu;

export function termsIn(text: string, language: CheckedLanguage | null): readonly string[] {
  if (isUnspaced(language)) return [...new Set(hanTerms(text, language))];
  const spoken = language ?? "en";
  const words = wordsIn(text, language).map((word) => word.replace(/'s$/, ""));
  return [
    ...new Set(
      words.filter(
        (word) =>
          word.length >= SHORTEST_TERM && !/^\d/.test(word) && !isFunctionWord(word, spoken),
      ),
    ),
  ];
}

const hanTerms = (text: string, language: "ja" | "zh"): readonly string[] => {
  const plain = folded(text.normalize("NFKC"));
  const content = language === "zh" ? plain.replace(HAN_FUNCTION, " ") : plain;
  return [...content.matchAll(HAN_RUN)].flatMap(([run]) =>
    /\p{Script=Latin}/u.test(run)
      ? [run]
      : [...run].slice(1).map((character, at) => `${[...run][at]}${character}`),
  );
};

/** Words of one stem share so many first letters. */
const SHARED_START = 5;

/** Whether two terms are forms of one word, or one is a part of the other as in German compounds. */
export function isSameTerm(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < 4) return long === `${short}s` || long === `${short}es`;
  if (short.length >= SHARED_START && long.includes(short)) return true;
  const shared = Math.max(
    4,
    Math.min(SHARED_START, short.length - 1),
    Math.ceil(short.length * 0.6),
  );
  return long.startsWith(short.slice(0, shared)) && long.length - short.length < 6;
}

export const hits = (terms: readonly string[], heard: readonly string[]): number =>
  terms.filter((term) => heard.some((other) => isSameTerm(term, other))).length;

/** Splits spoken text into clauses, which are compared with a statement one by one. */

import { clausesOf } from "../../language/english/clauses.ts";
import { asksQuestion } from "../../language/english/question.ts";
import { type CheckedLanguage, isUnspaced, wordsIn } from "./languages.ts";

export interface Clause {
  readonly text: string;
  readonly isQuestion: boolean;
}

const SENTENCE = /(?<=[.!?。！？…])\s*(?!\d)/u;
const PARTS: Readonly<Record<CheckedLanguage, RegExp>> = {
  en: /[,;:]\s+|\s+(?=(?:and|but|so|because|then|which|although|however|while)\s)/iu,
  de: /[,;:]\s+|\s+(?=(?:und|aber|sondern|denn|weil|doch)\s)/iu,
  fr: /[,;:]\s+|\s+(?=(?:et|mais|car|parce que|donc)\s)/iu,
  es: /[,;:]\s+|\s+(?=(?:y|pero|porque|sino)\s)/iu,
  ja: /[、；]|(?<=が|けど|ので|から)、/u,
  zh: /[，；、]/u,
};

export function clausesIn(text: string, language: CheckedLanguage | null): readonly Clause[] {
  const sentences = text.split(SENTENCE);
  // English speech often comes without punctuation.
  return (language === "en" ? sentences.flatMap(clausesOf) : sentences).flatMap((sentence) => {
    const isAsked = asks(sentence, language);
    return sentence
      .split(PARTS[language ?? "en"])
      .filter((part) => /[\p{L}\p{N}]/u.test(part))
      .map((part) => ({ text: part, isQuestion: isAsked || asks(part, language) }));
  });
}

function asks(text: string, language: CheckedLanguage | null): boolean {
  if (/[?？]\s*$/u.test(text)) return true;
  if (language === "ja") return /か[。\s]*$/u.test(text);
  if (language === "zh") return /[吗呢][。\s]*$/u.test(text);
  return language === "en" && asksQuestion(wordsIn(text, "en"));
}

const NO: Readonly<Record<CheckedLanguage, RegExp>> = {
  en: /^\W*(?:no|nope|not yet|not really)\b/iu,
  de: /^\W*(?:nein|nee|noch nicht)\b/iu,
  fr: /^\W*(?:non|pas encore)\b/iu,
  es: /^\W*(?:no|todav[ií]a no)\b/iu,
  ja: /^\s*(?:いいえ|いえ|まだ)/u,
  zh: /^\s*(?:不[，。是行用]|没有|还没|先不)/u,
};

export const beginsWithNo = (text: string, language: CheckedLanguage | null): boolean =>
  NO[language ?? "en"].test(text);

export const asksAtEnd = (text: string, language: CheckedLanguage | null): boolean =>
  !isUnspaced(language) || text !== ""
    ? (clausesIn(text, language).at(-1)?.isQuestion ?? false)
    : false;

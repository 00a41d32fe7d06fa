/** Statements that need no citation: that there is nothing to list, or that the transcript does not say something. */

import { folded } from "../text/fold.ts";

/**
 * How models write that there is nothing to list, by language. Notes can be in any of them, whatever the panel's language is;
 * every language of the panel needs an entry.
 */
export const NOTHING_TO_LIST: Readonly<Record<string, readonly string[]>> = {
  en: ["none", "nothing", "n/a"],
  de: ["kein", "keine", "nichts"],
  es: ["ninguno", "nada"],
  fr: ["aucun", "aucune", "rien"],
  ja: ["なし", "無"],
  zh: ["无", "無"],
};
const SAYS_NOTHING = new RegExp(
  `^\\W*(?:${Object.values(NOTHING_TO_LIST).flat().join("|")})\\W*$`,
  "iu",
);

export const saysNothing = (text: string): boolean => SAYS_NOTHING.test(text);

/** Sentences that the transcript lacks something, folded. */
const NOT_SAID = [
  /\b(?:transcript|recording|meeting|notes?)\b.*(?:\b(?:not|no|nothing|never)\b|n't\b)/u,
  /(?:\b(?:not|never)|n't)(?: been| clearly| explicitly)? (?:mentioned|discussed|stated|decided|answered|covered|specified)\b/u,
  /\b(?:no|nothing)\b.*\b(?:was|were|is|are) (?:made|mentioned|discussed|stated|decided|said|raised|found)\b/u,
  /\b(?:transkript|mitschrift|protokoll|aufnahme|besprechung)\b.*\b(?:nicht|kein\w*|nichts)\b/u,
  /\b(?:nicht|kein\w*|nichts)\b.*\b(?:erwahnt|besprochen|genannt|beschlossen|gesagt|beantwortet)\b/u,
  /\b(?:transcription|reunion|enregistrement)\b.*(?:\b(?:pas|rien|aucune?)\b)/u,
  /\b(?:pas|rien|aucune?)\b.*\b(?:mentionn|abord|evoqu|discut|precis|decid)\p{L}*/u,
  /\b(?:transcripcion|reunion|grabacion)\b.*\b(?:no|nada|ningun\w*)\b/u,
  /\b(?:no se|nada|ningun\w*)\b.*\b(?:mencion|habl|discut|dij|decid|dice|respond)\p{L}*/u,
  /(?:言及|話|触れ|述べ|議論|決定|記載|文字起こし).*(?:ない|ません|なかった)/u,
  /(?:没有|未).*(?:提到|提及|说明|讨论|决定|涉及)/u,
];

/** Whether a statement without a citation says that the transcript lacks something, as an answer may. */
export function saysNotSaid(text: string): boolean {
  const plain = folded(text);
  return !/\d/.test(plain) && NOT_SAID.some((pattern) => pattern.test(plain));
}

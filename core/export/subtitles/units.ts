/** Splits text into the units between which a subtitle may break: words, also in scripts without spaces. */

import { UNSPACED_CHARACTER } from "../../text/plain-words.ts";
import { oneLine } from "../one-line.ts";
import { MOST_COLUMNS } from "./rules.ts";
import { piecesOf } from "./width.ts";

export interface Unit {
  readonly text: string;
  /** Follows the unit before without a space. */
  readonly isGlued: boolean;
}

const UNSPACED = new RegExp(UNSPACED_CHARACTER, "v");
const OPENS = /^[\p{Ps}\p{Pi}]+$/u;

const words = new Intl.Segmenter("und", { granularity: "word" });

/** Joined again with a space before each unit that is not glued, the units are the text. */
export const unitsOf = (text: string): readonly Unit[] =>
  oneLine(text)
    .split(" ")
    .filter((token) => token !== "")
    .flatMap((token) =>
      partsOf(token)
        .flatMap((part) => piecesOf(part, MOST_COLUMNS))
        .map((part, index) => ({ text: part, isGlued: index > 0 })),
    );

/** Keeps closing punctuation with the word before and opening punctuation with the word after. */
function partsOf(token: string): readonly string[] {
  if (!UNSPACED.test(token)) return [token];
  const parts: string[] = [];
  let opening = "";
  for (const { segment, isWordLike } of words.segment(token)) {
    if (OPENS.test(segment)) opening += segment;
    else if (isWordLike || parts.length === 0 || opening !== "") {
      parts.push(opening + segment);
      opening = "";
    } else parts[parts.length - 1] += segment;
  }
  return opening === "" ? parts : [...parts, opening];
}

/** The smallest parts between which a subtitle may break: words, also of scripts that put no spaces between them. */

import { UNSPACED_CHARACTER } from "../../text/plain-words.ts";
import { oneLine } from "../one-line.ts";
import { MOST_COLUMNS } from "./rules.ts";
import { piecesOf } from "./width.ts";

export interface Unit {
  readonly text: string;
  /** It follows the one before without a space. */
  readonly isGlued: boolean;
}

const UNSPACED = new RegExp(UNSPACED_CHARACTER, "v");
const OPENS = /^[\p{Ps}\p{Pi}]+$/u;

const words = new Intl.Segmenter("und", { granularity: "word" });

/** Joined again, with spaces where they are not glued, they are the text. */
export const unitsOf = (text: string): readonly Unit[] =>
  oneLine(text)
    .split(" ")
    .filter((token) => token !== "")
    .flatMap((token) =>
      partsOf(token)
        .flatMap((part) => piecesOf(part, MOST_COLUMNS))
        .map((part, index) => ({ text: part, isGlued: index > 0 })),
    );

/** Closing signs stay with what they close, opening ones with what they open. */
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

/**
 * Finds names in what is said and whom they mean: "I'm Laura" the speaker, "Thanks, Michael" who spoke before, "Laura, can you …"
 * who speaks next. A word is a name if it has a capital within a sentence; at its beginning only if it is a known given name.
 */

import { isGivenName, isName } from "./names.ts";

/** `self`: the speaker. `before`: who spoke before. `next`: who speaks next. */
export type NamedPerson = "self" | "before" | "next";

export interface NameCue {
  readonly person: NamedPerson;
  readonly name: string;
  /** Place of the name in the text. */
  readonly at: number;
}

const WORD = "\\p{L}[\\p{L}'’-]*\\p{L}";
/** One word, or two with capitals. */
const NAME = `(${WORD}(?: \\p{Lu}${WORD.slice("\\p{L}".length)})?)`;
const ENDS = "(?=[.,!?]|$)";
const BEGINS = "(?<=^|[.!?,] )";

const CUES: readonly (readonly [NamedPerson, RegExp])[] = [
  ["self", cue(`\\bmy name(?:['’]s| is) ${NAME}`)],
  ["self", cue(`\\b(?:I['’]m|I am) ${NAME}(?=[.,!?]|$| (?:from|and I|and I['’]m|here)\\b)`)],
  ["self", cue(`${BEGINS}(?:this is|it['’]s) ${NAME} (?=here|speaking)`)],
  [
    "self",
    cue(`^(?:(?:hi|hello|hey)[,.]? (?:all|everyone|everybody)?[,.]? ?)?this is ${NAME}${ENDS}`),
  ],
  ["self", cue(`${BEGINS}${NAME} (?=here${ENDS.slice(0, -1)})|speaking\\b)`)],
  [
    "before",
    cue(`\\b(?:thanks|thank you)(?: very much| so much| a lot)?,? ${NAME}(?=[.,!?]|$| for\\b)`),
  ],
  [
    "next",
    cue(
      `${BEGINS}${NAME},? (?=(?:can|could|would|will|do|did|have|are) you\\b|what(?:['’]s| is| are| do| about)\\b|how about\\b|over to you\\b|go ahead\\b)`,
    ),
  ],
  ["next", cue(`\\b(?:over to you|go ahead),? ${NAME}${ENDS}`)],
  ["next", cue(`, ${NAME}(?=\\?$)`)],
  ["next", cue(`^(?:good (?:morning|afternoon|evening)|hi|hello|hey|welcome),? ${NAME}${ENDS}`)],
];

function cue(pattern: string): RegExp {
  return new RegExp(pattern, "dgiu");
}

/** Capitalised words and forms of address that are nobody's name. */
const NO_NAMES = new Set(
  (
    "all again back both dear everybody everyone fine folks gentlemen god good great guys happy here i it just ladies lord no not now " +
    "ok okay one please ready right so sorry sure team thanks that then there this up we well yeah yes you"
  ).split(" "),
);
/** "I'm Italian." */
const PEOPLES = /(?:ese|ian|ish|can)$/;

export function nameCuesIn(text: string): readonly NameCue[] {
  return CUES.flatMap(([person, pattern]) =>
    Array.from(text.matchAll(pattern)).flatMap((match): NameCue | [] => {
      const [at = 0] = match.indices?.[1] ?? [];
      const name = nameOf(match[1] ?? "", /(?:^|[.!?]\s+)$/.test(text.slice(0, at)));
      return name === null ? [] : { person, name, at };
    }),
  );
}

/** @returns `null` if the words are no name */
function nameOf(words: string, isFirst: boolean): string | null {
  const [first = "", second] = words.split(" ");
  const plain = first.toLowerCase();
  if (isGivenName(plain)) {
    const written = first.charAt(0).toUpperCase() + first.slice(1);
    return second !== undefined && isCapital(second) ? `${written} ${second}` : written;
  }
  if (isFirst || !isCapital(first) || NO_NAMES.has(plain) || isName([plain], 0)) return null;
  if (PEOPLES.test(plain)) return null;
  return second !== undefined && isCapital(second) ? words : first;
}

/** "Laura", not "laura" or "CEO". */
const isCapital = (word: string): boolean => /^\p{Lu}\p{Ll}/u.test(word);

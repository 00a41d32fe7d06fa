/**
 * Splits recognised text into sentences, and run-on sentences into clauses. Full stops are rare, so a clause also
 * begins at telling words ("… can you …", "… and we …"). The clauses joined by spaces are the text again.
 */

import { wordsOf } from "./content-words.ts";

/** Least length of a part: "agreed i will …" stays whole. */
const LEAST_WORDS = 3;

const SUBJECT = "(?:i|we|you|he|she|they|it|that|this|there|let's|please|who|what)";

/** A conjunction followed by a new subject. */
const CONJOINED = new RegExp(`^(?:and|but|so|because|then|or)(?: then)? ${SUBJECT}\\b`);

/** A request or commitment begins a sentence unless the word before it is in `HOLDS`. */
const STARTS = new RegExp(
  "^(?:" +
    "(?:can|could|would|will) you|please|let's|(?:i|we) will|(?:i|we)'ll|i am going to|we are going to|we (?:have )?(?:decided|agreed)|" +
    "who (?:will|is|can)|what (?:is|are|about)|how (?:many|much|long)|why (?:is|do|does)" +
    ")\\b",
);

/** After these words a seeming beginning continues the clause: "the date that we agreed on", "find out why …". */
const HOLDS = new Set(
  "that which what how when where why if whether who than as the a an to of and but so because or then i we you they know out".split(
    " ",
  ),
);

export const clausesOf = (text: string): string[] => sentencesOf(text).flatMap(splitRunOn);

const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.?!])\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => wordsOf(sentence).length > 0);

function splitRunOn(sentence: string): string[] {
  const tokens = sentence.split(/\s+/);
  const cuts = [0];
  for (let index = LEAST_WORDS; index <= tokens.length - LEAST_WORDS; index++) {
    const isFarEnough = index - (cuts.at(-1) ?? 0) >= LEAST_WORDS;
    if (isFarEnough && beginsClause(tokens, index)) cuts.push(index);
  }
  return cuts.map((cut, nth) => tokens.slice(cut, cuts[nth + 1]).join(" "));
}

function beginsClause(tokens: readonly string[], index: number): boolean {
  const ahead = tokens
    .slice(index, index + 4)
    .join(" ")
    .toLowerCase();
  if (CONJOINED.test(ahead)) return true;
  const before = tokens[index - 1]?.toLowerCase() ?? "";
  return STARTS.test(ahead) && !HOLDS.has(before);
}

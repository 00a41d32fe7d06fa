/**
 * Cuts what a recogniser wrote into sentences, and run-on sentences into clauses. It knows few full stops, so a clause also
 * begins where the words for it are plain ("… can you …", "… and we …"). Clauses joined by spaces are the text again.
 */

import { wordsOf } from "./content-words.ts";

/** No part gets shorter than this: "agreed i will …" stays whole. */
const LEAST_WORDS = 3;

const SUBJECT = "(?:i|we|you|he|she|they|it|that|this|there|let's|please|who|what)";

/** A conjunction with a new subject after it. */
const CONJOINED = new RegExp(`^(?:and|but|so|because|then|or)(?: then)? ${SUBJECT}\\b`);

/** A request or a commitment, which begins a sentence of its own unless a word before it holds it. */
const STARTS = new RegExp(
  "^(?:" +
    "(?:can|could|would|will) you|please|let's|(?:i|we) will|(?:i|we)'ll|i am going to|we are going to|we (?:have )?(?:decided|agreed)|" +
    "who (?:will|is|can)|what (?:is|are|about)|how (?:many|much|long)|why (?:is|do|does)" +
    ")\\b",
);

/** After these, what looks like a beginning is the rest of the clause: "the date that we agreed on", "find out why …". */
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

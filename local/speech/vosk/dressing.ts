/**
 * Dresses a recogniser's bare lower-case words as a sentence: capital letters, and a full stop or question mark at the end.
 * Rules of thumb, of draft quality. They change letters' case and add one mark, never a word; numbers stay words ("march
 * third"), because turning them into digits would have to guess what they count.
 */

import type { EngineWord } from "../engine.ts";
import { asksQuestion } from "../../english/question.ts";
import { capitalized, isName } from "../../english/names.ts";

/** A turn that has ended: capitals and an end mark. */
export function dressFinal(words: readonly EngineWord[]): EngineWord[] {
  const texts = withCapitals(words);
  const mark = asksQuestion(words.map(({ text }) => text)) ? "?" : ".";
  const last = texts.length - 1;
  return words.map((word, index) => ({
    ...word,
    text: texts[index] + (index === last ? mark : ""),
  }));
}

/** A turn still being spoken: capitals only. */
export function dressPartial(words: readonly EngineWord[]): EngineWord[] {
  const texts = withCapitals(words);
  return words.map((word, index) => ({ ...word, text: texts[index] ?? word.text }));
}

function withCapitals(words: readonly EngineWord[]): string[] {
  const bare = words.map(({ text }) => text);
  return bare.map((text, index) => (index === 0 || isName(bare, index) ? capitalized(text) : text));
}

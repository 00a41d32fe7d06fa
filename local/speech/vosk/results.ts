/** Reads the JSON that libvosk writes. Times there are seconds since the recognizer's first sample; here milliseconds. */

import * as v from "valibot";
import type { EngineWord } from "../engine.ts";
import { asksQuestion } from "../../english/question.ts";
import { capitalized, isName } from "../../english/names.ts";

const Result = v.object({
  /** Absent when nothing was said. */
  result: v.optional(
    v.array(v.object({ word: v.string(), start: v.number(), end: v.number(), conf: v.number() })),
    [],
  ),
});

const Partial = v.object({ partial: v.string() });

/** What the model writes for a sound it takes for a word but does not know. */
const UNKNOWN = "[unk]";

/** As spoken: no case, no punctuation. Confidences a hair outside 0–1 by rounding are put back inside. */
export const parseResult = (json: string): EngineWord[] =>
  v
    .parse(Result, JSON.parse(json))
    .result.filter(({ word }) => word !== UNKNOWN)
    .map(({ word, start, end, conf }) => ({
      text: word,
      startMs: Math.round(start * 1000),
      endMs: Math.round(end * 1000),
      confidence: Math.min(1, Math.max(0, conf)),
    }));

export const parsePartial = (json: string): string[] =>
  v
    .parse(Partial, JSON.parse(json))
    .partial.split(" ")
    .filter((word) => word !== "" && word !== UNKNOWN);

/** Partials bear no confidence either; neither sure nor unsure. */
const UNKNOWN_CONFIDENCE = 0.5;

export function spreadWords(
  texts: readonly string[],
  startMs: number,
  endMs: number,
): EngineWord[] {
  const letters = texts.reduce((sum, text) => sum + text.length, 0);
  const at = (lettersBefore: number): number =>
    Math.round(startMs + ((endMs - startMs) * lettersBefore) / letters);
  let before = 0;
  return texts.map((text) => {
    const word = {
      text,
      startMs: at(before),
      endMs: at(before + text.length),
      confidence: UNKNOWN_CONFIDENCE,
    };
    before += text.length;
    return word;
  });
}

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

/**
 * Turns libvosk's JSON into words: parses it, estimates times of partials, and adds capitals and end marks. libvosk
 * counts seconds since the recognizer's first sample.
 *
 * Capitals and marks follow rules of thumb, of draft quality. They change case and add one mark, never a word; numbers
 * stay words ("march third"), because digits would have to guess what they count.
 */

import * as v from "valibot";
import type { EngineWord } from "../engine.ts";
import { asksQuestion } from "../../../core/language/english/question.ts";
import { capitalized, isName } from "../../../core/language/english/names.ts";

const Result = v.object({
  /** Absent if no words were recognised. */
  result: v.optional(
    v.array(v.object({ word: v.string(), start: v.number(), end: v.number(), conf: v.number() })),
    [],
  ),
});

const Partial = v.object({ partial: v.string() });

/** The model's output for an unknown word. */
const UNKNOWN = "[unk]";

/** Words without case and punctuation. Clamps confidences that rounding put outside 0–1. */
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

/** Partials carry no confidence. */
const UNKNOWN_CONFIDENCE = 0.5;

/**
 * Estimates the times of a partial's words: spreads them over the turn so far, by their numbers of letters. libvosk could
 * report times (`set_partial_words`), but then partials lag more than two seconds behind speech instead of about 0.6.
 */
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

/** Dresses a final turn: capitals and an end mark. */
export function dressFinal(words: readonly EngineWord[]): EngineWord[] {
  const texts = withCapitals(words);
  const mark = asksQuestion(words.map(({ text }) => text)) ? "?" : ".";
  const last = texts.length - 1;
  return words.map((word, index) => ({
    ...word,
    text: texts[index] + (index === last ? mark : ""),
  }));
}

/** Dresses a partial: capitals only. */
export function dressPartial(words: readonly EngineWord[]): EngineWord[] {
  const texts = withCapitals(words);
  return words.map((word, index) => ({ ...word, text: texts[index] ?? word.text }));
}

function withCapitals(words: readonly EngineWord[]): string[] {
  const bare = words.map(({ text }) => text);
  return bare.map((text, index) => (index === 0 || isName(bare, index) ? capitalized(text) : text));
}

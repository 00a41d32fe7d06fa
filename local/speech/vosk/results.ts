/** Reads the JSON that libvosk writes. Times there are seconds since the recognizer's first sample; here milliseconds. */

import * as v from "valibot";

import type { EngineWord } from "../engine.ts";

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

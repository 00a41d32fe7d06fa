/** Reads the JSON that Whisper and its relatives write: OpenAI's whisper and API, faster-whisper, WhisperX and whisper.cpp. */

import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import type { ForeignTranscript, SpokenPart, SpokenWord } from "./spoken-part.ts";

const MAX_SECONDS = 3.6e7;
const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_SECONDS));
const share = v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1);

/** WhisperX leaves out the times of words that it could not align. */
const Word = v.object({
  word: v.string(),
  start: v.optional(v.nullable(seconds)),
  end: v.optional(v.nullable(seconds)),
  probability: v.optional(share),
  score: v.optional(share),
});

const Segment = v.object({
  start: seconds,
  end: seconds,
  text: v.string(),
  speaker: v.optional(v.nullable(v.string())),
  words: v.optional(v.nullable(v.array(Word))),
});

const language = v.fallback(v.optional(v.nullable(v.string())), null);

const Whisper = v.object({ segments: v.array(Segment), language });

/** whisper.cpp: times in ms. */
const WhisperCpp = v.object({
  transcription: v.array(
    v.object({
      offsets: v.object({ from: v.number(), to: v.number() }),
      text: v.string(),
      speaker: v.optional(v.nullable(v.string())),
    }),
  ),
  result: v.fallback(v.optional(v.object({ language })), {}),
});

/** @returns `null` if it is not such a file */
export function readWhisper(json: string): ForeignTranscript | null {
  if (!/^\s*[[{]/.test(json)) return null;
  const value = parseJson(json);
  const list = v.safeParse(v.array(Segment), value);
  const whisper = v.safeParse(Whisper, list.success ? { segments: list.output } : value);
  if (whisper.success) {
    const { segments, language: spoken } = whisper.output;
    return {
      parts: segments.map(partOf).filter(isSpoken),
      language: code(spoken),
      beginsAtMs: null,
    };
  }
  const cpp = v.safeParse(WhisperCpp, value);
  if (!cpp.success) return null;
  const parts = cpp.output.transcription.map(({ offsets, text, speaker }) => ({
    startMs: offsets.from,
    endMs: offsets.to,
    speaker: speaker ?? null,
    text: text.trim(),
    startsTurn: false,
  }));
  return {
    parts: parts.filter(isSpoken),
    language: code(cpp.output.result?.language),
    beginsAtMs: null,
  };
}

const isSpoken = ({ text }: SpokenPart): boolean => text !== "";

/** Some versions write "english". */
const code = (name: string | null | undefined): string | null =>
  /^[a-z]{2}$/i.test(name ?? "") ? (name ?? "").toLowerCase() : name === "english" ? "en" : null;

const ms = (s: number): number => Math.round(s * 1000);

function partOf({ start, end, text, speaker, words }: v.InferOutput<typeof Segment>): SpokenPart {
  const timed = wordsOf(words ?? []);
  return {
    startMs: ms(start),
    endMs: ms(end),
    speaker: speaker ?? null,
    text: text.trim(),
    startsTurn: false,
    ...(timed.length > 0 && { words: timed }),
  };
}

/** A word without times gets those between its neighbours. Without any, there are none. */
function wordsOf(words: readonly v.InferOutput<typeof Word>[]): readonly SpokenWord[] {
  if (!words.some(({ start }) => typeof start === "number")) return [];
  let last = words.find(({ start }) => typeof start === "number")?.start ?? 0;
  return words.map(({ word, start, end, probability, score }) => {
    const from = start ?? last;
    last = Math.max(from, end ?? from);
    return {
      text: word.trim(),
      startMs: ms(from),
      endMs: ms(last),
      confidence: probability ?? score ?? 1,
    };
  });
}

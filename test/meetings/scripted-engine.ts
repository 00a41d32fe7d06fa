/**
 * Speech engine that recognises a script. Its output depends only on the number of samples accepted, not on their content;
 * every session starts the script from the beginning.
 */

import type { EngineWord, SpeechEngine } from "../../local/speech/engine.ts";
import { createTurnBuilder } from "./turn-builder.ts";

export interface ScriptedTurn {
  /** Text of the final; partials omit case and punctuation. */
  readonly text: string;
  /** Time since the first sample. The words divide the time until `endMs` by their lengths. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface ScriptedEngineOptions {
  /** Silence after a turn's last word that ends it. */
  readonly endSilenceMs?: number;
  /** Confidence of every word, 0–1. */
  readonly confidence?: number;
}

export interface ScriptedEngine extends SpeechEngine {
  /** Returns the number of recognitions that are not closed; a vanished client must leave none. */
  openRecognitions(): number;
}

interface Cue {
  readonly word: EngineWord;
  /** The last word of its turn: silence after it ends the turn. */
  readonly isLast: boolean;
}

const END_SILENCE_MS = 400;
const CONFIDENCE = 0.95;

export function createScriptedEngine(
  script: readonly ScriptedTurn[],
  { endSilenceMs = END_SILENCE_MS, confidence = CONFIDENCE }: ScriptedEngineOptions = {},
): ScriptedEngine {
  const cues = script
    .flatMap((turn): Cue[] => {
      const words = spreadWords(turn, confidence);
      return words.map((word, index) => ({ word, isLast: index === words.length - 1 }));
    })
    .toSorted((a, b) => a.word.endMs - b.word.endMs);
  const open = new Set<symbol>();

  return {
    openRecognitions: () => open.size,
    open: (sampleRate, onHypothesis, turnSilences) => {
      const id = Symbol();
      open.add(id);
      const turn = createTurnBuilder(onHypothesis, bare);
      let samplesHeard = 0;
      let next = 0;
      let last: EngineWord | null = null;

      /** Returns the end of the open turn if no more words follow. */
      const endMs = (): number => {
        if (last === null) return Infinity;
        const { afterSentenceMs, afterAnythingMs } = turnSilences?.() ?? {};
        const asked = /[.?!]$/.test(last.text) ? afterSentenceMs : afterAnythingMs;
        return last.endMs + (asked ?? endSilenceMs);
      };
      /** Handles the next event up to this time. Returns false if there is none. */
      const hearNext = (heardMs: number): boolean => {
        const cue = cues[next];
        if (cue !== undefined && cue.word.endMs <= heardMs && cue.word.endMs < endMs()) {
          next += 1;
          turn.add(cue.word);
          last = cue.isLast ? cue.word : null;
          return true;
        }
        if (endMs() > heardMs) return false;
        turn.end();
        last = null;
        return true;
      };

      return Promise.resolve({
        accept(samples) {
          samplesHeard += samples.length;
          const heardMs = (samplesHeard * 1000) / sampleRate;
          while (hearNext(heardMs));
        },
        endTurn: turn.end,
        finish: () => Promise.resolve(turn.end()),
        close: () => void open.delete(id),
      });
    },
    close: () => Promise.resolve(),
  };
}

/** Divides the turn's time among its words in proportion to their lengths. */
function spreadWords({ text, startMs, endMs }: ScriptedTurn, confidence: number): EngineWord[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const total = words.reduce((sum, word) => sum + word.length, 0);
  const msPerLetter = (endMs - startMs) / total;
  let letters = 0;
  return words.map((word) => {
    const wordStartMs = Math.round(startMs + letters * msPerLetter);
    letters += word.length;
    return {
      text: word,
      startMs: wordStartMs,
      endMs: Math.round(startMs + letters * msPerLetter),
      confidence,
    };
  });
}

/** Returns a word as it appears in partials. */
const bare = (word: EngineWord): EngineWord => ({
  ...word,
  text: word.text.toLowerCase().replace(/[.,;:!?]+$/, ""),
});

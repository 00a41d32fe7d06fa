/**
 * An engine that "hears" a script. What it emits depends on the number of samples accepted and on nothing else: every
 * session starts the script anew, whatever the sound is.
 */

import type { EngineWord, SpeechEngine } from "./engine.ts";
import { createTurnBuilder } from "./turn-builder.ts";

export interface ScriptedTurn {
  /** Cased and punctuated as the final shall be; partials carry it bare. */
  readonly text: string;
  /** Since the first sample; the words share the time between by their lengths. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface ScriptedEngineOptions {
  /** Silence after a turn's last word that ends it. */
  readonly endSilenceMs?: number;
  /** 0–1, of every word. */
  readonly confidence?: number;
}

export interface ScriptedEngine extends SpeechEngine {
  /** Recognitions opened and not yet closed: what a vanished client must not leave behind. */
  openRecognitions(): number;
}

/** What happens when the sound has reached a point of the script. */
interface Cue {
  readonly atMs: number;
  /** null: the turn ends. */
  readonly word: EngineWord | null;
}

const END_SILENCE_MS = 400;
const CONFIDENCE = 0.95;

export function createScriptedEngine(
  script: readonly ScriptedTurn[],
  { endSilenceMs = END_SILENCE_MS, confidence = CONFIDENCE }: ScriptedEngineOptions = {},
): ScriptedEngine {
  const cues = script
    .flatMap((turn): Cue[] => [
      ...spreadWords(turn, confidence).map((word) => ({ atMs: word.endMs, word })),
      { atMs: turn.endMs + endSilenceMs, word: null },
    ])
    .toSorted((a, b) => a.atMs - b.atMs);
  const open = new Set<symbol>();

  return {
    openRecognitions: () => open.size,
    open: (sampleRate, onHypothesis) => {
      const id = Symbol();
      open.add(id);
      const turn = createTurnBuilder(onHypothesis, bare);
      let samplesHeard = 0;
      let next = 0;
      return Promise.resolve({
        accept(samples) {
          samplesHeard += samples.length;
          const heardMs = (samplesHeard * 1000) / sampleRate;
          for (let cue = cues[next]; cue !== undefined && cue.atMs <= heardMs; cue = cues[next]) {
            next += 1;
            if (cue.word === null) turn.end();
            else turn.add(cue.word);
          }
        },
        endTurn: turn.end,
        finish: () => Promise.resolve(turn.end()),
        close: () => void open.delete(id),
      });
    },
    close: () => Promise.resolve(),
  };
}

/** Each word gets a share of the turn's time in proportion to its length. */
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

/** A word as heard while its turn is open: the final will rewrite it. */
const bare = (word: EngineWord): EngineWord => ({
  ...word,
  text: word.text.toLowerCase().replace(/[.,;:!?]+$/, ""),
});

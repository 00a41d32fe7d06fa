/**
 * An engine that "hears" a script. What it emits depends on the number of samples accepted and on nothing else: every
 * session starts the script anew, whatever the sound is.
 */

import type { EngineWord, SpeechEngine } from "../../local/speech/engine.ts";
import { createTurnBuilder } from "../../local/speech/turn-builder.ts";

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

interface Cue {
  readonly word: EngineWord;
  /** The last of its turn: silence after it ends the turn. */
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

      /** When the open turn ends, if nothing more is said. */
      const endMs = (): number => {
        if (last === null) return Infinity;
        const { afterSentenceMs, afterAnythingMs } = turnSilences?.() ?? {};
        const asked = /[.?!]$/.test(last.text) ? afterSentenceMs : afterAnythingMs;
        return last.endMs + (asked ?? endSilenceMs);
      };
      /** False: nothing more happens up to there. */
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

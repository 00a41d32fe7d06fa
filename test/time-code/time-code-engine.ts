/** Speech engine for time-coded audio (`time-code.ts`): one word per block of 100 ms, which is the block's number. */

import type { SpeechEngine } from "../../local/speech/engine.ts";
import { BLOCK_MS, createTimeCodeDecoder } from "./time-code.ts";
import { createTurnBuilder } from "../meetings/turn-builder.ts";

export interface TimeCodeEngineOptions {
  /** A turn ends after this many numbers, or at a gap. */
  readonly wordsPerTurn?: number;
  /** Length without time code that ends the open turn, to within a block. */
  readonly gapMs?: number;
}

const WORDS_PER_TURN = 20;
const GAP_MS = 400;

export function createTimeCodeEngine({
  wordsPerTurn = WORDS_PER_TURN,
  gapMs = GAP_MS,
}: TimeCodeEngineOptions = {}): SpeechEngine {
  return {
    open(sampleRate, onHypothesis) {
      const turn = createTurnBuilder(onHypothesis);
      const decode = createTimeCodeDecoder(sampleRate);
      /** Gaps are detected block by block, whatever the length of the pieces. */
      const step = Math.round((sampleRate * BLOCK_MS) / 1000);
      let samplesHeard = 0;
      let lastEndMs = 0;

      const hear = (samples: Int16Array): void => {
        samplesHeard += samples.length;
        for (const { number, startMs, endMs } of decode(samples)) {
          turn.add({ text: String(number), startMs, endMs, confidence: 1 });
          lastEndMs = endMs;
          if (turn.length() >= wordsPerTurn) turn.end();
        }
        if ((samplesHeard * 1000) / sampleRate - lastEndMs >= gapMs + BLOCK_MS) turn.end();
      };

      return Promise.resolve({
        accept(samples) {
          for (let start = 0; start < samples.length; start += step) {
            hear(samples.subarray(start, start + step));
          }
        },
        endTurn: turn.end,
        finish() {
          // The decoder needs silence after the last burst, which the audio may lack.
          hear(new Int16Array(step));
          return Promise.resolve(turn.end());
        },
        close: () => undefined,
      });
    },
    close: () => Promise.resolve(),
  };
}

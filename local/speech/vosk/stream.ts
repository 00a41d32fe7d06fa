/** One audio stream through one libvosk recognizer. Runs on the speech thread. */

import type { EngineWord, Hypothesis } from "../engine.ts";
import { dressFinal, dressPartial, spreadWords, parsePartial, parseResult } from "./results.ts";
import type { ModelPointer, RecognizerPointer, Vosk } from "./library.ts";

/** Interval at which the recognizer is asked for a partial and looks for the end of speech: one frame on the wire. */
const BLOCK_MS = 50;

/**
 * Measured: the first partial of a turn comes about this long after speech began; later ones lag by about this much.
 */
const FIRST_PARTIAL_LAG_MS = 650;
const PARTIAL_LAG_MS = 300;

/**
 * Lasting digital silence is replaced by hiss of −75 dBFS. After seconds of zeros (a muted microphone, a page before
 * playback) libvosk gets most of the next words wrong; after hiss, none of them (measured).
 */
const LASTING_SILENCE_MS = 1_000;
const HISS_PEAK = 6;
const HISS = hiss(48_000);

/** Upper bits of a linear congruential generator, so that it is the same in every run. */
function hiss(length: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return ((state >>> 16) % (2 * HISS_PEAK + 1)) - HISS_PEAK;
  });
}

export interface Stream {
  accept(samples: Int16Array): void;
  /** Decodes all accepted audio and ends the open turn. */
  endTurn(): void;
  free(): void;
}

interface OpenTurn {
  readonly startMs: number;
  /** Text of the last partial. */
  text: string;
}

/**
 * @param onHypothesis Called during `accept` and `endTurn`. A turn that proves to be no speech ends in a final without
 *   words.
 */
export function openStream(
  vosk: Vosk,
  model: ModelPointer,
  sampleRate: number,
  onHypothesis: (hypothesis: Hypothesis) => void,
): Stream {
  const recognizer = openRecognizer(vosk, model, sampleRate);
  const blocks = createBlocks(Math.round((sampleRate * BLOCK_MS) / 1000));
  let heardSamples = 0;
  let silentSamples = 0;
  let lastTurnEndMs = 0;
  let turn: OpenTurn | null = null;

  const heardMs = (): number => Math.round((heardSamples * 1000) / sampleRate);

  function hear(block: Int16Array): void {
    silentSamples = block.every((sample) => sample === 0) ? silentSamples + block.length : 0;
    const isLasting = silentSamples * 1000 > LASTING_SILENCE_MS * sampleRate;
    const heard = isLasting ? HISS.subarray(0, block.length) : block;
    const answer = vosk.accept(recognizer, heard, heard.length);
    heardSamples += block.length;
    if (answer < 0) throw new Error("libvosk failed to decode a block of sound");
    if (answer === 1) final(parseResult(vosk.result(recognizer)));
    else partial(parsePartial(vosk.partialResult(recognizer)));
  }

  function beginTurn(startMs: number): OpenTurn {
    onHypothesis({ type: "speech-started", atMs: startMs });
    return { startMs, text: "" };
  }

  function partial(texts: readonly string[]): void {
    if (texts.length === 0) return;
    turn ??= beginTurn(Math.max(lastTurnEndMs, heardMs() - FIRST_PARTIAL_LAG_MS));
    const text = texts.join(" ");
    if (text === turn.text) return;
    turn.text = text;
    const endMs = Math.max(turn.startMs, heardMs() - PARTIAL_LAG_MS);
    const words = spreadWords(texts, turn.startMs, endMs);
    onHypothesis({ type: "partial", words: dressPartial(words) });
  }

  function final(words: readonly EngineWord[]): void {
    const [first] = words;
    if (turn === null) {
      if (first === undefined) return;
      beginTurn(first.startMs);
    }
    turn = null;
    lastTurnEndMs = words.at(-1)?.endMs ?? heardMs();
    onHypothesis({ type: "final", words: dressFinal(words) });
  }

  return {
    accept: (samples) => blocks.push(samples, hear),
    endTurn() {
      blocks.flush(hear);
      final(parseResult(vosk.finalResult(recognizer)));
    },
    free: () => vosk.freeRecognizer(recognizer),
  };
}

function openRecognizer(vosk: Vosk, model: ModelPointer, sampleRate: number): RecognizerPointer {
  const recognizer = vosk.openRecognizer(model, sampleRate);
  if (recognizer === null) throw new Error(`libvosk opens no recognizer at ${sampleRate} Hz`);
  vosk.setWords(recognizer, 1);
  return recognizer;
}

/**
 * Cuts audio into blocks of one length. libvosk looks for the end of speech once per call, so equal blocks make its
 * text independent of how the audio was cut before.
 */

export interface Blocks {
  /** Copies the rest it keeps; a block is valid until the next call of `onBlock`. */
  push(samples: Int16Array, onBlock: (block: Int16Array) => void): void;
  /** Emits the rest of an unfinished block. */
  flush(onBlock: (block: Int16Array) => void): void;
}

export function createBlocks(blockSamples: number): Blocks {
  const block = new Int16Array(blockSamples);
  let filled = 0;

  return {
    push(samples, onBlock) {
      let taken = 0;
      while (taken < samples.length) {
        const part = samples.subarray(taken, taken + blockSamples - filled);
        block.set(part, filled);
        taken += part.length;
        filled += part.length;
        if (filled === blockSamples) {
          filled = 0;
          onBlock(block);
        }
      }
    },
    flush(onBlock) {
      const rest = block.subarray(0, filled);
      filled = 0;
      if (rest.length > 0) onBlock(rest);
    },
  };
}

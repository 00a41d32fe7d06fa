/**
 * Goes through a sound file once, a quarter of a megabyte at a time in one and the same piece of memory: three hours take half
 * a second, and between two pieces the panel does what is due.
 */

import { BYTES_PER_SAMPLE } from "../../../core/audio/format.ts";
import { peakCount, peaksOf, SAMPLES_PER_PEAK } from "../../../core/audio/peaks.ts";
import { sampleCount } from "../../shared/audio-file.ts";

export type Peaks = Uint8Array<ArrayBuffer>;

const PEAK_BYTES = SAMPLES_PER_PEAK * BYTES_PER_SAMPLE;
const PIECE_PEAKS = 80;

/**
 * @param known Those of the beginning, which are not made again. The last of them may lack samples.
 * @throws DOMException Where it can't be read.
 */
export async function measurePeaks(sound: File, known: Peaks, signal: AbortSignal): Promise<Peaks> {
  const samples = sampleCount(sound);
  const peaks = new Uint8Array(peakCount(samples));
  let at = Math.min(peaks.length, Math.max(0, known.length - 1));
  peaks.set(known.subarray(0, at));
  const rest = sound.slice(at * PEAK_BYTES, samples * BYTES_PER_SAMPLE);
  for await (const piece of piecesOf(rest)) {
    signal.throwIfAborted();
    const made = peaksOf(piece);
    peaks.set(made, at);
    at += made.length;
  }
  return peaks;
}

/** Each but the last of `PIECE_PEAKS`. It holds good until the next one is asked for. */
async function* piecesOf(sound: Blob): AsyncGenerator<Int16Array> {
  const reader = sound.stream().getReader({ mode: "byob" });
  let buffer = new ArrayBuffer(PIECE_PEAKS * PEAK_BYTES);
  try {
    for (let isOver = false; !isOver;) {
      let filled = 0;
      while (filled < buffer.byteLength && !isOver) {
        const room = new Uint8Array(buffer, filled);
        const { value, done } = await reader.read(room);
        // What was given away comes back in another object.
        buffer = value?.buffer ?? buffer;
        filled += value?.byteLength ?? 0;
        isOver = done;
      }
      if (filled > 0) yield new Int16Array(buffer, 0, Math.floor(filled / BYTES_PER_SAMPLE));
    }
  } finally {
    await reader.cancel();
  }
}

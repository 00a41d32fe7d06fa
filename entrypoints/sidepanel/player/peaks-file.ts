/**
 * Loudness of a channel over its length (`core/audio/peaks.ts`), stored beside its audio as `meetings/<id>/<channel>.peaks` and
 * deleted with that folder.
 */

import { BYTES_PER_SAMPLE } from "../../../core/audio/format.ts";
import { peakCount, peaksOf, SAMPLES_PER_PEAK } from "../../../core/audio/peaks.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { audioFolder, audioOf, sampleCount, ifThere } from "../../shared/audio-file.ts";

type Peaks = Uint8Array<ArrayBuffer>;

const PEAK_BYTES = SAMPLES_PER_PEAK * BYTES_PER_SAMPLE;
/** A quarter of a megabyte is read at a time; three hours take half a second, and the panel stays responsive. */
const PIECE_PEAKS = 80;
/** Samples that are appended before Chrome begins to read invalidate the file; that happens once a second. */
const TRIES = 3;

/**
 * Reads the stored peaks, or measures and stores them.
 * @param known the peaks measured before, if the audio still grows: then nothing is read or stored
 * @returns `null` if the channel has no audio
 * @throws DOMException if the audio can't be read
 */
export async function peaksOfChannel(
  meetingId: string,
  channel: ChannelName,
  { known, signal }: { readonly known: Peaks | null; readonly signal: AbortSignal },
): Promise<Peaks | null> {
  for (let tries = 1; ; tries++) {
    const audio = await audioOf(meetingId, channel);
    if (!audio || sampleCount(audio) === 0) return null;
    const stored = known ? null : await readPeaks(meetingId, channel);
    if (stored?.length === peakCount(sampleCount(audio))) return stored;
    try {
      const measured = await measurePeaks(audio, known ?? new Uint8Array(), signal);
      if (!known) await storePeaks(meetingId, channel, measured);
      return measured;
    } catch (error) {
      if (signal.aborted || tries === TRIES) throw error;
    }
  }
}

const readPeaks = (meetingId: string, channel: ChannelName): Promise<Peaks | null> =>
  ifThere(async () => {
    const folder = await audioFolder(meetingId);
    const file = await (await folder.getFileHandle(`${channel}.peaks`)).getFile();
    return new Uint8Array(await file.arrayBuffer());
  });

async function storePeaks(meetingId: string, channel: ChannelName, peaks: Peaks): Promise<void> {
  const folder = await audioFolder(meetingId);
  const file = await folder.getFileHandle(`${channel}.peaks`, { create: true });
  const writable = await file.createWritable();
  await writable.write(peaks);
  await writable.close();
}

/** Continues after `known`, whose last peak may lack samples and is measured again. */
async function measurePeaks(audio: File, known: Peaks, signal: AbortSignal): Promise<Peaks> {
  const samples = sampleCount(audio);
  const peaks = new Uint8Array(peakCount(samples));
  let at = Math.min(peaks.length, Math.max(0, known.length - 1));
  peaks.set(known.subarray(0, at));
  const rest = audio.slice(at * PEAK_BYTES, samples * BYTES_PER_SAMPLE);
  for await (const piece of piecesOf(rest)) {
    signal.throwIfAborted();
    const measured = peaksOf(piece);
    peaks.set(measured, at);
    at += measured.length;
  }
  return peaks;
}

/** All pieces share one buffer: each is valid until the next is requested. */
async function* piecesOf(audio: Blob): AsyncGenerator<Int16Array> {
  const reader = audio.stream().getReader({ mode: "byob" });
  let buffer = new ArrayBuffer(PIECE_PEAKS * PEAK_BYTES);
  try {
    for (let isOver = false; !isOver;) {
      let filled = 0;
      while (filled < buffer.byteLength && !isOver) {
        const { value, done } = await reader.read(new Uint8Array(buffer, filled));
        // The read transfers the buffer and returns it as another object.
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

/**
 * The loudness of a channel over its length, kept beside its sound as `meetings/<id>/<channel>.peaks` (`core/audio/peaks.ts`).
 * It goes with the folder of the sound.
 */

import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { peakCount, peaksOf, SAMPLES_PER_PEAK } from "../../../core/audio/peaks.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { sampleCount, soundOf } from "../../shared/sound-file.ts";
import { readSound } from "./read-sound.ts";

/** A megabyte at a time: memory stays flat, and between two blocks the panel does what is due. */
const BLOCK_SAMPLES = 30 * SAMPLE_RATE;

export type Peaks = Uint8Array<ArrayBuffer>;

/**
 * The stored ones, or else made anew and stored. Of a sound that still grows nothing is stored, and what is known is gone on
 * from. Null where the channel has no sound.
 * @throws DOMException Where the sound can't be read.
 */
export async function peaksOfChannel(
  meetingId: string,
  channel: ChannelName,
  { known, signal }: { readonly known: Peaks | null; readonly signal: AbortSignal },
): Promise<Peaks | null> {
  const sound = await soundOf(meetingId, channel);
  if (!sound || sampleCount(sound) === 0) return null;
  const samples = sampleCount(sound);
  if (known) return makePeaks(meetingId, channel, { samples, known, signal });
  const stored = await readPeaks(meetingId, channel);
  if (stored?.length === peakCount(samples)) return stored;
  const made = await makePeaks(meetingId, channel, { samples, known: new Uint8Array(), signal });
  await storePeaks(meetingId, channel, made);
  return made;
}

interface Making {
  readonly samples: number;
  /** Those of the beginning. The last one may lack samples. */
  readonly known: Peaks;
  readonly signal: AbortSignal;
}

async function makePeaks(
  meetingId: string,
  channel: ChannelName,
  { samples, known, signal }: Making,
): Promise<Peaks> {
  const peaks = new Uint8Array(peakCount(samples));
  const whole = Math.min(peaks.length, Math.max(0, known.length - 1));
  peaks.set(known.subarray(0, whole));
  for (let from = whole * SAMPLES_PER_PEAK; from < samples; from += BLOCK_SAMPLES) {
    const to = Math.min(from + BLOCK_SAMPLES, samples);
    const block = await readSound(meetingId, channel, from, to);
    signal.throwIfAborted();
    if (!block) break;
    peaks.set(peaksOf(block), from / SAMPLES_PER_PEAK);
    // Lets go of the memory now: left to the garbage collector, three hours come to hundreds of megabytes.
    block.buffer.transfer(0);
  }
  return peaks;
}

async function readPeaks(meetingId: string, channel: ChannelName): Promise<Peaks | null> {
  try {
    const folder = await folderOf(meetingId);
    const file = await (await folder.getFileHandle(`${channel}.peaks`)).getFile();
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return null;
    throw error;
  }
}

async function storePeaks(meetingId: string, channel: ChannelName, peaks: Peaks): Promise<void> {
  const folder = await folderOf(meetingId);
  const file = await folder.getFileHandle(`${channel}.peaks`, { create: true });
  const writable = await file.createWritable();
  await writable.write(peaks);
  await writable.close();
}

async function folderOf(meetingId: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  const meetings = await root.getDirectoryHandle("meetings");
  return meetings.getDirectoryHandle(meetingId);
}

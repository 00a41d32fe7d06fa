/**
 * An append-only log of samples that outlasts a disk that refuses: what it does not take waits in memory, in order, and is
 * written when it takes again. Nothing appended is lost or doubled, and the file always begins with whole, right samples.
 * A crash costs a quarter of a second at most: so much is gathered for one write, because each is told to the browser process.
 *
 * What Chromium 156 does on a disk that is really full (measured): the write that meets the end is short, mid-sample too;
 * those after it throw `QuotaExceededError`; once there is room again, the same handle writes on.
 */

import {
  BYTES_PER_SAMPLE,
  FRAME_MS,
  FRAME_SAMPLES,
  SAMPLE_RATE,
} from "../../../core/audio/format.ts";
import { createWaitingBytes } from "./waiting-bytes.ts";

const BYTES_PER_SECOND = SAMPLE_RATE * BYTES_PER_SAMPLE;
const FRAME_BYTES = FRAME_SAMPLES * BYTES_PER_SAMPLE;
/** A quarter of a second. */
const GATHERED_BYTES = 5 * FRAME_BYTES;
/** Ten minutes: 19.2 MB. */
const MEMORY_BYTES = 10 * 60 * BYTES_PER_SECOND;
/** A disk that has refused is asked again once a second. */
const RETRY_EVERY_FRAMES = 1_000 / FRAME_MS;
/** What waits is written in pieces of a second, because a write too long for the room that is left may be refused whole. */
const PIECE_BYTES = BYTES_PER_SECOND;
/** How much a power cut may cost; a crash of the browser costs nothing that is on disk. */
const FLUSH_EVERY_FRAMES = 5_000 / FRAME_MS;

/** What the log needs of a `FileSystemSyncAccessHandle`. */
export interface SyncFile {
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  getSize(): number;
  truncate(bytes: number): void;
  flush(): void;
  close(): void;
}

export interface AudioLog {
  /** Everything appended: on disk, or on its way there. After `close` only what is on disk. */
  readonly samples: number;
  /** Of these, the last ones that are in memory only, because the disk refuses them at present. */
  readonly waitingSamples: number;
  /** The disk's own words for its last refusal that is not made good; null when it does all it is asked to. */
  readonly refusal: string | null;
  /**
   * Takes `FRAME_SAMPLES` at most. The first frame is on disk when this returns, if it takes any; others soon.
   * @throws AudioMemoryFullError when disk and memory take no more; then nothing of this frame is kept, all before it is.
   */
  append(frame: Int16Array<ArrayBuffer>): void;
  /** From disk and memory alike. Fewer samples than asked for at the end of what is recorded. */
  read(atSample: number, samples: number): Int16Array<ArrayBuffer>;
  /** Tries to write all that is not on disk yet; `append` does so by itself, in its time. */
  retry(): void;
  /** Tries a last time to write what waits, and lets go of the file. All but `lostSamples` is on disk when this returns. */
  close(): AudioLogEnd;
}

export interface AudioLogEnd {
  /** The last ones, which the disk did not take. */
  readonly lostSamples: number;
  /** Also set where nothing is lost but the disk did not confirm. */
  readonly refusal: string | null;
}

export class AudioMemoryFullError extends Error {
  override readonly name = "AudioMemoryFullError";
}

/** Appends to `file` from its last whole sample on. */
export function createDurableAudioLog(file: SyncFile, memoryBytes = MEMORY_BYTES): AudioLog {
  let diskBytes = wholeSamples(file.getSize()) * BYTES_PER_SAMPLE;
  let refusal: string | null = null;
  let framesSinceRefusal = 0;
  let unflushedFrames = 0;
  let hasTried = false;
  const waiting = createWaitingBytes(memoryBytes);
  /** What the disk has not been asked to take yet; nothing while something waits. */
  const gathered = createWaitingBytes(GATHERED_BYTES);

  const samples = (): number => wholeSamples(diskBytes + waiting.length + gathered.length);
  const waitingSamples = (): number =>
    waiting.length > 0 ? samples() - wholeSamples(diskBytes) : 0;

  /** Null, and noted, when the disk refuses. A mistake in the call is no refusal. */
  function ask<T>(operation: () => T): T | null {
    try {
      return operation();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      refusal = error.message;
      return null;
    }
  }

  /** How many of `bytes` are on disk now. */
  function write(bytes: Uint8Array<ArrayBuffer>): number {
    const answer = ask(() => file.write(bytes, { at: diskBytes }));
    // Chrome 150 returned an error code as a length beyond the buffer's: https://github.com/rhashimoto/wa-sqlite/issues/336
    const written = answer !== null && answer >= 0 && answer <= bytes.length ? answer : 0;
    diskBytes += written;
    if (written === bytes.length) return written;
    framesSinceRefusal = 0;
    if (answer !== null) refusal = `${written} of ${bytes.length} bytes written`;
    return written;
  }

  function gather(bytes: Uint8Array<ArrayBuffer>): void {
    gathered.add(bytes);
    if (!hasTried || !gathered.hasRoomFor(FRAME_BYTES)) writeGathered();
  }

  function writeGathered(): void {
    if (gathered.length === 0) return;
    hasTried = true;
    const bytes = gathered.head(GATHERED_BYTES);
    const written = write(bytes);
    if (written < bytes.length) waiting.add(bytes.subarray(written));
    gathered.drop(bytes.length);
  }

  function writeWaiting(): void {
    while (waiting.length > 0) {
      const piece = waiting.head(PIECE_BYTES);
      const length = piece.length;
      const written = write(piece);
      waiting.drop(written);
      if (written < length) return;
    }
    refusal = null;
  }

  function flush(): void {
    unflushedFrames = 0;
    writeGathered();
    const isFlushed = ask(() => (file.flush(), true)) ?? false;
    if (isFlushed && waiting.length === 0) refusal = null;
  }

  return {
    get samples() {
      return samples();
    },
    get waitingSamples() {
      return waitingSamples();
    },
    get refusal() {
      return refusal;
    },
    append(frame) {
      const bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
      const isDue = ++framesSinceRefusal >= RETRY_EVERY_FRAMES;
      if (waiting.length > 0 && (isDue || !waiting.hasRoomFor(bytes.length))) writeWaiting();
      if (!waiting.hasRoomFor(bytes.length)) throw new AudioMemoryFullError(refusal ?? "");
      if (waiting.length > 0) waiting.add(bytes);
      else gather(bytes);
      if (++unflushedFrames >= FLUSH_EVERY_FRAMES) flush();
    },
    read(atSample, count) {
      const sound = new Int16Array(Math.max(0, Math.min(count, samples() - atSample)));
      const bytes = new Uint8Array(sound.buffer);
      const at = atSample * BYTES_PER_SAMPLE;
      if (at + bytes.length > diskBytes) writeGathered();
      const onDisk = Math.max(0, Math.min(diskBytes - at, bytes.length));
      if (onDisk > 0) file.read(bytes.subarray(0, onDisk), { at });
      if (onDisk < bytes.length) waiting.copy(at + onDisk - diskBytes, bytes.subarray(onDisk));
      return sound;
    },
    retry() {
      writeGathered();
      if (waiting.length > 0) writeWaiting();
    },
    close() {
      writeGathered();
      writeWaiting();
      const lostSamples = waitingSamples();
      waiting.drop(waiting.length);
      diskBytes = wholeSamples(diskBytes) * BYTES_PER_SAMPLE;
      // Half a sample is left where the disk was full in the middle of it.
      if (lostSamples > 0) ask(() => (file.truncate(diskBytes), file.flush()));
      else flush();
      file.close();
      return { lostSamples, refusal };
    },
  };
}

const wholeSamples = (bytes: number): number => Math.floor(bytes / BYTES_PER_SAMPLE);

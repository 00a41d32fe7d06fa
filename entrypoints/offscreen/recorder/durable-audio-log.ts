/**
 * An append-only log of samples that survives a disk that refuses writes: refused audio waits in memory, in order, until the disk takes
 * it. Nothing appended is lost or doubled, and the file always holds an unbroken beginning of the audio. A crash costs a quarter of a
 * second at most, because so much is gathered for one write; each write costs the browser process something.
 *
 * A disk that is really full (docs/platform.md#storage) takes part of a write, even half a sample, then throws `QuotaExceededError`;
 * once there is room, the same handle writes again.
 */

import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../../../core/audio/format.ts";
import { delay } from "../../shared/delay.ts";
import { createWaitingBytes } from "./waiting-bytes.ts";

const BYTES_PER_SECOND = SAMPLE_RATE * BYTES_PER_SAMPLE;
/** A quarter of a second. */
const GATHERED_BYTES = BYTES_PER_SECOND / 4;
/** Ten minutes: 19.2 MB. */
const MEMORY_BYTES = 10 * 60 * BYTES_PER_SECOND;
/** Audio between two attempts on a disk that has refused. */
const RETRY_EVERY_BYTES = BYTES_PER_SECOND;
/** Waiting audio is written in pieces, because a disk may refuse the whole of a write that exceeds its room. */
const PIECE_BYTES = BYTES_PER_SECOND;
/** Audio that a power cut may cost; a crash of the browser costs nothing that is on disk. */
const FLUSH_EVERY_BYTES = 5 * BYTES_PER_SECOND;

/** The part of `FileSystemSyncAccessHandle` that the log uses. */
export interface SyncFile {
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  getSize(): number;
  truncate(bytes: number): void;
  flush(): void;
  close(): void;
}

export interface AudioLog {
  /** All samples appended; after `close` only those on disk. */
  readonly samples: number;
  /** The last of them, which are only in memory because the disk refuses them. */
  readonly waitingSamples: number;
  /** Message of the disk's last refusal; null once the disk has taken everything. */
  readonly refusal: string | null;
  /**
   * Takes a quarter of a second at most. The first frame is on disk when this returns, unless the disk refuses it; others soon.
   * @throws AudioMemoryFullError if disk and memory are full; the log then keeps everything before this frame.
   */
  append(frame: Int16Array<ArrayBuffer>): void;
  /** Reads from disk and memory alike. Returns fewer samples at the end of the log. */
  read(atSample: number, samples: number): Int16Array<ArrayBuffer>;
  /** Tries to write everything that is not on disk; `append` does so regularly. */
  retry(): void;
  /** Tries once more to write what waits, and releases the file. All but `lostSamples` is then on disk. */
  close(): AudioLogEnd;
}

export interface AudioLogEnd {
  /** The last samples, which the disk refused. */
  readonly lostSamples: number;
  /** Also set if nothing is lost but the disk did not confirm. */
  readonly refusal: string | null;
}

export class AudioMemoryFullError extends Error {
  override readonly name = "AudioMemoryFullError";
}

/** Appends to `file` after its last whole sample. */
export function createDurableAudioLog(file: SyncFile, memoryBytes = MEMORY_BYTES): AudioLog {
  const disk = createRefusingDisk(file);
  let bytesSinceRefusal = 0;
  let unflushedBytes = 0;
  let hasTried = false;
  const waiting = createWaitingBytes(memoryBytes);
  /** Bytes for the next write; empty while something waits. */
  const gathered = createWaitingBytes(GATHERED_BYTES);

  const samples = (): number => wholeSamples(disk.bytes + waiting.length + gathered.length);
  const waitingSamples = (): number =>
    waiting.length > 0 ? samples() - wholeSamples(disk.bytes) : 0;

  function write(bytes: Uint8Array<ArrayBuffer>): number {
    const written = disk.write(bytes);
    if (written < bytes.length) bytesSinceRefusal = 0;
    return written;
  }

  function gather(bytes: Uint8Array<ArrayBuffer>): void {
    if (!gathered.hasRoomFor(bytes.length)) writeGathered();
    // A refusal made the gathered bytes wait, and order is kept.
    if (waiting.length > 0) return waiting.add(bytes);
    gathered.add(bytes);
    if (!hasTried || !gathered.hasRoomFor(bytes.length)) writeGathered();
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
    disk.forgetRefusal();
  }

  function flush(): void {
    unflushedBytes = 0;
    writeGathered();
    if (disk.flush() && waiting.length === 0) disk.forgetRefusal();
  }

  return {
    get samples() {
      return samples();
    },
    get waitingSamples() {
      return waitingSamples();
    },
    get refusal() {
      return disk.refusal;
    },
    append(frame) {
      const bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
      bytesSinceRefusal += bytes.length;
      const isDue = bytesSinceRefusal >= RETRY_EVERY_BYTES;
      if (waiting.length > 0 && (isDue || !waiting.hasRoomFor(bytes.length))) writeWaiting();
      if (!waiting.hasRoomFor(bytes.length)) throw new AudioMemoryFullError(disk.refusal ?? "");
      if (waiting.length > 0) waiting.add(bytes);
      else gather(bytes);
      unflushedBytes += bytes.length;
      if (unflushedBytes >= FLUSH_EVERY_BYTES) flush();
    },
    read(atSample, count) {
      const audio = new Int16Array(Math.max(0, Math.min(count, samples() - atSample)));
      const bytes = new Uint8Array(audio.buffer);
      const at = atSample * BYTES_PER_SAMPLE;
      if (at + bytes.length > disk.bytes) writeGathered();
      const onDisk = Math.max(0, Math.min(disk.bytes - at, bytes.length));
      if (onDisk > 0) file.read(bytes.subarray(0, onDisk), { at });
      if (onDisk < bytes.length) waiting.copy(at + onDisk - disk.bytes, bytes.subarray(onDisk));
      return audio;
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
      if (lostSamples > 0) disk.cutTo(wholeSamples(disk.bytes) * BYTES_PER_SAMPLE);
      else flush();
      file.close();
      return { lostSamples, refusal: disk.refusal };
    },
  };
}

const wholeSamples = (bytes: number): number => Math.floor(bytes / BYTES_PER_SAMPLE);

/** A file whose refusals are remembered instead of thrown. Any error but a `DOMException` is a bug and is thrown. */
function createRefusingDisk(file: SyncFile) {
  let bytes = wholeSamples(file.getSize()) * BYTES_PER_SAMPLE;
  let refusal: string | null = null;

  function unlessRefused<T>(operation: () => T): T | null {
    try {
      return operation();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      refusal = error.message;
      return null;
    }
  }

  return {
    get bytes() {
      return bytes;
    },
    get refusal() {
      return refusal;
    },
    forgetRefusal(): void {
      refusal = null;
    },
    /** Appends; returns how many bytes the disk took. */
    write(appended: Uint8Array<ArrayBuffer>): number {
      const answer = unlessRefused(() => file.write(appended, { at: bytes }));
      // Chrome 150 returned an error code as a length beyond the buffer's: https://github.com/rhashimoto/wa-sqlite/issues/336
      const written = answer !== null && answer >= 0 && answer <= appended.length ? answer : 0;
      bytes += written;
      if (answer !== null && written < appended.length)
        refusal = `${written} of ${appended.length} bytes written`;
      return written;
    },
    flush: (): boolean => unlessRefused(() => (file.flush(), true)) ?? false,
    /** Removes half a sample, which a disk that is full in the middle of it leaves. */
    cutTo(length: number): void {
      bytes = length;
      unlessRefused(() => (file.truncate(length), file.flush()));
    },
  };
}

const DRAIN_EVERY_MS = 1_000;
/** The time for which memory holds audio that a full disk refuses, so that the user can make room. */
export const LONGEST_DRAIN_MS = 10 * 60_000;

/** At the end of a recording: resolves when no log waits for the disk any more, or after ten minutes. */
export async function drainToDisk(logs: readonly AudioLog[]): Promise<void> {
  for (let waitedMs = 0; waitedMs < LONGEST_DRAIN_MS; waitedMs += DRAIN_EVERY_MS) {
    for (const log of logs) log.retry();
    if (logs.every(({ waitingSamples }) => waitingSamples === 0)) return;
    await delay(DRAIN_EVERY_MS);
  }
}

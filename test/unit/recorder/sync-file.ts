/** A file in memory that behaves like a `FileSystemSyncAccessHandle`, on a disk whose room the test sets. */

import type { SyncFile } from "../../../entrypoints/offscreen/recorder/durable-audio-log.ts";

export const quotaExceeded = (): DOMException =>
  new DOMException("No space available for this operation", "QuotaExceededError");

export interface TestFile extends SyncFile {
  /** Bytes the disk takes in all. As in Chromium, a write that reaches them is short and one that begins there throws. */
  room: number;
  /** Outcomes of the next writes instead of the disk's: bytes written, or an error. */
  readonly answers: (number | Error)[];
  readonly flushes: (Error | null)[];
  readonly content: Uint8Array<ArrayBuffer>;
  readonly writes: number;
  readonly isClosed: boolean;
}

export function createTestFile(before = new Uint8Array(0)): TestFile {
  const disk = new Uint8Array(24_000_000);
  disk.set(before);
  let size = before.length;
  let writes = 0;
  let isClosed = false;

  const file: TestFile = {
    room: Infinity,
    answers: [],
    flushes: [],
    get content() {
      return disk.slice(0, size);
    },
    get writes() {
      return writes;
    },
    get isClosed() {
      return isClosed;
    },
    write(bytes, { at }) {
      writes++;
      const answer = file.answers.shift();
      if (answer instanceof Error) throw answer;
      const taken = Math.min(answer ?? bytes.length, bytes.length, file.room - at);
      if (taken <= 0 && answer === undefined) throw quotaExceeded();
      if (answer !== undefined && (answer > bytes.length || answer < 0)) return answer;
      disk.set(bytes.subarray(0, taken), at);
      size = Math.max(size, at + taken);
      return taken;
    },
    read(into, { at }) {
      const bytes = disk.subarray(at, Math.min(at + into.length, size));
      into.set(bytes);
      return bytes.length;
    },
    getSize: () => size,
    truncate(bytes) {
      size = bytes;
    },
    flush() {
      const failure = file.flushes.shift();
      if (failure) throw failure;
    },
    close() {
      isClosed = true;
    },
  };
  return file;
}

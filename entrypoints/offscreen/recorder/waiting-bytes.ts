/** A bounded first-in-first-out queue of bytes that wait for their write. */

export interface WaitingBytes {
  readonly length: number;
  hasRoomFor(count: number): boolean;
  /** @throws RangeError without room for all of them; then none is taken. */
  add(bytes: Uint8Array): void;
  /** Returns the first `count` bytes, or fewer, as a view that is valid until the next `add` or `drop`. */
  head(count: number): Uint8Array<ArrayBuffer>;
  /** Removes the first `count` bytes. */
  drop(count: number): void;
  /** Fills `into` with the bytes from `offset` on. */
  copy(offset: number, into: Uint8Array): void;
}

/** Allocates memory only while bytes wait. */
export function createWaitingBytes(capacityBytes: number): WaitingBytes {
  let memory = new Uint8Array(0);
  let start = 0;
  let end = 0;

  const hasRoomFor = (count: number): boolean => end - start + count <= capacityBytes;

  function makeRoomAtEnd(): void {
    memory.copyWithin(0, start, end);
    end -= start;
    start = 0;
  }

  return {
    get length() {
      return end - start;
    },
    hasRoomFor,
    add(bytes) {
      if (!hasRoomFor(bytes.length)) throw new RangeError(`No room for ${bytes.length} bytes`);
      // The operating system backs the block page by page, as it fills.
      if (memory.length === 0) memory = new Uint8Array(capacityBytes);
      if (end + bytes.length > capacityBytes) makeRoomAtEnd();
      memory.set(bytes, end);
      end += bytes.length;
    },
    head: (count) => memory.subarray(start, Math.min(start + count, end)),
    drop(count) {
      start = Math.min(start + count, end);
      if (start < end) return;
      memory = new Uint8Array(0);
      start = 0;
      end = 0;
    },
    copy: (offset, into) => into.set(memory.subarray(start + offset, start + offset + into.length)),
  };
}

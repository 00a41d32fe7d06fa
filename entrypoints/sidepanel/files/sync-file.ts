/** Synchronous access to files, which only threads have. */

import { exportHandle } from "../../shared/export-folder.ts";

/** The part of `FileSystemSyncAccessHandle` that is used here; the types of a page, in whose tests this runs too, do not have it. */
export interface SyncFile {
  read(into: ArrayBufferView<ArrayBuffer>, options: { readonly at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  close(): void;
}

/** @throws DOMException `NoModificationAllowedError` if another holder has the file */
export const openSync = (handle: FileSystemFileHandle): Promise<SyncFile> =>
  (handle as unknown as { createSyncAccessHandle(): Promise<SyncFile> }).createSyncAccessHandle();

/** A new file in the folder of exports. */
export interface OutputFile {
  /** Bytes written. */
  readonly size: number;
  /** @throws DOMException `QuotaExceededError` if the disk is full */
  append(bytes: Uint8Array<ArrayBuffer>): void;
  /** Closes the file. @returns its content */
  end(): Promise<File>;
}

/** The file is released when this thread ends; whoever has named it removes it after a failure. */
export async function openOutput(name: string): Promise<OutputFile> {
  const handle = await exportHandle(name);
  const file = await openSync(handle);
  let size = 0;
  return {
    get size() {
      return size;
    },
    append(bytes) {
      // A full disk takes a part first (docs/platform.md#storage).
      const written = file.write(bytes, { at: size });
      size += written;
      if (written < bytes.length) throw new DOMException("The disk is full.", "QuotaExceededError");
    },
    end() {
      file.close();
      return handle.getFile();
    },
  };
}

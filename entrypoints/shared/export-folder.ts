/** Files that downloads read, on disk beside the recordings, so that memory does not grow with an export. */

import { reportUnexpected } from "./errors.ts";

const FOLDER = "exports";
/** A panel that closes leaves its file; after this time no download reads it. */
const ORPHANED_AFTER_MS = 3_600_000;

export interface ExportFile {
  readonly file: File;
  /** Called when the download has read the file. */
  remove(): Promise<void>;
}

/**
 * Creates a file with the content that `write` writes; `write` need not close it.
 *
 * @throws the error of `write`, or a DOMException `QuotaExceededError` if the disk is full; then the file is removed
 */
export async function writeExport(
  extension: string,
  write: (writable: FileSystemWritableFileStream) => Promise<void>,
): Promise<ExportFile> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  await removeOrphans(folder);
  const name = `${crypto.randomUUID()}.${extension}`;
  const handle = await folder.getFileHandle(name, { create: true });
  const remove = (): Promise<void> => folder.removeEntry(name);
  try {
    const writable = await handle.createWritable();
    try {
      await write(writable);
      await writable.close();
    } catch (error) {
      // Releases the file, so that it can be removed.
      await writable.abort().catch(reportUnexpected("releasing an incomplete export"));
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { file: await handle.getFile(), remove };
}

/** Removes files that closed panels have left. */
export async function sweepExports(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await removeOrphans(await root.getDirectoryHandle(FOLDER, { create: true }));
}

async function removeOrphans(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const [name, entry] of folder.entries()) {
    if (entry.kind !== "file") continue;
    const { lastModified } = await entry.getFile();
    if (Date.now() - lastModified > ORPHANED_AFTER_MS) await folder.removeEntry(name);
  }
}

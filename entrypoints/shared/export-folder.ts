/**
 * Where the files that downloads are made of lie on disk, beside the recordings: what is exported must lie somewhere, and
 * memory must not grow with it.
 */

import { reportUnexpected } from "./errors.ts";

const FOLDER = "exports";
/** A panel that is closed leaves its file behind; by then no download reads it any more. */
const LEFT_BEHIND_AFTER_MS = 3_600_000;

export interface ExportFile {
  readonly file: File;
  /** Once the download has taken what it needs. */
  remove(): Promise<void>;
}

/**
 * A new file, with what `write` writes into it; it need not close it.
 * @throws What `write` throws, or DOMException `QuotaExceededError` where the disk takes no more; then nothing stays of it.
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
      // Lets go of the file, so that it can be removed.
      await writable.abort().catch(reportUnexpected("letting go of a half written export"));
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { file: await handle.getFile(), remove };
}

/** Removes what panels that were closed have left. */
export async function sweepExports(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await removeOrphans(await root.getDirectoryHandle(FOLDER, { create: true }));
}

async function removeOrphans(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const [name, entry] of folder.entries()) {
    if (entry.kind !== "file") continue;
    const { lastModified } = await entry.getFile();
    if (Date.now() - lastModified > LEFT_BEHIND_AFTER_MS) await folder.removeEntry(name);
  }
}

/**
 * The search index on disk: `search/index.json` in the origin-private file system (OPFS). Its first line is a digest of the rest,
 * which tells a damaged file. Chrome writes a new file beside the old one and then replaces it.
 */

import { parseWordIndex } from "../../core/search/word-index.ts";
import { ifThere } from "./audio-file.ts";
import { sha256 } from "./sha256.ts";

export interface IndexFile {
  /** @returns the index as it was written, or `null` if the file is missing or damaged */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
  /** Does nothing if the file is missing. */
  remove(): Promise<void>;
}

/** Owner of the index: the search thread, as long as it lives. */
export const INDEX_LOCK = "earshot-search";

const NAME = "index.json";

const folder = async (): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle("search", { create: true });

const fileText = (): Promise<string | null> =>
  ifThere(async () => {
    const handle = await (await folder()).getFileHandle(NAME);
    return (await handle.getFile()).text();
  });

export const indexFile: IndexFile = {
  async read() {
    const text = await fileText();
    const lineEnd = text?.indexOf("\n") ?? -1;
    if (text === null || lineEnd === -1) return null;
    const body = text.slice(lineEnd + 1);
    return (await sha256(body)) === text.slice(0, lineEnd) ? body : null;
  },
  async write(text) {
    const handle = await (await folder()).getFileHandle(NAME, { create: true });
    const writable = await handle.createWritable();
    await writable.write(`${await sha256(text)}\n${text}`);
    await writable.close();
  },
  async remove() {
    await ifThere(async () => (await folder()).removeEntry(NAME));
  },
};

/**
 * Removes the words of deleted meetings from the index, unless a search thread owns it: that removes them itself. The meetings
 * must be marked as deleted, so that no search thread adds their words again.
 */
export async function forgetWords(
  meetingIds: readonly string[],
  file: IndexFile = indexFile,
): Promise<void> {
  await navigator.locks.request(INDEX_LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const stored = await file.read();
    const index = stored === null ? null : parseWordIndex(stored);
    // The next search builds a new index.
    if (!index) return file.remove();
    for (const id of meetingIds) index.remove(id);
    await file.write(index.serialize());
  });
}

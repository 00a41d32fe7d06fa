/**
 * The search index on disk: `search/index.json` in the origin-private file system, with a digest of it in the first line, so
 * that a damaged one is told from a whole one. It is written beside the old one and then takes its place.
 */

import { ifThere } from "./ignore-missing.ts";

export interface IndexFile {
  /** As it was written; null where there is none, or it is damaged. */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
  /** Where there is one. */
  remove(): Promise<void>;
}

/** Of who keeps the index: the search thread as long as it lives. */
export const INDEX_LOCK = "earshot-search";

const NAME = "index.json";

const folder = async (): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle("search", { create: true });

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

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
    return (await digestOf(body)) === text.slice(0, lineEnd) ? body : null;
  },
  async write(text) {
    const handle = await (await folder()).getFileHandle(NAME, { create: true });
    const writable = await handle.createWritable();
    await writable.write(`${await digestOf(text)}\n${text}`);
    await writable.close();
  },
  async remove() {
    await ifThere(async () => (await folder()).removeEntry(NAME));
  },
};

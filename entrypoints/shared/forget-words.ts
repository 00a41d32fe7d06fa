/**
 * Takes the words of meetings that go for good out of the search index on disk, where no search thread does it: there is one
 * only as long as a panel searches.
 */

import { parseWordIndex } from "../../core/search/word-index.ts";
import { INDEX_LOCK, type IndexFile, indexFile } from "./search-index-file.ts";

/** They are marked as deleted, so that a search thread, whenever one comes, does not take them in again. */
export async function forgetWords(
  meetingIds: readonly string[],
  file: IndexFile = indexFile,
): Promise<void> {
  await navigator.locks.request(INDEX_LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const stored = await file.read();
    const index = stored === null ? null : parseWordIndex(stored);
    // It would be made anew by whoever searches next.
    if (!index) return file.remove();
    for (const id of meetingIds) index.remove(id);
    await file.write(index.serialize());
  });
}

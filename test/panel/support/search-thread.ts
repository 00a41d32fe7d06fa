/** The search thread for a DOM without workers: its own code in the same thread, with an index file in memory. */

import { beforeEach, vi } from "vitest";
import type { SearchReport, SearchRequest } from "../../../core/protocol/search.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { openIndexKeeper } from "../../../entrypoints/sidepanel/search/index-keeper.ts";
import { serveSearch } from "../../../entrypoints/sidepanel/search/serve-search.ts";

let text: string | null = null;
const file = {
  read: async () => text,
  write: async (written: string) => void (text = written),
  remove: async () => void (text = null),
};
beforeEach(() => {
  text = null;
});

/** Sends a report to every panel in place of the thread. */
export let reportFromThread = (_report: SearchReport): void => {};

const openParts = async () => {
  const database = await openDatabase();
  return { database, keeper: await openIndexKeeper({ database, file, onProgress: () => {} }) };
};

class SharedWorkerHere {
  readonly port: { onmessage: ((event: { data: SearchReport }) => void) | null };

  constructor() {
    const port = {
      onmessage: null as ((event: { data: SearchReport }) => void) | null,
      postMessage: (request: SearchRequest) => serve(structuredClone(request)),
      close: () => (port.onmessage = null),
    };
    const report = (data: SearchReport): void => port.onmessage?.({ data: structuredClone(data) });
    const serve = serveSearch(openParts(), report);
    reportFromThread = report;
    this.port = port;
  }
}

vi.stubGlobal("SharedWorker", SharedWorkerHere);

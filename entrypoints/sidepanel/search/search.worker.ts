/**
 * The search thread: one SharedWorker for all panels, so that the index is in memory once. It lives as long as a panel does. A
 * previous thread may still be ending when this one starts, so the owner of the index holds a lock.
 */

import type { SearchReport, SearchRequest } from "../../../core/protocol/search.ts";
import { openDatabase } from "../../shared/database/open.ts";
import { listenForErrors } from "../../shared/errors.ts";
import { INDEX_LOCK, indexFile } from "../../shared/search-index-file.ts";
import { openIndexKeeper } from "./index-keeper.ts";
import { type SearchParts, serveSearch } from "./serve-search.ts";

const scope = globalThis as unknown as SharedWorkerGlobalScope;
listenForErrors(scope, "search thread");

/** Ports of closed panels stay: no event reports that a panel has closed. */
const ports: MessagePort[] = [];
let preparing: Extract<SearchReport, { type: "preparing" }> = { type: "preparing", share: null };

function onProgress(share: number | null): void {
  const percent = share === null ? null : Math.floor(share * 100) / 100;
  if (percent === preparing.share) return;
  preparing = { type: "preparing", share: percent };
  for (const port of ports) port.postMessage(preparing);
}

async function openParts(): Promise<SearchParts> {
  await holdIndex();
  const database = await openDatabase();
  return { database, keeper: await openIndexKeeper({ database, file: indexFile, onProgress }) };
}

/** Holds the lock until this thread ends. */
const holdIndex = (): Promise<void> =>
  new Promise((resolve) => {
    void navigator.locks.request(INDEX_LOCK, () => {
      resolve();
      return new Promise<never>(() => {});
    });
  });

const parts = openParts();

scope.addEventListener("connect", ({ ports: [port] }) => {
  if (!port) return;
  ports.push(port);
  const report = (message: SearchReport): void => port.postMessage(message);
  const serve = serveSearch(parts, report);
  port.onmessage = ({ data }: MessageEvent<SearchRequest>) => serve(data);
  report(preparing);
});

/** The files thread for a DOM without workers: its own code in the same thread. */

import { vi } from "vitest";
import type { FilesReport, FilesRequest } from "../../../core/protocol/files.ts";
import { serveFiles } from "../../../entrypoints/sidepanel/files/serve-files.ts";

class FilesWorkerHere {
  onmessage: ((event: { data: FilesReport }) => void) | null = null;
  #serve = serveFiles((data) => this.onmessage?.({ data }));

  postMessage(request: FilesRequest<Blob>): void {
    this.#serve(request);
  }

  terminate(): void {
    this.onmessage = null;
  }
}

vi.stubGlobal("Worker", FilesWorkerHere);

/** Hands a file to Chrome as a download. */

import { reportUnexpected } from "../../shared/errors.ts";

export interface ExportedFile {
  readonly blob: Blob;
  readonly name: string;
  /** Releases what is behind the blob once the download has taken it. */
  readonly release?: () => Promise<void>;
}

/** Long enough for Chrome to open the blob; it copies what it needs when the download begins. */
const REVOKE_AFTER_MS = 60_000;
/** 5 MB/s: a slow disk that a large file is copied to. */
const SLOWEST_BYTES_PER_MS = 5_000;

export function download({ blob, name, release }: ExportedFile): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(
    () => {
      URL.revokeObjectURL(url);
      release?.().catch(reportUnexpected("removing an exported file"));
    },
    REVOKE_AFTER_MS + blob.size / SLOWEST_BYTES_PER_MS,
  );
}

export const downloadJson = (json: string, name: string): void =>
  download({ blob: new Blob([json], { type: "application/json" }), name });

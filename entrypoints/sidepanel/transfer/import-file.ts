/** Brings a file in, whatever it is: told by what it holds, not by what it is called. */

import { ok, type Result } from "../../../core/problem.ts";
import { importArchive, importJson } from "./import-archive.ts";
import type { ImportOptions, MeetingOutcome } from "./import-options.ts";
import { importAudio } from "./import-audio.ts";

export type ImportOutcome =
  | { readonly type: "sound"; readonly meetingId: string }
  /** Empty where it was aborted before the first was there. */
  | { readonly type: "meetings"; readonly meetings: readonly MeetingOutcome[] };

const HEAD_BYTES = 1_024;

/** @throws The signal's reason when it aborts before anything is there. */
export async function importFile(
  file: File,
  options: ImportOptions,
): Promise<Result<ImportOutcome>> {
  const kind = await kindOf(file);
  if (kind === "sound") {
    const imported = await importAudio(file, options);
    return imported.ok ? ok({ type: "sound", ...imported.value }) : imported;
  }
  const bring = kind === "zip" ? importArchive : importJson;
  const meetings = await bring(file, options);
  return meetings.ok ? ok({ type: "meetings", meetings: meetings.value }) : meetings;
}

type Kind = "zip" | "json" | "sound";

/** Where it can't be read, the import of sound says so. */
async function kindOf(file: File): Promise<Kind> {
  const head = await file
    .slice(0, HEAD_BYTES)
    .text()
    .catch(() => "");
  // A local file, or the end of an archive without any (APPNOTE 4.3.7, 4.3.16).
  if (["PK\u0003\u0004", "PK\u0005\u0006"].some((mark) => head.startsWith(mark))) return "zip";
  return /^\s*[[{]/.test(head) ? "json" : "sound";
}

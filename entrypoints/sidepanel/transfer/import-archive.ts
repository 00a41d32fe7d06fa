/** Imports meetings as a ZIP archive of one or several, or one as text. */

import { audioFileName, type MeetingFile } from "../../../core/archive/meeting-file.ts";
import { readMeetingFile } from "../../../core/archive/schema.ts";
import { LARGEST } from "../../../core/bounds.ts";
import type { MeetingFolder } from "../../../core/archive/zip.ts";
import { CHANNEL_NAMES } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { importMeeting, type IncomingMeeting } from "./import-meeting.ts";
import { importProblem, type ImportOptions, type MeetingOutcome } from "./import-options.ts";
import { type ArchiveEntry, DamagedEntry, entryText, openArchive } from "./open-archive.ts";

const TOO_LONG = "It is longer than any meeting’s text.";

/**
 * Imports each meeting as a whole or not at all. If it is aborted, the meetings that are complete stay.
 * @returns failures of the whole file are "meeting-file-refused", "meeting-file-newer" and those of disk and database
 */
export async function importArchive(
  file: File,
  options: ImportOptions,
): Promise<Result<readonly MeetingOutcome[]>> {
  const folders = await openArchive(file).catch((error: unknown) =>
    importProblem(error, "meeting-file-refused"),
  );
  if (!folders.ok) return folders;
  const onBytes = byteMeter(folders.value, options);
  const outcomes: MeetingOutcome[] = [];
  for (const folder of folders.value) {
    const incoming = (): Promise<Result<IncomingMeeting>> => incomingFrom(folder);
    const outcome = await importOne(folder.name || file.name, incoming, { ...options, onBytes });
    if (outcome) outcomes.push(outcome);
    if (options.signal.aborted) break;
  }
  return ok(outcomes);
}

/** Imports one meeting without audio, from its JSON or from a transcript. */
export async function importText(
  fileName: string,
  read: Result<MeetingFile>,
  options: ImportOptions,
): Promise<Result<readonly MeetingOutcome[]>> {
  const incoming = async (): Promise<Result<IncomingMeeting>> =>
    read.ok ? ok({ file: { ...read.value, sound: [] }, entryOf: () => undefined }) : read;
  const outcome = await importOne(fileName, incoming, { ...options, onBytes() {} });
  return ok(outcome ? [outcome] : []);
}

async function incomingFrom({
  meetingFile,
  fileOf,
}: MeetingFolder<ArchiveEntry>): Promise<Result<IncomingMeeting>> {
  if (meetingFile.size > LARGEST.meetingFile) return fail("meeting-file-refused", TOO_LONG);
  const read = readMeetingFile(await entryText(meetingFile));
  return read.ok ? ok({ file: read.value, entryOf: fileOf }) : read;
}

/** @returns `null` if it was aborted */
async function importOne(
  name: string,
  incoming: () => Promise<Result<IncomingMeeting>>,
  options: Parameters<typeof importMeeting>[1],
): Promise<MeetingOutcome | null> {
  const readAndImport = async (): Promise<Awaited<ReturnType<typeof importMeeting>>> => {
    const read = await incoming();
    return read.ok ? importMeeting(read.value, options) : read;
  };
  const imported = await readAndImport().catch((error: unknown) =>
    error instanceof DamagedEntry
      ? fail("meeting-file-refused", "It is damaged.")
      : options.signal.aborted
        ? null
        : importProblem(error, "meeting-file-refused"),
  );
  if (!imported) return null;
  return imported.ok ? imported.value : { type: "refused", name, problem: imported.problem };
}

/** Reports the share of all audio in the archive that is written. */
function byteMeter(
  folders: readonly MeetingFolder<ArchiveEntry>[],
  { onProgress }: ImportOptions,
): (bytes: number) => void {
  const sizes = folders.flatMap(({ fileOf }) =>
    CHANNEL_NAMES.flatMap((channel) => fileOf(audioFileName(channel))?.size ?? []),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    if (total > 0) onProgress(Math.min(1, done / total));
  };
}

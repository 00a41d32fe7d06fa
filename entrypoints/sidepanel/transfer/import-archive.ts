/** Brings the meetings of a file in that an Earshot has exported: a ZIP archive of one or several, or one as JSON. */

import type { ZipEntry } from "unzipit";
import {
  MAX_MEETING_FILE_BYTES,
  readMeetingFile,
} from "../../../core/archive/read-meeting-file.ts";
import type { MeetingFolder } from "../../../core/archive/zip.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { importMeeting, type IncomingMeeting } from "./import-meeting.ts";
import { diskProblem, type ImportOptions, type MeetingOutcome } from "./import-options.ts";
import { DamagedEntry, entryText, openArchive } from "./open-archive.ts";

const TOO_LONG = "It is longer than any meeting’s text.";

/**
 * Each meeting wholly or not at all. Where it is aborted, those that are there by then stay.
 * @returns Failures are "meeting-file-refused", "meeting-file-newer" and "import-disk-failed": of the file as a whole.
 */
export async function importArchive(
  file: File,
  options: ImportOptions,
): Promise<Result<readonly MeetingOutcome[]>> {
  const folders = await openArchive(file).catch((error: unknown) =>
    diskProblem(error, "meeting-file-refused"),
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

/** One meeting as JSON; of its sound there is none. */
export async function importJson(
  file: File,
  options: ImportOptions,
): Promise<Result<readonly MeetingOutcome[]>> {
  const incoming = async (): Promise<Result<IncomingMeeting>> => {
    if (file.size > MAX_MEETING_FILE_BYTES) return fail("meeting-file-refused", TOO_LONG);
    const read = readMeetingFile(await file.text());
    return read.ok ? ok({ file: { ...read.value, sound: [] }, entryOf: () => undefined }) : read;
  };
  const outcome = await importOne(file.name, incoming, { ...options, onBytes() {} });
  return ok(outcome ? [outcome] : []);
}

async function incomingFrom({
  meetingFile,
  files,
}: MeetingFolder<ZipEntry>): Promise<Result<IncomingMeeting>> {
  if (meetingFile.size > MAX_MEETING_FILE_BYTES) return fail("meeting-file-refused", TOO_LONG);
  const read = readMeetingFile(await entryText(meetingFile));
  return read.ok ? ok({ file: read.value, entryOf: (name) => files.get(name) }) : read;
}

/** Null where it was aborted. */
async function importOne(
  name: string,
  incoming: () => Promise<Result<IncomingMeeting>>,
  options: Parameters<typeof importMeeting>[1],
): Promise<MeetingOutcome | null> {
  const bring = async (): Promise<Awaited<ReturnType<typeof importMeeting>>> => {
    const read = await incoming();
    return read.ok ? importMeeting(read.value, options) : read;
  };
  const brought = await bring().catch((error: unknown) =>
    error instanceof DamagedEntry
      ? fail("meeting-file-refused", "It is damaged.")
      : options.signal.aborted
        ? null
        : diskProblem(error, "meeting-file-refused"),
  );
  if (!brought) return null;
  return brought.ok ? brought.value : { type: "refused", name, problem: brought.problem };
}

/** How much of all the sound in the archive is written. */
function byteMeter(
  folders: readonly MeetingFolder<ZipEntry>[],
  { onProgress }: ImportOptions,
): (bytes: number) => void {
  const sounds = folders.flatMap(({ files }) =>
    ["tab.wav", "mic.wav"].flatMap((name) => files.get(name)?.size ?? []),
  );
  const total = sounds.reduce((sum, size) => sum + size, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    if (total > 0) onProgress(Math.min(1, done / total));
  };
}

/**
 * Meetings as one ZIP archive, a folder for each (`docs/formats.md`): the meeting as JSON, the sound of each channel and of
 * all together, and whatever other forms it is asked in. It is written to disk piece by piece, so that memory grows neither
 * with their length nor with their number.
 */

import { archiveFileName, createFolderNames } from "../../../core/export/file-name.ts";
import { toMeetingFile, writeMeetingFile } from "../../../core/archive/meeting-file.ts";
import { MEETING_FILE_NAME } from "../../../core/archive/zip.ts";
import type { Meeting, MeetingContent } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { readWhole } from "../../shared/database/whole-meeting.ts";
import { type ExportFile, writeExport } from "../../shared/export-folder.ts";
import { sampleCount } from "../../shared/audio-file.ts";
import { mixedWavBlocks } from "./mixed-wav.ts";
import { type ProgressMeter, progressMeter, soundsOf, wavFilesOf } from "./wav-files.ts";

/** A meeting in one more form. */
export interface TextFile {
  readonly name: string;
  readonly content: string;
}

export interface ExportOptions {
  readonly database: Database;
  /** The program and its version. */
  readonly exportedBy: string;
  readonly filesOf: (content: MeetingContent) => readonly TextFile[];
  /** How much of the sound is written, 0–1. */
  onProgress(share: number): void;
  readonly signal: AbortSignal;
}

export interface Archive extends ExportFile {
  /** What it is called where it holds one meeting. */
  readonly fileName: string;
}

export interface ExportOutcome {
  /** Null where none of the meetings could be exported. */
  readonly archive: Archive | null;
  /** Those that are still being recorded. */
  readonly leftOut: readonly Meeting[];
}

/**
 * Meetings that are gone meanwhile are left out without a word.
 * @returns Failures are "export-disk-failed"; then nothing of it is left behind.
 * @throws The signal's reason when it aborts.
 */
export async function exportArchive(
  meetingIds: readonly string[],
  options: ExportOptions,
): Promise<Result<ExportOutcome>> {
  const { database, signal } = options;
  const found = await Promise.all(meetingIds.map((id) => getMeeting(database, id)));
  const meetings = found.filter((meeting) => meeting !== undefined);
  const leftOut = meetings.filter(({ state }) => state === "recording");
  const ready = meetings.filter(({ state }) => state !== "recording");
  const [first] = ready;
  if (!first) return ok({ archive: null, leftOut });
  try {
    const written = await writeExport("zip", (writable) => writeZip(writable, ready, options));
    return ok({ archive: { ...written, fileName: archiveFileName(first) }, leftOut });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DOMException) return fail("export-disk-failed", error.name);
    throw error;
  }
}

async function writeZip(
  writable: FileSystemWritableFileStream,
  meetings: readonly Meeting[],
  options: ExportOptions,
): Promise<void> {
  // Only who exports pays for it.
  const { makeZip } = await import("client-zip");
  const entries = entriesOf(meetings, options, await progressMeter(meetings, options.onProgress));
  for await (const bytes of makeZip(entries)) {
    options.signal.throwIfAborted();
    await writable.write(bytes as Uint8Array<ArrayBuffer>);
  }
}

interface Entry {
  readonly name: string;
  readonly lastModified: Date;
  readonly input: string | AsyncIterable<ArrayBufferView>;
}

async function* entriesOf(
  meetings: readonly Meeting[],
  { database, exportedBy, filesOf }: ExportOptions,
  meter: ProgressMeter,
): AsyncGenerator<Entry> {
  const folderName = createFolderNames();
  for (const { id } of meetings) {
    const content = await readWhole(database, id);
    if (!content) continue;
    const { meeting, turns, notes } = content;
    const folder = folderName(meeting);
    const lastModified = zipDate(meeting.startedAt);
    const entry = (name: string, input: Entry["input"]): Entry => ({
      name: `${folder}/${name}`,
      lastModified,
      input,
    });
    const sounds = await soundsOf(meeting);
    const lengths = sounds.map(({ channel, sound }) => ({ channel, samples: sampleCount(sound) }));
    const file = toMeetingFile({ meeting, turns, notes }, lengths, exportedBy);
    yield entry(MEETING_FILE_NAME, writeMeetingFile(file));
    for (const { name, content: text } of filesOf(content)) yield entry(name, text);
    for (const { name, of } of wavFilesOf(sounds))
      yield entry(name, meter.counted(mixedWavBlocks(of)));
  }
}

/** ZIP knows the years 1980 to 2107. */
function zipDate(unixMs: number): Date {
  const date = new Date(unixMs);
  const year = date.getFullYear();
  return year >= 1980 && year <= 2107 ? date : new Date(1980, 0, 1);
}

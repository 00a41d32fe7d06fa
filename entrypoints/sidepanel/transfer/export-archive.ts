/**
 * Meetings as one ZIP archive with a folder for each (`docs/formats.md`): the meeting as JSON and as text, and WAV files of
 * each channel and of all channels mixed. It is written to disk piece by piece, so that memory grows neither with the length
 * nor with the number of meetings.
 */

import { archiveFileName, createFolderNames } from "../../../core/export/file-name.ts";
import {
  audioFileName,
  toMeetingFile,
  writeMeetingFile,
} from "../../../core/archive/meeting-file.ts";
import { MEETING_FILE_NAME } from "../../../core/archive/zip.ts";
import { AUDIO_FORMATS } from "../../../core/export/formats.ts";
import type { Meeting, MeetingContent } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { sampleCount } from "../../shared/audio-file.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { readWhole } from "../../shared/database/whole-meeting.ts";
import { type ExportFile, writeExport } from "../../shared/export-folder.ts";
import { audioOfChannels, type ChannelAudio, mixedBlocks, mixedSamples } from "./audio-files.ts";
import type { ArchivedText } from "./text-files.ts";

interface ExportOptions {
  readonly database: Database;
  /** Name and version of the program. */
  readonly exportedBy: string;
  readonly textsOf: (content: MeetingContent) => readonly ArchivedText[];
  /** @param share of all audio that is written, 0–1 */
  onProgress(share: number): void;
  readonly signal: AbortSignal;
}

interface Archive extends ExportFile {
  /** File name for an archive of one meeting. */
  readonly fileName: string;
}

interface ExportOutcome {
  /** `null` if none of the meetings could be exported. */
  readonly archive: Archive | null;
  /** Meetings that are still being recorded. */
  readonly leftOut: readonly Meeting[];
}

/**
 * Skips meetings that are deleted meanwhile.
 * @returns failures are "export-disk-failed"; they leave nothing on disk
 * @throws the signal's reason when it aborts
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
  // Loaded lazily: only exports need it.
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
  { database, exportedBy, textsOf }: ExportOptions,
  counted: ProgressMeter,
): AsyncGenerator<Entry> {
  const folderName = createFolderNames();
  for (const { id } of meetings) {
    const content = await readWhole(database, id);
    if (!content) continue;
    const { meeting } = content;
    const folder = folderName(meeting);
    const lastModified = zipDate(meeting.startedAt);
    const entry = (name: string, input: Entry["input"]): Entry => ({
      name: `${folder}/${name}`,
      lastModified,
      input,
    });
    const channels = await audioOfChannels(meeting);
    const lengths = channels.map(({ channel, audio }) => ({
      channel,
      samples: sampleCount(audio),
    }));
    const file = toMeetingFile(content, lengths, exportedBy);
    yield entry(MEETING_FILE_NAME, writeMeetingFile(file));
    for (const { name, content: text } of textsOf(content)) yield entry(name, text);
    for (const { name, audios } of wavFilesOf(channels)) {
      const pcm = counted(mixedBlocks(audios));
      yield entry(name, AUDIO_FORMATS.wav.encode(mixedSamples(audios), pcm));
    }
  }
}

/** One file of each channel, and if there are several, one of all channels mixed. */
function wavFilesOf(channels: readonly ChannelAudio[]) {
  const each = channels.map(({ channel, audio }) => ({
    name: audioFileName(channel),
    audios: [audio],
  }));
  return channels.length < 2
    ? each
    : [...each, { name: "audio.wav", audios: channels.map(({ audio }) => audio) }];
}

/** Passes blocks on and counts their samples. */
type ProgressMeter = (
  blocks: AsyncIterable<Int16Array<ArrayBuffer>>,
) => AsyncIterable<Int16Array<ArrayBuffer>>;

async function progressMeter(
  meetings: readonly Meeting[],
  onProgress: (share: number) => void,
): Promise<ProgressMeter> {
  const files = (await Promise.all(meetings.map(audioOfChannels))).flatMap(wavFilesOf);
  const total = files.reduce((samples, { audios }) => samples + mixedSamples(audios), 0);
  let done = 0;
  return async function* (blocks) {
    for await (const block of blocks) {
      yield block;
      done += block.length;
      onProgress(done / total);
    }
  };
}

/** ZIP stores the years 1980 to 2107. */
function zipDate(unixMs: number): Date {
  const date = new Date(unixMs);
  const year = date.getFullYear();
  return year >= 1980 && year <= 2107 ? date : new Date(1980, 0, 1);
}

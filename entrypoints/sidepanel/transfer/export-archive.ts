/**
 * Meetings as one ZIP archive with a folder for each (`docs/formats.md`): the meeting as JSON and as text, and WAV files of
 * each channel and of all channels mixed. The files thread writes it piece by piece, so that memory grows neither with the length
 * nor with the number of meetings.
 */

import { archiveFileName, createFolderNames } from "../../../core/export/file-name.ts";
import { toMeetingFile, writeMeetingFile } from "../../../core/archive/meeting-file.ts";
import { MEETING_FILE_NAME } from "../../../core/archive/zip.ts";
import type { Meeting, MeetingContent } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import type { ArchivedMeeting, ArchivedText } from "../../../core/protocol/files.ts";
import { sampleCount } from "../../shared/audio-file.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { readWhole } from "../../shared/database/whole-meeting.ts";
import { audioOfChannels, longestOf } from "./audio-files.ts";
import type { ExportedFile } from "./download-file.ts";
import { writeInThread } from "./files-thread.ts";

interface ExportOptions {
  readonly database: Database;
  /** Name and version of the program. */
  readonly exportedBy: string;
  readonly textsOf: (content: MeetingContent) => readonly ArchivedText[];
  /** @param share of all audio that is written, 0–1 */
  onProgress(share: number): void;
  readonly signal: AbortSignal;
}

interface ExportOutcome {
  /** Named for an archive of one meeting; `null` if none of the meetings could be exported. */
  readonly archive: ExportedFile | null;
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
    const written = await writeArchive(ready, options);
    return ok({ archive: { ...written, name: archiveFileName(first) }, leftOut });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DOMException) return fail("export-disk-failed", error.name);
    throw error;
  }
}

async function writeArchive(meetings: readonly Meeting[], options: ExportOptions) {
  const { signal } = options;
  const onProgress = await progressMeter(meetings, options.onProgress);
  return writeInThread(
    "zip",
    async (ask, output) => {
      await ask({ type: "archive", output });
      for await (const meeting of archivedMeetings(meetings, options))
        await ask({ type: "archive-meeting", meeting });
      return ask({ type: "archive-end" });
    },
    { onProgress, signal },
  );
}

/** One at a time, so that the texts of one meeting only are in memory. */
async function* archivedMeetings(
  meetings: readonly Meeting[],
  { database, exportedBy, textsOf }: ExportOptions,
): AsyncGenerator<ArchivedMeeting> {
  const folderName = createFolderNames();
  for (const { id } of meetings) {
    const content = await readWhole(database, id);
    if (!content) continue;
    const { meeting } = content;
    const audios = await audioOfChannels(meeting);
    const lengths = audios.map(({ channel, audio }) => ({ channel, samples: sampleCount(audio) }));
    const file = writeMeetingFile(toMeetingFile(content, lengths, exportedBy));
    yield {
      meetingId: id,
      channels: audios.map(({ channel }) => channel),
      folder: folderName(meeting),
      modifiedAt: meeting.startedAt,
      texts: [{ name: MEETING_FILE_NAME, content: file }, ...textsOf(content)].map(
        ({ name, content: text }) => ({ name, bytes: new TextEncoder().encode(text) }),
      ),
    };
  }
}

async function progressMeter(
  meetings: readonly Meeting[],
  onProgress: (share: number) => void,
): Promise<(samples: number) => void> {
  const audios = await Promise.all(meetings.map(audioOfChannels));
  const total = audios.reduce((samples, channels) => samples + longestOf(channels), 0);
  let done = 0;
  return (samples) => {
    done += samples;
    onProgress(Math.min(1, done / total));
  };
}

/**
 * Imports one meeting that Earshot has exported, as a whole or not at all: first its audio, then everything else in one
 * transaction. A crash leaves files that startup recovery removes.
 */

import {
  fromMeetingFile,
  type MeetingFile,
  toMeetingFile,
  isSameMeeting,
} from "../../../core/archive/meeting-file.ts";
import type { Note } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import type { PackedAudio } from "../../../core/protocol/files.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import {
  addWhole,
  meetingsBegunAt,
  readWhole,
  takenNoteIds,
} from "../../shared/database/whole-meeting.ts";
import { holdMeeting } from "../../shared/locks.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { inStore } from "../../shared/storage-problem.ts";
import { audioFolders, recordedChannels, removeAudio } from "../../shared/audio-file.ts";
import { moveToMeeting, newExport, removeExport } from "../../shared/export-folder.ts";
import { inFilesThread } from "./files-thread.ts";
import type { MeetingOutcome } from "./import-options.ts";
import { type ArchiveEntry, packedFile } from "./open-archive.ts";

export interface IncomingMeeting {
  readonly file: MeetingFile;
  /** The file of this name in the folder of the meeting. */
  readonly entryOf: (name: string) => ArchiveEntry | undefined;
}

interface Options {
  readonly database: Database;
  /** @param bytes of audio that were written since the last call */
  onBytes(bytes: number): void;
  readonly signal: AbortSignal;
}

type Imported = Exclude<MeetingOutcome, { readonly type: "refused" }>;

/**
 * @returns failures are "meeting-file-refused"
 * @throws the signal's reason when it aborts, and failures of disk, file or database, for `importProblem`; then nothing is
 *   left on disk
 */
export async function importMeeting(
  { file, entryOf }: IncomingMeeting,
  options: Options,
): Promise<Result<Imported>> {
  const { database, signal } = options;
  const here = await sameMeeting(database, file);
  if (here !== null) return ok({ type: "already", meetingId: here });
  const meetingId = (await isFree(database, file.meeting.id))
    ? file.meeting.id
    : crypto.randomUUID();
  const lock = await holdMeeting(meetingId, signal);
  if (!lock) throw signal.reason;
  try {
    if (await isFree(database, meetingId))
      return await importAs(meetingId, { file, entryOf }, options);
  } finally {
    lock.release();
  }
  // Another window has just imported the same meeting.
  return importMeeting({ file, entryOf }, options);
}

/** The caller holds the lock of a meeting that does not exist yet: after a failure its audio is removed. */
async function importAs(
  meetingId: string,
  { file, entryOf }: IncomingMeeting,
  { database, onBytes, signal }: Options,
): Promise<Result<Imported>> {
  const outputs = file.sound.map(({ channel }) => ({ channel, output: newExport("pcm") }));
  try {
    const missing = file.sound.find((sound) => !entryOf(sound.file));
    if (missing) return fail("meeting-file-refused", `${missing.file} is missing.`);
    const audio = file.sound.map((sound, index) => ({
      ...sound,
      entry: entryOf(sound.file) as ArchiveEntry,
      output: outputs[index]?.output ?? "",
    }));
    const unpacked = await unpack(audio, { onBytes, signal });
    if (!unpacked.ok) return unpacked;
    for (const { channel, output } of outputs) await moveToMeeting(output, meetingId, channel);
    await inStore("database", store(database, file, meetingId));
    return ok({ type: "imported", meetingId });
  } catch (error) {
    await removeIncomplete(meetingId);
    throw error;
  } finally {
    // Those that were moved are not there any more.
    for (const { output } of outputs)
      await removeExport(output).catch(reportUnexpected("removing half imported audio"));
  }
}

/** Unpacks all audio of a meeting into files beside the meetings, so that a crash leaves no meeting with half its audio. */
async function unpack(
  audio: readonly (Omit<PackedAudio, "packed"> & { readonly entry: ArchiveEntry })[],
  { onBytes, signal }: Pick<Options, "onBytes" | "signal">,
): Promise<Result<null>> {
  const [first] = audio;
  if (!first) return ok(null);
  const packed = audio.map(({ file, samples, output, entry }) => ({
    file,
    samples,
    output,
    packed: packedFile(entry),
  }));
  return inFilesThread(
    (ask) => ask({ type: "unpack", archive: first.entry.archive, audio: packed }),
    { onProgress: onBytes, signal },
  );
}

/** @returns id of a stored meeting with the same content, or `null` */
async function sameMeeting(database: Database, incoming: MeetingFile): Promise<string | null> {
  const begun = meetingsBegunAt(database, incoming.meeting.startedAt);
  for (const meeting of await inStore("database", begun)) {
    if (meeting.deletedAt !== undefined) continue;
    const content = await inStore("database", readWhole(database, meeting.id));
    if (!content) continue;
    const recorded = (await recordedChannels(meeting)).filter((each) => each.recordedSamples > 0);
    const lengths = recorded.map(({ name, recordedSamples }) => ({
      channel: name,
      samples: recordedSamples,
    }));
    if (isSameMeeting(toMeetingFile(content, lengths, ""), incoming)) return meeting.id;
  }
  return null;
}

/** Audio without a meeting is not overwritten either. */
const isFree = async (database: Database, id: string): Promise<boolean> =>
  (await inStore("database", getMeeting(database, id))) === undefined &&
  !(await audioFolders()).includes(id);

async function store(database: Database, file: MeetingFile, meetingId: string): Promise<void> {
  const { meeting, turns, notes } = fromMeetingFile(file, meetingId);
  const taken = await takenNoteIds(
    database,
    notes.map(({ id }) => id),
  );
  const withFreeId = (note: Note): Note =>
    taken.has(note.id) ? { ...note, id: crypto.randomUUID() } : note;
  const now = Date.now();
  // A meeting without audio counts as one whose audio was deleted.
  const deletion = file.sound.length > 0 ? {} : { soundDeletedAt: meeting.soundDeletedAt ?? now };
  await addWhole(database, {
    // The retention rule counts from the import, as for audio files.
    meeting: { ...meeting, importedAt: now, ...deletion },
    turns,
    notes: notes.map(withFreeId),
  });
}

const removeIncomplete = async (meetingId: string): Promise<void> => {
  if ((await audioFolders()).includes(meetingId))
    await removeAudio(meetingId).catch(reportUnexpected("removing half imported audio"));
};

/**
 * Imports one meeting that Earshot has exported, as a whole or not at all: first its audio, then everything else in one
 * transaction. A crash leaves at most an empty folder, which startup recovery removes.
 */

import type { ZipEntry } from "unzipit";
import {
  fromMeetingFile,
  type MeetingFile,
  toMeetingFile,
  isSameMeeting,
} from "../../../core/archive/meeting-file.ts";
import type { ChannelName, Note } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
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
import {
  recordedChannels,
  removeAudio,
  audioFileHandle,
  audioFolders,
} from "../../shared/audio-file.ts";
import type { MeetingOutcome } from "./import-options.ts";
import { unpackAudio } from "./unpack-audio.ts";

export interface IncomingMeeting {
  readonly file: MeetingFile;
  /** The file of this name in the folder of the meeting. */
  readonly entryOf: (name: string) => ZipEntry | undefined;
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
 * @throws the signal's reason when it aborts, `DamagedEntry`, and failures of disk, file or database, for `importProblem`; then nothing is
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
  incoming: IncomingMeeting,
  options: Options,
): Promise<Result<Imported>> {
  const { database } = options;
  try {
    const written = await writeAudios(meetingId, incoming, options);
    if (written.ok) await inStore("database", store(database, incoming.file, meetingId));
    else await removeIncomplete(meetingId);
    return written.ok ? ok({ type: "imported", meetingId }) : written;
  } catch (error) {
    await removeIncomplete(meetingId);
    throw error;
  }
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

/** The files stay empty until all of them are complete, so that startup recovery removes them after a crash. */
async function writeAudios(
  meetingId: string,
  { file, entryOf }: IncomingMeeting,
  { onBytes, signal }: Options,
): Promise<Result<null>> {
  const missing = file.sound.find((sound) => !entryOf(sound.file));
  if (missing) return fail("meeting-file-refused", `${missing.file} is missing.`);
  const opened: FileSystemWritableFileStream[] = [];
  const open = async (channel: ChannelName): Promise<FileSystemWritableFileStream> => {
    const handle = await audioFileHandle(meetingId, channel, { create: true });
    const writable = await handle.createWritable();
    opened.push(writable);
    return writable;
  };
  const release = (): Promise<unknown> =>
    Promise.all(
      opened.map((writable) =>
        writable.abort().catch(reportUnexpected("releasing half imported audio")),
      ),
    );
  try {
    for (const sound of file.sound) {
      const entry = entryOf(sound.file);
      if (!entry) continue;
      const writable = await open(sound.channel);
      const unpacked = await unpackAudio(entry, sound, async (pcm) => {
        signal.throwIfAborted();
        await writable.write(pcm as Uint8Array<ArrayBuffer>);
        onBytes(pcm.length);
      });
      if (!unpacked.ok) {
        await release();
        return unpacked;
      }
    }
    signal.throwIfAborted();
    for (const writable of opened) await writable.close();
    return ok(null);
  } catch (error) {
    await release();
    throw error;
  }
}

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

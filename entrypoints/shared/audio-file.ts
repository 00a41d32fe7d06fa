/**
 * Audio of meetings on disk: `meetings/<id>/<channel>.pcm` in the origin-private file system (OPFS). The files are headerless PCM
 * (`core/audio/format.ts`), so each is valid after every append.
 */

import { BYTES_PER_SAMPLE } from "../../core/audio/format.ts";
import {
  CHANNEL_NAMES,
  type MeetingChannel,
  type ChannelName,
  type Meeting,
} from "../../core/meeting.ts";

interface Options {
  readonly create: boolean;
}

const allAudio = async (options?: Options): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle("meetings", options);

/** @throws DOMException `NotFoundError` if the meeting has no folder and `create` is not set */
export const audioFolder = async (
  meetingId: string,
  options?: Options,
): Promise<FileSystemDirectoryHandle> =>
  (await allAudio(options)).getDirectoryHandle(meetingId, options);

/** @throws DOMException `NotFoundError` if the meeting or its channel has no file and `create` is not set */
export async function audioFileHandle(
  meetingId: string,
  channel: ChannelName,
  options?: Options,
): Promise<FileSystemFileHandle> {
  const folder = await audioFolder(meetingId, options);
  return folder.getFileHandle(pcmFileName(channel), options);
}

/** Name in the folder of the meeting. */
export const pcmFileName = (channel: ChannelName): string => `${channel}.pcm`;

/** @returns a snapshot of the file, even while it is being written, or `null` if the channel has none */
export const audioOf = (meetingId: string, channel: ChannelName): Promise<File | null> =>
  ifThere(async () => (await audioFileHandle(meetingId, channel)).getFile());

/** @returns the ids of all meetings with a folder, even an empty one */
export async function audioFolders(): Promise<readonly string[]> {
  const meetings = await allAudio({ create: true });
  const names: string[] = [];
  for await (const name of meetings.keys()) names.push(name);
  return names;
}

export async function hasAudio(meetingId: string): Promise<boolean> {
  const files = await Promise.all(CHANNEL_NAMES.map((name) => audioOf(meetingId, name)));
  return files.some((file) => file !== null && file.size > 0);
}

/** Removes the folder of a meeting, if it exists, with everything in it. */
export async function removeAudio(meetingId: string): Promise<void> {
  await ifThere(async () => (await allAudio()).removeEntry(meetingId, { recursive: true }));
}

/** @returns the number of whole samples: the last one may be half written */
export const sampleCount = (audio: File): number => Math.floor(audio.size / BYTES_PER_SAMPLE);

export interface RecordedChannel extends MeetingChannel {
  /** Samples on disk. */
  readonly recordedSamples: number;
}

/** @returns the channels of a meeting with the length of their audio on disk */
export const recordedChannels = (meeting: Meeting): Promise<readonly RecordedChannel[]> =>
  Promise.all(
    meeting.channels.map(async (channel) => {
      const audio = await audioOf(meeting.id, channel.name);
      return { ...channel, recordedSamples: audio ? sampleCount(audio) : 0 };
    }),
  );

/**
 * Opens a file, and retries after each of the delays (ms) while another holder has it. A crashed browser releases its files a little
 * late (docs/platform.md#storage).
 *
 * @throws the error of `open`: any other error at once, "held" after the last delay
 */
export async function openWhenFree<T>(
  open: () => Promise<T>,
  delaysMs: readonly number[],
  wait: (ms: number) => Promise<void>,
): Promise<T> {
  for (const delayMs of delaysMs) {
    try {
      return await open();
    } catch (error) {
      if (!isHeld(error)) throw error;
    }
    await wait(delayMs);
  }
  return open();
}

/** Whether another holder has the file. */
export const isHeld = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "NoModificationAllowedError";

/** Looks for a file or folder. @returns `null` if it does not exist @throws every other error of `look` */
export async function ifThere<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return null;
    throw error;
  }
}

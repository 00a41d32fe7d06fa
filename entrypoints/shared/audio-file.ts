/**
 * Where the sound of a meeting lies on disk: `meetings/<id>/<channel>.pcm` in the origin-private file system. Headerless
 * PCM (`core/audio/format.ts`), so that the file is valid after every append, whatever happens next.
 */

import { BYTES_PER_SAMPLE } from "../../core/audio/format.ts";
import {
  CHANNEL_NAMES,
  type MeetingChannel,
  type ChannelName,
  type Meeting,
} from "../../core/meeting.ts";
import { ifThere } from "./ignore-missing.ts";

interface Making {
  readonly create: boolean;
}

const allAudio = async (options?: Making): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle("meetings", options);

/** Of one meeting. @throws DOMException `NotFoundError` where it has none and `create` is not asked for. */
export const audioFolder = async (
  meetingId: string,
  options?: Making,
): Promise<FileSystemDirectoryHandle> =>
  (await allAudio(options)).getDirectoryHandle(meetingId, options);

/** @throws DOMException `NotFoundError` where the meeting or its channel has no sound and `create` is not asked for. */
export async function audioFileHandle(
  meetingId: string,
  channel: ChannelName,
  options?: Making,
): Promise<FileSystemFileHandle> {
  const folder = await audioFolder(meetingId, options);
  return folder.getFileHandle(`${channel}.pcm`, options);
}

/** As it lies on disk now, also while it is still being written. Null where the channel has no file. */
export const audioOf = (meetingId: string, channel: ChannelName): Promise<File | null> =>
  ifThere(async () => (await audioFileHandle(meetingId, channel)).getFile());

/** The ids of all that have a folder, sound in it or not. */
export async function audioFolders(): Promise<readonly string[]> {
  const meetings = await allAudio({ create: true });
  const names: string[] = [];
  for await (const name of meetings.keys()) names.push(name);
  return names;
}

export async function hasAudio(meetingId: string): Promise<boolean> {
  const sounds = await Promise.all(CHANNEL_NAMES.map((name) => audioOf(meetingId, name)));
  return sounds.some((sound) => sound !== null && sound.size > 0);
}

/** For good: the folder with everything in it; where there is none, nothing happens. */
export async function removeAudio(meetingId: string): Promise<void> {
  await ifThere(async () => (await allAudio()).removeEntry(meetingId, { recursive: true }));
}

/** Whole samples: the last one may be half written. */
export const sampleCount = (sound: File): number => Math.floor(sound.size / BYTES_PER_SAMPLE);

export interface RecordedChannel extends MeetingChannel {
  /** Samples on disk. */
  readonly recordedSamples: number;
}

/** The channels of a meeting, each with what lies on disk of it. */
export const recordedChannels = (meeting: Meeting): Promise<readonly RecordedChannel[]> =>
  Promise.all(
    meeting.channels.map(async (channel) => {
      const sound = await audioOf(meeting.id, channel.name);
      return { ...channel, recordedSamples: sound ? sampleCount(sound) : 0 };
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

const isHeld = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "NoModificationAllowedError";

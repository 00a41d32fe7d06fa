/**
 * Where the sound of a meeting lies on disk: `meetings/<id>/<channel>.pcm` in the origin-private file system. Headerless
 * PCM (`core/audio/format.ts`), so that the file is valid after every append, whatever happens next.
 */

import { BYTES_PER_SAMPLE } from "../../core/audio/format.ts";
import { CHANNEL_NAMES, type Channel, type ChannelName, type Meeting } from "../../core/meeting.ts";

/** @throws DOMException `NotFoundError` where the meeting or its channel has no sound and `create` is not asked for. */
export async function soundFileHandle(
  meetingId: string,
  channel: ChannelName,
  options: { readonly create: boolean } = { create: false },
): Promise<FileSystemFileHandle> {
  const root = await navigator.storage.getDirectory();
  const meetings = await root.getDirectoryHandle("meetings", options);
  const meeting = await meetings.getDirectoryHandle(meetingId, options);
  return meeting.getFileHandle(`${channel}.pcm`, options);
}

/** As it lies on disk now, also while it is still being written. Null where the channel has no file. */
export async function soundOf(meetingId: string, channel: ChannelName): Promise<File | null> {
  try {
    const handle = await soundFileHandle(meetingId, channel);
    return await handle.getFile();
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return null;
    throw error;
  }
}

/** The ids of all that have a folder, sound in it or not. */
export async function soundFolders(): Promise<readonly string[]> {
  const root = await navigator.storage.getDirectory();
  const meetings = await root.getDirectoryHandle("meetings", { create: true });
  const names: string[] = [];
  for await (const name of meetings.keys()) names.push(name);
  return names;
}

export async function hasSound(meetingId: string): Promise<boolean> {
  const sounds = await Promise.all(CHANNEL_NAMES.map((name) => soundOf(meetingId, name)));
  return sounds.some((sound) => sound !== null && sound.size > 0);
}

/** For good: the folder with everything in it; where there is none, nothing happens. */
export async function removeSound(meetingId: string): Promise<void> {
  const root = await navigator.storage.getDirectory();
  try {
    const meetings = await root.getDirectoryHandle("meetings");
    await meetings.removeEntry(meetingId, { recursive: true });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "NotFoundError")) throw error;
  }
}

/** Whole samples: the last one may be half written. */
export const sampleCount = (sound: File): number => Math.floor(sound.size / BYTES_PER_SAMPLE);

export interface RecordedChannel extends Channel {
  /** Samples on disk. */
  readonly recordedSamples: number;
}

/** The channels of a meeting, each with what lies on disk of it. */
export const recordedChannels = (meeting: Meeting): Promise<readonly RecordedChannel[]> =>
  Promise.all(
    meeting.channels.map(async (channel) => {
      const sound = await soundOf(meeting.id, channel.name);
      return { ...channel, recordedSamples: sound ? sampleCount(sound) : 0 };
    }),
  );

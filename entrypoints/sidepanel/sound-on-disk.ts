/** The sound of a meeting as it lies on disk, also while it is still being written. */

import { BYTES_PER_SAMPLE, samplesToMs } from "../../core/audio/format.ts";
import type { ChannelName, Meeting } from "../../core/meeting.ts";
import { soundFileHandle } from "../shared/sound-file.ts";

/** Null where the channel has no file. */
export async function soundOf(meetingId: string, channel: ChannelName): Promise<File | null> {
  try {
    const handle = await soundFileHandle(meetingId, channel);
    return await handle.getFile();
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return null;
    throw error;
  }
}

/** Whole samples: the last one may be half written. */
export const sampleCount = (sound: File): number => Math.floor(sound.size / BYTES_PER_SAMPLE);

/** Length of the longest channel; 0 where there is no sound. */
export async function soundLengthMs(meeting: Meeting): Promise<number> {
  const files = await Promise.all(meeting.channels.map(({ name }) => soundOf(meeting.id, name)));
  return samplesToMs(Math.max(0, ...files.map((file) => (file ? sampleCount(file) : 0))));
}

/** Reads parts of a channel's audio file, also while it grows. */

import { BYTES_PER_SAMPLE, msToSamples } from "../../../core/audio/format.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { audioOf } from "../../shared/audio-file.ts";

/** Samples that are appended while Chrome reads invalidate the reading; that happens once a second. */
const TRIES = 3;

/**
 * @returns whole samples, fewer if the audio ends before `toSample`; `null` if the channel has no file
 * @throws DOMException if the file can't be read
 */
export async function readAudio(
  meetingId: string,
  channel: ChannelName,
  fromSample: number,
  toSample: number,
): Promise<Int16Array<ArrayBuffer> | null> {
  for (let tries = 1; ; tries++) {
    const audio = await audioOf(meetingId, channel);
    if (!audio) return null;
    const bytes = audio.slice(fromSample * BYTES_PER_SAMPLE, toSample * BYTES_PER_SAMPLE);
    try {
      return wholeSamples(await bytes.arrayBuffer());
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

const wholeSamples = (bytes: ArrayBuffer): Int16Array<ArrayBuffer> =>
  new Int16Array(bytes, 0, Math.floor(bytes.byteLength / BYTES_PER_SAMPLE));

export async function isReadable(
  meetingId: string,
  channel: ChannelName,
  atMs: number,
): Promise<boolean> {
  try {
    const from = msToSamples(atMs);
    const samples = await readAudio(meetingId, channel, from, from + 1);
    return samples !== null && samples.length > 0;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

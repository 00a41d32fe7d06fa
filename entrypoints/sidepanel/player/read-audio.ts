/** Parts of a channel's sound as they lie on disk. A file that still grows is read too. */

import { BYTES_PER_SAMPLE, msToSamples } from "../../../core/audio/format.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { audioOf } from "../../shared/audio-file.ts";

/** What is appended while Chrome reads makes the reading void; that comes once a second. */
const TRIES = 3;

/**
 * Whole samples; fewer where the sound ends before. Null where the channel has no file.
 * @throws DOMException Where it can't be read.
 */
export async function readAudio(
  meetingId: string,
  channel: ChannelName,
  fromSample: number,
  toSample: number,
): Promise<Int16Array<ArrayBuffer> | null> {
  for (let tries = 1; ; tries++) {
    const sound = await audioOf(meetingId, channel);
    if (!sound) return null;
    const bytes = sound.slice(fromSample * BYTES_PER_SAMPLE, toSample * BYTES_PER_SAMPLE);
    try {
      return wholeSamples(await bytes.arrayBuffer());
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

const wholeSamples = (bytes: ArrayBuffer): Int16Array<ArrayBuffer> =>
  new Int16Array(bytes, 0, Math.floor(bytes.byteLength / BYTES_PER_SAMPLE));

/** Whether there is sound at this time that can be read. */
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

/**
 * The loudness of a channel over its length, kept beside its sound as `meetings/<id>/<channel>.peaks` (`core/audio/peaks.ts`).
 * It goes with the folder of the sound.
 */

import { peakCount } from "../../../core/audio/peaks.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { ifThere } from "../../shared/ignore-missing.ts";
import { sampleCount, audioFolder, audioOf } from "../../shared/audio-file.ts";
import { measurePeaks, type Peaks } from "./measure-peaks.ts";

/** What is appended before Chrome begins to read makes the file void; that comes once a second. */
const TRIES = 3;

/**
 * The stored ones, or else made anew and stored. Null where the channel has no sound.
 * @param known Of a sound that still grows: what was made of it before. Then nothing is stored.
 * @throws DOMException Where the sound can't be read.
 */
export async function peaksOfChannel(
  meetingId: string,
  channel: ChannelName,
  { known, signal }: { readonly known: Peaks | null; readonly signal: AbortSignal },
): Promise<Peaks | null> {
  for (let tries = 1; ; tries++) {
    const sound = await audioOf(meetingId, channel);
    if (!sound || sampleCount(sound) === 0) return null;
    const stored = known ? null : await readPeaks(meetingId, channel);
    if (stored?.length === peakCount(sampleCount(sound))) return stored;
    try {
      const made = await measurePeaks(sound, known ?? new Uint8Array(), signal);
      if (!known) await storePeaks(meetingId, channel, made);
      return made;
    } catch (error) {
      if (signal.aborted || tries === TRIES) throw error;
    }
  }
}

const readPeaks = (meetingId: string, channel: ChannelName): Promise<Peaks | null> =>
  ifThere(async () => {
    const folder = await audioFolder(meetingId);
    const file = await (await folder.getFileHandle(`${channel}.peaks`)).getFile();
    return new Uint8Array(await file.arrayBuffer());
  });

async function storePeaks(meetingId: string, channel: ChannelName, peaks: Peaks): Promise<void> {
  const folder = await audioFolder(meetingId);
  const file = await folder.getFileHandle(`${channel}.peaks`, { create: true });
  const writable = await file.createWritable();
  await writable.write(peaks);
  await writable.close();
}

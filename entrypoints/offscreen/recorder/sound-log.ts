/** The sound of one channel on disk, append-only: what capture writes and the transcriber reads. */

import { BYTES_PER_SAMPLE, FRAME_MS } from "../../../core/audio/format.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { soundFileHandle } from "../../shared/sound-file.ts";

/** How much a power cut may cost; a crash of the browser costs nothing that was appended. */
const FLUSH_EVERY_FRAMES = 5_000 / FRAME_MS;

export interface SoundLog {
  /** Samples on disk. */
  readonly samples: number;
  /** @throws DOMException `QuotaExceededError` and others where the disk refuses; what was appended before stays. */
  append(frame: Int16Array<ArrayBuffer>): void;
  /** Fewer samples than asked for at the end of what is recorded. */
  read(atSample: number, samples: number): Int16Array<ArrayBuffer>;
  /** Everything appended is safe on disk when this returns. */
  close(): void;
}

/** Opens a channel's sound for appending, from its present end on. Holds the file exclusively until closed. */
export async function openSoundLog(meetingId: string, channel: ChannelName): Promise<SoundLog> {
  const handle = await soundFileHandle(meetingId, channel, { create: true });
  const file = await handle.createSyncAccessHandle();
  let samples = Math.floor(file.getSize() / BYTES_PER_SAMPLE);
  let unflushedFrames = 0;

  return {
    get samples() {
      return samples;
    },
    append(frame) {
      const written = file.write(frame, { at: samples * BYTES_PER_SAMPLE });
      if (written !== frame.byteLength) {
        throw new DOMException(`${written} of ${frame.byteLength} bytes`, "QuotaExceededError");
      }
      samples += frame.length;
      if (++unflushedFrames < FLUSH_EVERY_FRAMES) return;
      file.flush();
      unflushedFrames = 0;
    },
    read(atSample, count) {
      const buffer = new Int16Array(Math.max(0, Math.min(count, samples - atSample)));
      file.read(buffer, { at: atSample * BYTES_PER_SAMPLE });
      return buffer;
    },
    close() {
      file.flush();
      file.close();
    },
  };
}

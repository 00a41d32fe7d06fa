/** The sound of one channel on disk, append-only: what capture writes and the transcriber reads. */

import type { ChannelName } from "../../../core/meeting.ts";
import { soundFileHandle } from "../../shared/sound-file.ts";
import { type SoundLog, createLastingLog } from "./lasting-log.ts";
import { openWhenFree } from "./open-when-free.ts";

/** Three seconds in all. Meanwhile the sound queues in its port. */
const REOPEN_DELAYS_MS = [50, 100, 200, 400, 750, 1_500];

/**
 * Opens a channel's sound for appending, from its present end on. Holds the file exclusively until closed.
 *
 * @throws DOMException `NoModificationAllowedError` where another holder keeps it, others where the disk refuses.
 */
export async function openSoundLog(meetingId: string, channel: ChannelName): Promise<SoundLog> {
  const handle = await soundFileHandle(meetingId, channel, { create: true });
  return createLastingLog(
    await openWhenFree(() => handle.createSyncAccessHandle(), REOPEN_DELAYS_MS, wait),
  );
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

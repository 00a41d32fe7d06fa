/** The sound of one channel on disk, append-only: what capture writes and the transcriber reads. */

import type { ChannelName } from "../../../core/meeting.ts";
import { audioFileHandle } from "../../shared/audio-file.ts";
import { type AudioLog, createDurableAudioLog } from "./durable-audio-log.ts";
import { openWhenFree } from "./open-when-free.ts";

/** Three seconds in all. Meanwhile the sound queues in its port. */
const REOPEN_DELAYS_MS = [50, 100, 200, 400, 750, 1_500];

/**
 * Opens a channel's sound for appending, from its present end on. Holds the file exclusively until closed.
 *
 * @throws DOMException `NoModificationAllowedError` where another holder keeps it, others where the disk refuses.
 */
export async function openAudioLog(meetingId: string, channel: ChannelName): Promise<AudioLog> {
  const handle = await audioFileHandle(meetingId, channel, { create: true });
  return createDurableAudioLog(
    await openWhenFree(() => handle.createSyncAccessHandle(), REOPEN_DELAYS_MS, wait),
  );
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

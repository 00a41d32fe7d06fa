/**
 * Where the sound of a meeting lies on disk: `meetings/<id>/<channel>.pcm` in the origin-private file system. Headerless
 * PCM (`core/audio/format.ts`), so that the file is valid after every append, whatever happens next.
 */

import type { ChannelName } from "../../core/meeting.ts";

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

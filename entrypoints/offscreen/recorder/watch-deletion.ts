/** Hears when a meeting is deleted, by a person or by the rule: every panel is told so, and with them whoever is at work on it. */

import { LIVE_CHANNEL, type LiveEvent, type LiveHello } from "../../../core/protocol/live.ts";

export interface DeletionWatch {
  /** Aborted once it is deleted. */
  readonly signal: AbortSignal;
  close(): void;
}

export function watchDeletion(meetingId: string): DeletionWatch {
  const deleted = new AbortController();
  const channel = new BroadcastChannel(LIVE_CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<LiveHello | LiveEvent>) => {
    if (data.type !== "meeting" || data.meeting.id !== meetingId) return;
    if (data.meeting.deletedAt !== undefined) deleted.abort();
  };
  return { signal: deleted.signal, close: () => channel.close() };
}

/** The live channel (`core/protocol/live.ts`), as every context uses it. */

import {
  LIVE_CHANNEL,
  type LiveEvent,
  type LiveHello,
  type LivePresence,
} from "../../core/protocol/live.ts";

export interface LiveListener {
  /** An event of another context. */
  onEvent?(event: LiveEvent): void;
  /** A panel has opened and needs the state and the partials. */
  onHello?(): void;
  /** A panel can be seen. */
  onPresence?(): void;
}

export interface LiveChannel {
  /** Posts to all other contexts. */
  announce(event: LiveEvent): void;
  sayHello(): void;
  sayPresent(): void;
  close(): void;
}

export function openLiveChannel(listener: LiveListener = {}): LiveChannel {
  const channel = new BroadcastChannel(LIVE_CHANNEL);
  const post = (message: LiveHello | LivePresence | LiveEvent): void =>
    channel.postMessage(message);
  if (listener.onEvent || listener.onHello)
    channel.onmessage = ({ data }: MessageEvent<LiveHello | LivePresence | LiveEvent>) => {
      if (data.type === "hello") listener.onHello?.();
      else if (data.type === "present") listener.onPresence?.();
      else listener.onEvent?.(data);
    };
  return {
    announce: post,
    sayHello: () => post({ type: "hello" }),
    sayPresent: () => post({ type: "present" }),
    close: () => channel.close(),
  };
}

/** Announces one event, for contexts that do not keep the channel open. */
export function announceOnce(event: LiveEvent): void {
  const channel = openLiveChannel();
  channel.announce(event);
  channel.close();
}

/** Watches for the deletion of a meeting, by the user or by the retention rule: every panel is told of it. */
export function watchDeletion(meetingId: string): { readonly signal: AbortSignal; close(): void } {
  const deleted = new AbortController();
  const { close } = openLiveChannel({
    onEvent(event) {
      const isThis = event.type === "meeting" && event.meeting.id === meetingId;
      if (isThis && event.meeting.deletedAt !== undefined) deleted.abort();
    },
  });
  return { signal: deleted.signal, close };
}

/** Tells every open panel what is happening now, and one that has just opened what it missed. */

import { LIVE_CHANNEL, type LiveEvent, type LiveHello } from "../../../core/protocol/live.ts";

export interface LiveAnnouncer {
  announce(event: LiveEvent): void;
  close(): void;
}

/** `onHello` is called when a panel has opened and wants to know the state and the partials. */
export function openLiveAnnouncer(onHello: () => void): LiveAnnouncer {
  const channel = new BroadcastChannel(LIVE_CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<LiveHello | LiveEvent>) => {
    if (data.type === "hello") onHello();
  };
  return {
    announce: (event) => channel.postMessage(event),
    close: () => channel.close(),
  };
}

/** Tells every panel of a change that is stored, from wherever it was made. */

import { LIVE_CHANNEL, type LiveEvent } from "../../core/protocol/live.ts";

export function tellPanels(event: Extract<LiveEvent, { type: "meeting" }>): void {
  const channel = new BroadcastChannel(LIVE_CHANNEL);
  channel.postMessage(event);
  channel.close();
}

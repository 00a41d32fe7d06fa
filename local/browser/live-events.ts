/** Listens on the live channel (`core/protocol/live.ts`) from inside a page of the extension. */

import type { Page } from "puppeteer-core";
import { LIVE_CHANNEL, type LiveEvent } from "../../core/protocol/live.ts";

const SINK = "earshotLiveEvent";

/** Reports every event from now on, as long as the panel is open. */
export async function followLive(panel: Page, onEvent: (event: LiveEvent) => void): Promise<void> {
  await panel.exposeFunction(SINK, onEvent);
  await panel.evaluate(
    (channelName, sinkName) => {
      const page = globalThis as unknown as Record<string, (event: unknown) => void>;
      const channel = new BroadcastChannel(channelName);
      channel.onmessage = ({ data }) => page[sinkName]?.(data);
      // Keeps a reference, or the channel would be garbage-collected during a meeting.
      Object.assign(globalThis, { earshotLiveChannel: channel });
    },
    LIVE_CHANNEL,
    SINK,
  );
}

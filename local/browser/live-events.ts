/** Listens to what the recorder tells open panels (`core/protocol/live.ts`), from inside one of them. */

import type { Page } from "puppeteer-core";
import { LIVE_CHANNEL, type LiveEvent } from "../../core/protocol/live.ts";

const SINK = "earshotLiveEvent";

/** Every event from now on, for as long as the panel is open. */
export async function followLive(panel: Page, onEvent: (event: LiveEvent) => void): Promise<void> {
  await panel.exposeFunction(SINK, onEvent);
  await panel.evaluate(
    (channelName, sinkName) => {
      const page = globalThis as unknown as Record<string, (event: unknown) => void>;
      const channel = new BroadcastChannel(channelName);
      channel.onmessage = ({ data }) => page[sinkName]?.(data);
      // Held on to, or it would be collected as garbage in the middle of a meeting.
      Object.assign(globalThis, { earshotLiveChannel: channel });
    },
    LIVE_CHANNEL,
    SINK,
  );
}

/** Listens on the live channel (`core/protocol/live.ts`) from inside a page of the extension. */

import type { Page } from "puppeteer-core";
import {
  LIVE_CHANNEL,
  type LiveEvent,
  type LiveHello,
  type LiveState,
} from "../../core/protocol/live.ts";

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

const ANSWER_WITHIN_MS = 10_000;

/**
 * Asks for the state as a panel does when it opens, from any page of the extension.
 *
 * @throws {Error} If no recorder answers, because nothing is being recorded.
 */
export function askState(page: Page): Promise<LiveState> {
  return page.evaluate(
    (channelName, timeoutMs) => {
      const channel = new BroadcastChannel(channelName);
      const answer = new Promise<LiveState>((resolve, reject) => {
        channel.onmessage = ({ data }: MessageEvent<LiveEvent | LiveHello>) => {
          if (data.type === "state") resolve(data.state);
        };
        setTimeout(() => reject(new Error("no recorder answers")), timeoutMs);
      });
      channel.postMessage({ type: "hello" } satisfies LiveHello);
      return answer.finally(() => channel.close());
    },
    LIVE_CHANNEL,
    ANSWER_WITHIN_MS,
  );
}

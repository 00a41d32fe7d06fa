/** Listens to what the recorder tells open panels (`core/protocol/live.ts`), from inside one of them. */

import type { Page } from "puppeteer-core";
import {
  LIVE_CHANNEL,
  type LiveEvent,
  type LiveHello,
  type LiveState,
} from "../../core/protocol/live.ts";

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

const ANSWER_WITHIN_MS = 10_000;

/**
 * Asks as a panel does that has just opened, from inside any page of the extension.
 * @throws {Error} Where nobody answers, because nothing is being recorded.
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

/** Measures on the live channel how long a recording takes to go on after a fault. */

import type { Page } from "puppeteer-core";
import type { ChannelName } from "../../core/meeting.ts";
import { LIVE_CHANNEL, type LiveEvent } from "../../core/protocol/live.ts";

/** Longer than this and the measurement is given up. */
const PATIENCE_MS = 60_000;

/**
 * Returns the time until new words of all channels have come, in ms; Infinity if they don't come.
 *
 * @param page any page of the extension
 */
export const msUntilWords = (page: Page, channels: readonly ChannelName[]): Promise<number> =>
  page.evaluate(
    (channelName, channels, patienceMs) => {
      const live = new BroadcastChannel(channelName);
      const begin = performance.now();
      const left = new Set(channels);
      return new Promise<number>((resolve) => {
        live.onmessage = ({ data }: MessageEvent<LiveEvent>) => {
          if (data.type === "partial" && data.partial) left.delete(data.channel);
          // With an insight it is a change of an earlier turn.
          if (data.type === "turn" && data.turn.insight === null) left.delete(data.turn.channel);
          if (left.size === 0) resolve(performance.now() - begin);
        };
        setTimeout(resolve, patienceMs, Infinity);
      }).finally(() => live.close());
    },
    LIVE_CHANNEL,
    channels,
    PATIENCE_MS,
  );

/** Returns the time until the recording of the tab has grown by this many samples, in ms; Infinity if it does not grow. */
export const msUntilRecorded = (page: Page, samples: number): Promise<number> =>
  page.evaluate(
    (channelName, samples, patienceMs) => {
      const live = new BroadcastChannel(channelName);
      const begin = performance.now();
      let first: number | null = null;
      return new Promise<number>((resolve) => {
        live.onmessage = ({ data }: MessageEvent<LiveEvent>) => {
          if (data.type !== "state") return;
          const recorded = data.state.channels[0]?.recordedSamples ?? 0;
          first ??= recorded;
          if (recorded > first + samples) resolve(performance.now() - begin);
        };
        setTimeout(resolve, patienceMs, Infinity);
      }).finally(() => live.close());
    },
    LIVE_CHANNEL,
    samples,
    PATIENCE_MS,
  );

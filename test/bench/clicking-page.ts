/** Page that plays clicks and records when it started each. */

import type { Page } from "puppeteer-core";
import type { Pages } from "../../local/meeting/page-server.ts";

/** Below a click's level after resampling, and well above the ringing before it. */
export const CLICK_LEVEL = 0.2;
/**
 * Gaps between clicks: longer than a click takes to arrive, so that clicks can be told apart, and random, so that clicks fall
 * anywhere within a frame.
 */
const SHORTEST_GAP_MS = 350;
const LONGEST_GAP_MS = 650;
/** Average number. */
export const CLICKS_PER_SECOND = 2000 / (SHORTEST_GAP_MS + LONGEST_GAP_MS);

const HTML = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <link rel="icon" href="data:," />
  <title>Clicks</title>
  <h1>Clicks</h1>
</html>`;

export const clickingPages: Pages = (_request, response) => {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(HTML);
  return Promise.resolve(true);
};

/**
 * Plays clicks, each a tone of 1 kHz for 10 ms.
 * @returns Unix times in ms at which the page started them
 */
export function makeClicks(page: Page, count: number): Promise<number[]> {
  return page.evaluate(
    async (count, shortest, longest) => {
      const context = new AudioContext({ latencyHint: "interactive" });
      await context.resume();
      const { sampleRate } = context;
      const click = context.createBuffer(1, sampleRate / 100, sampleRate);
      const samples = click.getChannelData(0);
      // A cosine has its full level at the first sample.
      for (let i = 0; i < samples.length; i++)
        samples[i] = 0.9 * Math.cos((2 * Math.PI * 1000 * i) / sampleRate);
      const times: number[] = [];
      for (let i = 0; i < count; i++) {
        const gap = shortest + Math.random() * (longest - shortest);
        await new Promise((resolve) => setTimeout(resolve, gap));
        const source = context.createBufferSource();
        source.buffer = click;
        source.connect(context.destination);
        source.start();
        times.push(Date.now());
      }
      // The last click is still on its way.
      await new Promise((resolve) => setTimeout(resolve, longest));
      await context.close();
      return times;
    },
    count,
    SHORTEST_GAP_MS,
    LONGEST_GAP_MS,
  );
}

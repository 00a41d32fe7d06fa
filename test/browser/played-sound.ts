/** What a page plays and what the extension plays on, as samples and levels. */

import type { Browser, Extension, Page } from "puppeteer-core";
import { SAMPLE_RATE } from "../../core/audio/format.ts";
import { openOffscreen } from "./offscreen-document.ts";

/** The beginning of the page's `<audio id="meeting">`, decoded by the browser itself: mono, at the rate of recordings. */
export async function audioOfPage(page: Page, seconds: number): Promise<Int16Array> {
  const samples = await page.$eval(
    "audio#meeting",
    async (audio, sampleRate, count) => {
      const file = await fetch(audio.currentSrc);
      const context = new OfflineAudioContext(1, 1, sampleRate);
      const decoded = await context.decodeAudioData(await file.arrayBuffer());
      return Array.from(decoded.getChannelData(0).subarray(0, count), (value) => value * 32_767);
    },
    SAMPLE_RATE,
    seconds * SAMPLE_RATE,
  );
  return Int16Array.from(samples);
}

/** What has reached the loudspeakers of one AudioContext. */
export interface Playback {
  readonly sampleRate: number;
  /** Loudest sample since it was last asked for, 0–1. */
  readonly peak: number;
}

interface TappedPage {
  playbacks: { sampleRate: number; peak: number }[];
}

/**
 * Listens at every `AudioDestinationNode` of the offscreen document, which it opens ahead of Start for that purpose.
 * @returns Asks what has been heard since it last asked, or since the tap was opened.
 */
export async function tapPlayback(
  browser: Browser,
  extension: Extension,
): Promise<() => Promise<readonly Playback[]>> {
  const offscreen = await openOffscreen(browser, extension);
  await offscreen.evaluate(() => {
    const tapped: TappedPage = Object.assign(globalThis, { playbacks: [] });
    const { connect } = AudioNode.prototype;
    AudioNode.prototype.connect = new Proxy(connect, {
      apply(_connect, node: AudioNode, to: unknown[]) {
        if (to[0] instanceof AudioDestinationNode) listen(node);
        return Reflect.apply(connect, node, to);
      },
    });

    function listen(node: AudioNode): void {
      const analyser = node.context.createAnalyser();
      Reflect.apply(connect, node, [analyser]);
      const playback = { sampleRate: node.context.sampleRate, peak: 0 };
      tapped.playbacks.push(playback);
      const samples = new Float32Array(analyser.fftSize);
      setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        playback.peak = samples.reduce(
          (peak, value) => Math.max(peak, Math.abs(value)),
          playback.peak,
        );
      }, 20);
    }
  });
  return () =>
    offscreen.evaluate(() => {
      const { playbacks } = globalThis as unknown as TappedPage;
      const heard = playbacks.map((playback) => ({ ...playback }));
      for (const playback of playbacks) playback.peak = 0;
      return heard;
    });
}

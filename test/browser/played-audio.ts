/** Samples and levels of the audio that a page plays, that the extension plays on, and that an export contains. */

import type { Browser, Extension, Page } from "puppeteer-core";
import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../../core/audio/format.ts";
import { WAV_HEADER_BYTES } from "../../core/audio/wav.ts";
import { openOffscreen } from "./offscreen-document.ts";

/** Returns the samples of an exported WAV file. */
export const samplesOfWav = (wav: Buffer): Int16Array =>
  Int16Array.from({ length: (wav.length - WAV_HEADER_BYTES) / BYTES_PER_SAMPLE }, (_, index) =>
    wav.readInt16LE(WAV_HEADER_BYTES + index * BYTES_PER_SAMPLE),
  );

export const isAudible = (samples: Int16Array): boolean =>
  samples.some((sample) => Math.abs(sample) > 100);

/** Returns the beginning of the page's `<audio id="meeting">`, decoded by the browser: mono, at the rate of recordings. */
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

/** Output of one AudioContext. */
export interface Playback {
  readonly sampleRate: number;
  /** Loudest sample since the last call, 0–1. */
  readonly peak: number;
}

interface TappedPage {
  playbacks: { sampleRate: number; peak: number }[];
}

/**
 * Measures the input of every `AudioDestinationNode` of the offscreen document, which it opens before Start.
 * @returns A function that returns what was played since its last call
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

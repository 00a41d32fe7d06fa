/** Stores audio whose pitch identifies channel and second, and measures the pitch that a player plays. */

import type { Page } from "puppeteer-core";
import { SAMPLE_RATE } from "../../core/audio/format.ts";
import type { ChannelName } from "../../core/meeting.ts";

/** Pitch of the first second in Hz. */
const BASE: Readonly<Record<ChannelName, number>> = { tab: 300, mic: 1_500 };
const HZ_PER_SECOND = 20;
const LOUDNESS = 8_000;

export const toneAt = (channel: ChannelName, seconds: number): number =>
  BASE[channel] + HZ_PER_SECOND * Math.floor(seconds);

/** Stores tones; every tenth second is silent. */
export async function storeTones(
  keeper: Page,
  meetingId: string,
  channel: ChannelName,
  seconds: number,
): Promise<void> {
  await keeper.evaluate(
    async (meetingId, name, { seconds, base, step, rate, loudness }) => {
      const root = await navigator.storage.getDirectory();
      const meetings = await root.getDirectoryHandle("meetings", { create: true });
      const folder = await meetings.getDirectoryHandle(meetingId, { create: true });
      const file = await folder.getFileHandle(name, { create: true });
      const writable = await file.createWritable();
      for (let second = 0; second < seconds; second++) {
        const turn = (2 * Math.PI * (base + step * second)) / rate;
        const level = second % 10 === 9 ? 0 : loudness;
        await writable.write(
          Int16Array.from({ length: rate }, (_, index) => level * Math.sin(index * turn)),
        );
      }
      await writable.close();
    },
    meetingId,
    `${channel}.pcm`,
    { seconds, base: BASE[channel], step: HZ_PER_SECOND, rate: SAMPLE_RATE, loudness: LOUDNESS },
  );
}

export interface HeardChannel {
  readonly channel: string;
  readonly seconds: number;
  readonly isPaused: boolean;
  readonly isMuted: boolean;
  readonly rate: number;
}

/** Reads the state of all players of a panel at one moment. */
export const heardChannels = (panel: Page): Promise<HeardChannel[]> =>
  panel.$$eval("audio[data-channel]", (players) =>
    players.map((player) => ({
      channel: player.dataset["channel"] ?? "",
      seconds: player.currentTime,
      isPaused: player.paused,
      isMuted: player.muted,
      rate: player.playbackRate,
    })),
  );

/** Measures the loudest frequency of a player and its position; silence is 0 Hz. */
export const heardTone = (
  panel: Page,
  channel: ChannelName,
): Promise<{ readonly hertz: number; readonly seconds: number }> =>
  panel.$eval(`audio[data-channel="${channel}"]`, async (player) => {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 8_192, smoothingTimeConstant: 0 });
    const { captureStream } = player as unknown as { captureStream(): MediaStream };
    context.createMediaStreamSource(captureStream.call(player)).connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 350));
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    const seconds = player.currentTime;
    const loudest = levels.indexOf(Math.max(...levels));
    await context.close();
    return { hertz: (loudest * context.sampleRate) / analyser.fftSize, seconds };
  });

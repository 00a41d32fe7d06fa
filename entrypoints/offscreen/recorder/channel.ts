/** One channel of a meeting: its sound on disk, and the transcriber that follows it. */

import { samplesToMs } from "../../../core/audio/format.ts";
import { peakOf } from "../../../core/audio/pcm.ts";
import { SILENCE_LIMIT_MS, silenceAfterFrame } from "../../../core/audio/silence-watch.ts";
import type { ChannelProgress } from "../../../core/live-phase.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { ChannelLedger } from "../../../core/protocol/live.ts";
import type { FramerMessage } from "./protocol.ts";
import type { SoundLog } from "./lasting-log.ts";
import type { Transcriber } from "./transcriber.ts";

export interface Channel {
  readonly name: ChannelName;
  readonly recordedMs: number;
  readonly transcriber: Transcriber;
  ledger(): ChannelLedger;
  progress(): ChannelProgress;
  problems(): readonly Problem[];
}

/** A channel that still grows. */
export interface GrowingChannel extends Channel {
  /** Resolves when the audio thread has handed over its last sample. */
  readonly ended: Promise<void>;
  /** Takes no more sound. */
  stop(): void;
}

export interface FrameListener {
  readonly onFrame: () => void;
  /** Digital silence has lasted for `SILENCE_LIMIT_MS`, or sound has come again. */
  readonly onSilence: (isSilent: boolean) => void;
  readonly onDiskFailed: (error: unknown) => void;
}

export function openChannel(name: ChannelName, sound: SoundLog, transcriber: Transcriber): Channel {
  const behindSamples = (): number => sound.samples - transcriber.status().heardSamples;
  return {
    name,
    transcriber,
    get recordedMs() {
      return samplesToMs(sound.samples);
    },
    ledger: () => ({
      name,
      recordedSamples: sound.samples,
      heardSamples: transcriber.status().heardSamples,
      peak: 0,
      ignoredMessages: transcriber.status().ignoredMessages,
    }),
    progress() {
      const { phase, hasBeenLive, isTroubled } = transcriber.status();
      return { phase, hasBeenLive, isTroubled, behindMs: samplesToMs(behindSamples()) };
    },
    problems: () => [
      ...transcriber.status().problems,
      ...(sound.waitingSamples > 0 ? [problem("disk-full", sound.refusal ?? undefined)] : []),
    ],
  };
}

/** Lets the sound in: each frame onto the disk first, then to the transcriber. What the port has queued comes first. */
export function recordInto(
  channel: Channel,
  sound: SoundLog,
  frames: MessagePort,
  { onFrame, onSilence, onDiskFailed }: FrameListener,
): GrowingChannel {
  const ended = Promise.withResolvers<void>();
  let framePeak = 0;
  let previousPeak = 0;
  let silentMs = 0;
  const isSilent = (): boolean => silentMs >= SILENCE_LIMIT_MS;

  frames.onmessage = ({ data }: MessageEvent<FramerMessage>) => {
    if (data.type === "ended") return ended.resolve();
    try {
      sound.append(data.samples);
    } catch (error) {
      return onDiskFailed(error);
    }
    previousPeak = framePeak;
    framePeak = peakOf(data.samples);
    const wasSilent = isSilent();
    silentMs = silenceAfterFrame(silentMs, framePeak);
    if (isSilent() !== wasSilent) onSilence(isSilent());
    channel.transcriber.appended(data.samples, framePeak);
    onFrame();
  };

  return {
    ...channel,
    get recordedMs() {
      return channel.recordedMs;
    },
    ended: ended.promise,
    stop() {
      frames.onmessage = null;
      frames.close();
    },
    ledger: () => ({ ...channel.ledger(), peak: Math.max(framePeak, previousPeak) }),
    problems: () => [...channel.problems(), ...(isSilent() ? [problem("tab-silent")] : [])],
  };
}

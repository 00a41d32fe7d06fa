/** One channel of the meeting: frames in from the audio thread, onto the disk, and on to the transcriber. */

import { samplesToMs } from "../../../core/audio/format.ts";
import { peakOf } from "../../../core/audio/pcm.ts";
import { SILENCE_LIMIT_MS, silenceAfterFrame } from "../../../core/audio/silence-watch.ts";
import type { ChannelProgress } from "../../../core/live-phase.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { ChannelLedger } from "../../../core/protocol/live.ts";
import type { ChannelInput, FramerMessage } from "./protocol.ts";
import { type SoundLog, openSoundLog } from "./sound-log.ts";
import type { Transcriber } from "./transcriber.ts";

export interface RecordedChannel {
  readonly name: ChannelName;
  /** Resolves when the audio thread has handed over its last sample. */
  readonly ended: Promise<void>;
  readonly recordedMs: number;
  /** Takes no more sound; the recording stays readable until `close`. */
  stop(): void;
  ledger(): ChannelLedger;
  progress(): ChannelProgress;
  problems(): readonly Problem[];
  readonly transcriber: Transcriber;
  close(): void;
}

export interface ChannelListener {
  readonly onFrame: () => void;
  readonly onDiskFailed: (error: unknown) => void;
}

/** Opens the file, then lets the sound in: what the port has queued since the graph began comes first. */
export async function recordChannel(
  meetingId: string,
  { name, frames }: ChannelInput,
  transcribe: (sound: SoundLog) => Transcriber,
  { onFrame, onDiskFailed }: ChannelListener,
): Promise<RecordedChannel> {
  const sound = await openSoundLog(meetingId, name);
  const transcriber = transcribe(sound);
  const ended = Promise.withResolvers<void>();
  let framePeak = 0;
  let previousPeak = 0;
  let silentMs = 0;

  frames.onmessage = ({ data }: MessageEvent<FramerMessage>) => {
    if (data.type === "ended") return ended.resolve();
    try {
      sound.append(data.samples);
    } catch (error) {
      return onDiskFailed(error);
    }
    transcriber.appended(data.samples);
    previousPeak = framePeak;
    framePeak = peakOf(data.samples);
    silentMs = silenceAfterFrame(silentMs, framePeak);
    onFrame();
  };

  const behindMs = (): number => samplesToMs(sound.samples - transcriber.status().heardSamples);

  return {
    name,
    ended: ended.promise,
    transcriber,
    get recordedMs() {
      return samplesToMs(sound.samples);
    },
    stop() {
      frames.onmessage = null;
      frames.close();
    },
    ledger: () => ({
      name,
      recordedSamples: sound.samples,
      heardSamples: transcriber.status().heardSamples,
      peak: Math.max(framePeak, previousPeak),
      ignoredMessages: transcriber.status().ignoredMessages,
    }),
    progress() {
      const { phase, hasBeenLive, isTroubled } = transcriber.status();
      return { phase, hasBeenLive, isTroubled, behindMs: behindMs() };
    },
    problems: () => [
      ...transcriber.status().problems,
      ...(silentMs >= SILENCE_LIMIT_MS ? [problem("tab-silent")] : []),
    ],
    close: () => sound.close(),
  };
}

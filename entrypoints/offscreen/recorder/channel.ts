/** One channel of a meeting: its sound on disk, and the transcriber that follows it. */

import { type CaptureFacts, NOTHING_CAPTURED } from "../../../core/audio/capture-watch.ts";
import { samplesToMs } from "../../../core/audio/format.ts";
import { channelHealth } from "../../../core/recording/channel-health.ts";
import type { ChannelProgress } from "../../../core/recording/live-phase.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { ChannelStatus } from "../../../core/protocol/live.ts";
import type { AudioLog } from "./durable-audio-log.ts";
import type { Transcriber } from "./transcriber.ts";

/** Where a channel's sound comes from, as far as it shows. */
export interface ChannelSource {
  /** The device or tab, as Chrome names it; may be empty. */
  readonly label: string;
  readonly capture: CaptureFacts;
  /** Disk and memory have refused a frame. */
  readonly hasDiskFailed: boolean;
}

export interface Channel {
  readonly name: ChannelName;
  readonly recordedMs: number;
  readonly transcriber: Transcriber;
  ledger(): ChannelStatus;
  progress(): ChannelProgress;
  /** `known`: what is wrong with its source by what others see, or null. */
  problems(known: Problem | null): readonly Problem[];
}

/** A channel as it lies on disk; who lets sound in says where from. */
export interface OpenChannel extends Channel {
  readonly sound: AudioLog;
  ledger(source?: ChannelSource): ChannelStatus;
}

const FROM_DISK: ChannelSource = { label: "", capture: NOTHING_CAPTURED, hasDiskFailed: false };

export function openChannel(
  name: ChannelName,
  sound: AudioLog,
  transcriber: Transcriber,
): OpenChannel {
  return {
    name,
    sound,
    transcriber,
    get recordedMs() {
      return samplesToMs(sound.samples);
    },
    ledger({ label, capture, hasDiskFailed } = FROM_DISK) {
      const session = transcriber.status();
      return {
        name,
        label,
        isMuted: capture.isMuted,
        health: channelHealth({ capture, session, sound, hasDiskFailed }),
        recordedSamples: sound.samples,
        heardSamples: session.heardSamples,
        peak: capture.peak,
        ignoredMessages: session.ignoredMessages,
      };
    },
    progress() {
      const { phase, hasBeenLive, hasFailed, heardSamples } = transcriber.status();
      const behindMs = samplesToMs(sound.samples - heardSamples);
      return { phase, hasBeenLive, hasFailed, behindMs };
    },
    problems: () => [
      ...transcriber.status().problems,
      ...(sound.waitingSamples > 0 ? [problem("disk-full", sound.refusal ?? undefined)] : []),
    ],
  };
}

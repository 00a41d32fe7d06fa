/** A channel while it is recorded: lets the sound in, each frame to the log on disk first, then to the transcriber. */

import { assertNever } from "../../../core/assert-never.ts";
import { COMFORT_NOISE_PEAK, createCaptureWatch } from "../../../core/audio/capture-watch.ts";
import { captureProblem, isSilent } from "../../../core/recording/channel-health.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import type { Channel, ChannelSource, OpenChannel } from "./channel.ts";
import type { ChannelInput, FramerMessage } from "../../../core/protocol/recorder.ts";

export interface RecordingChannel extends Channel {
  /** Resolves when the audio thread has handed over its last sample. */
  readonly ended: Promise<void>;
  /** To be called every `LOOK_EVERY_MS`. */
  look(): void;
  rename(label: string): void;
  mute(isMuted: boolean): void;
  /** Takes no more sound. */
  stop(): void;
}

export interface FrameListener {
  readonly onFrame: () => void;
  /** The channel's `ordinal`th pause, from 1 on, has begun here or has ended. All channels of a meeting have the same ones. */
  readonly onPaused: (ordinal: number) => void;
  readonly onResumed: (ordinal: number) => void;
  /** Digital silence has lasted for a while, or has ended. */
  readonly onSilence: (isSilent: boolean) => void;
  readonly onDiskFailed: (error: unknown) => void;
}

/** What the port has queued comes first. */
export function recordInto(
  channel: OpenChannel,
  { name, label: firstLabel, frames }: ChannelInput<MessagePort>,
  listener: FrameListener,
): RecordingChannel {
  const { sound, transcriber } = channel;
  const ended = Promise.withResolvers<void>();
  const firstSample = sound.samples;
  const watch = createCaptureWatch(name === "mic" ? COMFORT_NOISE_PEAK : 0);
  let label = firstLabel;
  let pauses = 0;
  let hasDiskFailed = false;

  const source = (): ChannelSource => ({ label, capture: watch.facts, hasDiskFailed });

  frames.onmessage = ({ data }: MessageEvent<FramerMessage>) => {
    switch (data.type) {
      case "frame":
        return take(data.samples, data.peak);
      case "paused":
        noting(() => watch.pause(true));
        // No frame comes that would bring the last ones to disk.
        sound.retry();
        transcriber.pause();
        return listener.onPaused(++pauses);
      case "resumed":
        watch.pause(false);
        transcriber.resume();
        return listener.onResumed(pauses);
      case "ended":
        checkCount(data.samples);
        noting(() => watch.end());
        transcriber.end();
        return ended.resolve();
      default:
        assertNever(data);
    }
  };

  function take(samples: Int16Array<ArrayBuffer>, peak: number): void {
    try {
      sound.append(samples);
    } catch (error) {
      hasDiskFailed = true;
      return listener.onDiskFailed(error);
    }
    noting(() => watch.frame(samples.length, peak));
    transcriber.appended(samples, peak);
    listener.onFrame();
  }

  /** The promise of a recorder: what the audio thread has handed over is what was appended, to the sample. */
  function checkCount(handedOver: number): void {
    const appended = sound.samples - firstSample;
    if (appended === handedOver) return;
    reportUnexpected("taking sound")(new Error(`${appended} of ${handedOver} samples`));
  }

  /** Tells of silence that begins or ends with this. */
  function noting(change: () => void): void {
    const wasSilent = isSilent(watch.facts);
    change();
    const silent = isSilent(watch.facts);
    if (silent !== wasSilent) listener.onSilence(silent);
  }

  return {
    ...channel,
    get recordedMs() {
      return channel.recordedMs;
    },
    ended: ended.promise,
    look: watch.look,
    rename(next) {
      label = next;
    },
    mute: (isMuted) => noting(() => watch.mute(isMuted)),
    stop() {
      frames.onmessage = null;
      frames.close();
    },
    ledger: () => channel.ledger(source()),
    problems(known) {
      const own = captureProblem({ name, label }, watch.facts, known);
      return own ? [...channel.problems(known), own] : channel.problems(known);
    },
  };
}

/**
 * One channel of a meeting: its audio on disk and the transcriber that follows it. While it is recorded, each frame goes to the log on
 * disk first and then to the transcriber.
 */

import { assertNever } from "../../../core/assert-never.ts";
import {
  type CaptureFacts,
  COMFORT_NOISE_PEAK,
  createCaptureWatch,
  NOTHING_CAPTURED,
} from "../../../core/audio/capture-watch.ts";
import { samplesToMs } from "../../../core/audio/format.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { ChannelInput, FramerMessage } from "../../../core/protocol/recorder.ts";
import { captureProblem, channelHealth, isSilent } from "../../../core/recording/channel-health.ts";
import type { ChannelState } from "../../../core/recording/job-state.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import type { AudioLog } from "./durable-audio-log.ts";
import type { Transcriber } from "./transcriber.ts";

/** Source of a channel's frames. */
interface ChannelSource {
  /** Name of the device or tab, as Chrome has it; may be empty. */
  readonly label: string;
  readonly capture: CaptureFacts;
  /** Disk and memory have refused a frame. */
  readonly hasDiskFailed: boolean;
}

interface ChannelParts {
  readonly name: ChannelName;
  readonly log: AudioLog;
  readonly transcriber: Transcriber;
}

export interface Channel extends ChannelParts {
  /** @param known problem of the source that others have reported */
  state(known: Problem | null): ChannelState;
}

/** A channel on disk. */
export const openChannel = (parts: ChannelParts): Channel => ({
  ...parts,
  state: () => stateOf(parts, { label: "", capture: NOTHING_CAPTURED, hasDiskFailed: false }),
});

function stateOf(
  { name, log, transcriber }: ChannelParts,
  { label, capture, hasDiskFailed }: ChannelSource,
): ChannelState {
  const session = transcriber.status();
  const { phase, hasBeenLive, hasFailed, heardSamples, ignoredMessages } = session;
  const { samples, waitingSamples, refusal } = log;
  const full = waitingSamples > 0 ? [problem("disk-full", refusal ?? undefined)] : [];
  return {
    status: {
      name,
      label,
      isMuted: capture.isMuted,
      health: channelHealth({ capture, session, log, hasDiskFailed }),
      recordedSamples: samples,
      heardSamples,
      peak: capture.peak,
      ignoredMessages,
    },
    progress: { phase, hasBeenLive, hasFailed, lagMs: samplesToMs(samples - heardSamples) },
    problems: [...session.problems, ...full],
  };
}

export interface RecordingChannel extends Channel {
  /** Resolves when the audio thread has handed over its last sample. */
  readonly ended: Promise<void>;
  /** Time since something audible or a recognised word came, while audio was to come. */
  readonly unheardMs: number;
  /** To be called every `LOOK_EVERY_MS`. */
  look(): void;
  rename(label: string): void;
  mute(isMuted: boolean): void;
  /** Records the frames of this port after those of the present one. */
  continueFrom(frames: MessagePort): void;
  /** Takes no more frames. */
  stop(): void;
}

export interface FrameListener {
  /** A frame is in the log and was given to the transcriber. */
  readonly onFrame: (samples: number) => void;
  /** The channel's `ordinal`th pause, from 1 on, has begun or ended. All channels of a meeting have the same pauses. */
  readonly onPaused: (ordinal: number) => void;
  readonly onResumed: (ordinal: number) => void;
  /** Digital silence has lasted for a while, or has ended. */
  readonly onSilence: (isSilent: boolean) => void;
  readonly onLogFailed: (error: unknown) => void;
}

/** Records frames into the channel, beginning with those that its port has queued. */
export function recordInto(
  channel: Channel,
  { name, label: firstLabel, frames }: ChannelInput<MessagePort>,
  listener: FrameListener,
): RecordingChannel {
  const { log, transcriber } = channel;
  const ended = Promise.withResolvers<void>();
  const ports = openPorts(frames, receive, () => (firstSample = log.samples));
  let firstSample = log.samples;
  const watch = createCaptureWatch(name === "mic" ? COMFORT_NOISE_PEAK : 0);
  let label = firstLabel;
  let pauses = 0;
  let hasDiskFailed = false;
  let turnsWithWords = 0;

  function receive(data: FramerMessage): void {
    switch (data.type) {
      case "frame":
        return take(data.samples, data.peak);
      case "paused":
        reportingSilence(() => watch.pause(true));
        // No frame follows that would bring the last ones to disk.
        log.retry();
        transcriber.pause();
        return listener.onPaused(++pauses);
      case "resumed":
        watch.pause(false);
        transcriber.resume();
        return listener.onResumed(pauses);
      case "cut":
        checkCount(data.samples);
        return ports.cut();
      case "ended":
        checkCount(data.samples);
        reportingSilence(() => watch.end());
        transcriber.end();
        return ended.resolve();
      default:
        assertNever(data);
    }
  }

  function take(samples: Int16Array<ArrayBuffer>, peak: number): void {
    try {
      log.append(samples);
    } catch (error) {
      hasDiskFailed = true;
      return listener.onLogFailed(error);
    }
    reportingSilence(() => watch.frame(samples.length, peak));
    transcriber.appended(samples, peak);
    listener.onFrame(samples.length);
  }

  /** The log holds what the audio thread has handed over, to the sample. */
  function checkCount(handedOver: number): void {
    const appended = log.samples - firstSample;
    if (appended === handedOver) return;
    reportUnexpected("taking sound")(new Error(`${appended} of ${handedOver} samples`));
  }

  function reportingSilence(change: () => void): void {
    const wasSilent = isSilent(watch.facts);
    change();
    const silent = isSilent(watch.facts);
    if (silent !== wasSilent) listener.onSilence(silent);
  }

  return {
    ...channel,
    ended: ended.promise,
    get unheardMs() {
      return watch.facts.unheardMs;
    },
    look() {
      watch.look();
      const now = transcriber.status().turnsWithWords;
      // Audio that seems quiet is heard if the service recognises words in it.
      if (now !== turnsWithWords) watch.heard();
      turnsWithWords = now;
    },
    rename(next) {
      label = next;
    },
    mute: (isMuted) => reportingSilence(() => watch.mute(isMuted)),
    continueFrom: ports.add,
    stop: ports.close,
    state(known) {
      const capture = watch.facts;
      const state = stateOf(channel, { label, capture, hasDiskFailed });
      const own = captureProblem({ name, label }, capture, known);
      return own ? { ...state, problems: [...state.problems, own] } : state;
    },
  };
}

/** A framer without blocks answers a `cut` within some ms; the audio thread of a dead context may never answer. */
const CUT_TIMEOUT_MS = 500;

/** The ports of the audio contexts that follow one another. Messages of the next one are received after the last of the present one. */
function openPorts(
  first: MessagePort,
  receive: (message: FramerMessage) => void,
  onNext: () => void,
) {
  let following: readonly MessagePort[] = [];
  let port = first;
  let isCut = false;

  function listen(next: MessagePort): void {
    port = next;
    isCut = false;
    port.onmessage = ({ data }: MessageEvent<FramerMessage>) => receive(data);
  }

  function takeNext(): void {
    const [next, ...later] = following;
    if (!next) return;
    following = later;
    closePort(port);
    onNext();
    listen(next);
  }

  listen(first);

  return {
    add(next: MessagePort): void {
      following = [...following, next];
      if (isCut) return takeNext();
      const present = port;
      setTimeout(() => port === present && takeNext(), CUT_TIMEOUT_MS);
    },
    /** The present port has sent its last message. */
    cut(): void {
      isCut = true;
      takeNext();
    },
    close(): void {
      closePort(port);
      following.forEach(closePort);
      following = [];
    },
  };
}

function closePort(port: MessagePort): void {
  port.onmessage = null;
  port.close();
}

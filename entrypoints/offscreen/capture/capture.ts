/**
 * Opens tab and microphone: `MediaStream`s → one audio context, whose clock is the meeting's → a framer for each channel →
 * recorder thread. The same context plays the captured tab to the user.
 */

import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import type { CaptureRequest } from "../../../core/protocol/offscreen-requests.ts";
import { delay } from "../../shared/delay.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import type { Capture, CapturedChannel, CaptureListener } from "../run-jobs.ts";
import { createFramerNode, type FramerNode, loadFramer } from "./framer-node.ts";
import { openMic } from "./mic-source.ts";
import { openTab } from "./tab-source.ts";

/** Lead of a switch, so that the audio thread of a busy machine receives it before it is due. */
const SWITCH_LEAD_SECONDS = 0.1;
/** Output devices run at up to 384 kHz, headsets at 8 kHz; speech needs no more than this. */
const MAX_CONTEXT_RATE = 48_000;
/** The audio thread stands still if the audio device does, and its answer never comes. */
const AUDIO_THREAD_TIMEOUT_MS = 1_000;

interface OpenChannel extends CapturedChannel {
  readonly framer: FramerNode;
  mute(isMuted: boolean): void;
  /** Releases the source. */
  end(): void;
}

/**
 * After a failure nothing is left open.
 *
 * @param abandoned releases the sources that are open, and the others as soon as they open
 */
export async function openCapture(
  request: CaptureRequest,
  listener: CaptureListener,
  abandoned: AbortSignal,
): Promise<Result<Capture>> {
  const context = openContext();
  const channels: OpenChannel[] = [];
  let released: Promise<void> | null = null;
  const release = (): Promise<void> => (released ??= releaseAll(context, channels));
  abandoned.addEventListener("abort", () => void release());

  const opened = await openChannels(context, channels, { request, listener, abandoned }).catch(
    (error: unknown) => {
      reportUnexpected("opening the sources")(error);
      return fail("capture-failed", String(error));
    },
  );
  if (!opened.ok) {
    await release();
    return opened;
  }

  const switchAll = (to: Parameters<FramerNode["switch"]>[0]): void => {
    const atFrame = Math.ceil((context.currentTime + SWITCH_LEAD_SECONDS) * SAMPLE_RATE);
    for (const { framer } of channels) framer.switch(to, atFrame);
  };
  const muteChannel = (name: ChannelName, isMuted: boolean): void =>
    channels.find((channel) => channel.name === name)?.mute(isMuted);
  switchAll("begin");

  return ok({
    channels,
    pause: () => switchAll("pause"),
    resume: () => switchAll("resume"),
    muteMic: (isMuted) => muteChannel("mic", isMuted),
    muteTab: (isMuted) => muteChannel("tab", isMuted),
    async end() {
      switchAll("end");
      await atMost(
        AUDIO_THREAD_TIMEOUT_MS,
        Promise.all(channels.map(({ framer }) => framer.ended)),
      );
      await release();
    },
  });
}

/** Adds each channel as it opens; the tab's last, because the user may take time to pick it. */
async function openChannels(
  context: AudioContext,
  channels: OpenChannel[],
  {
    request: { mic, tab },
    listener,
    abandoned,
  }: { request: CaptureRequest; listener: CaptureListener; abandoned: AbortSignal },
): Promise<Result<null>> {
  await loadFramer(context);
  if (mic) {
    const framer = createFramerNode(context);
    const opened = await openMic(
      mic.device,
      framer.input,
      {
        onLabel: listener.onMicLabel,
        onProblem: listener.onMicProblem,
      },
      abandoned,
    );
    if (!opened.ok) return opened;
    const { label, problem, end } = opened.value;
    const { frames, mute } = framer;
    channels.push({ name: "mic", label, problem, frames, framer, mute, end });
  }
  if (tab !== null) {
    const framer = createFramerNode(context);
    const opened = await openTab(tab, framer.input, listener.onEnded, abandoned);
    if (!opened.ok) return opened;
    const { mute, end } = opened.value;
    channels.unshift({
      name: "tab",
      label: "",
      problem: null,
      frames: framer.frames,
      framer,
      mute,
      end,
    });
  }
  return ok(null);
}

async function releaseAll(context: AudioContext, channels: readonly OpenChannel[]): Promise<void> {
  for (const { end } of channels) end();
  await atMost(AUDIO_THREAD_TIMEOUT_MS, context.close());
}

/**
 * The context runs at the rate of the output device, so that the user hears what the tab plays, within bounds from which
 * the framers come down to 16 kHz. A second context of 16 kHz for recording cost half as much again: Chrome wakes the
 * threads of each a hundred times a second (docs/benchmarks.md). Without an output device (`sinkId: { type: "none" }`)
 * Chromium 156 dropped 47 of 3,000 blocks on a busy machine.
 */
function openContext(): AudioContext {
  const context = new AudioContext();
  const rate = Math.min(Math.max(context.sampleRate, SAMPLE_RATE), MAX_CONTEXT_RATE);
  if (rate === context.sampleRate) return context;
  void context.close();
  return new AudioContext({ sampleRate: rate });
}

/** Waits for `promise`, but no longer than `ms`. */
async function atMost(ms: number, promise: Promise<unknown>): Promise<void> {
  await Promise.race([promise, delay(ms)]);
}

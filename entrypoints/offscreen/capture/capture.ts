/**
 * Opens tab and microphone: `MediaStream`s → one audio context, whose clock is the meeting's → a framer for each channel →
 * recorder thread. The same context plays the captured tab to the user. If it dies, the sources move to another one.
 */

import { FRAME_SAMPLES, SAMPLE_RATE } from "../../../core/audio/format.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import type { CaptureRequest } from "../../../core/protocol/offscreen-requests.ts";
import { delay } from "../../shared/delay.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import type { Capture, CapturedChannel, CaptureListener } from "../run-jobs.ts";
import { createFramerNode, type FramerNode } from "./framer-node.ts";
import { type KeptContext, keepContext } from "./kept-context.ts";
import { openMic } from "./mic-source.ts";
import { openTab } from "./tab-source.ts";

/** Lead of a switch, so that the audio thread of a busy machine receives it before it is due. */
const SWITCH_LEAD_SECONDS = 0.1;
/** The audio thread stands still if the audio device does, and its answer never comes. */
const AUDIO_THREAD_TIMEOUT_MS = 1_000;

interface OpenChannel extends CapturedChannel {
  /** That of the present context. */
  framer: FramerNode;
  /** Connects the source to its framer, in the framer's context. */
  connect(to: AudioNode): void;
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
  const channels: OpenChannel[] = [];
  let state: "waiting" | "running" | "paused" = "waiting";
  let isMicMuted = false;
  const context = keepContext({
    onLost: () => listener.onAudioLost(true),
    onReplaced: moveTo,
  });
  let released: Promise<void> | null = null;
  const release = (): Promise<void> => (released ??= releaseAll(context, channels));
  abandoned.addEventListener("abort", () => void release());

  function switchAll(to: Parameters<FramerNode["switch"]>[0]): void {
    const dueAt = (context.current.currentTime + SWITCH_LEAD_SECONDS) * SAMPLE_RATE;
    // The audio thread filters frame by frame: a frame that began between two of its own would wait for the next.
    const atFrame = Math.ceil(dueAt / FRAME_SAMPLES) * FRAME_SAMPLES;
    for (const { framer } of channels) framer.switch(to, atFrame);
  }

  /** The framers of the old context hand over what they hold, and those of the new one go on. */
  function moveTo(next: AudioContext): void {
    for (const channel of channels) {
      channel.framer.cut();
      channel.framer = createFramerNode(next);
      if (channel.name === "mic") channel.framer.mute(isMicMuted);
      channel.connect(channel.framer.input);
      listener.onFrames(channel.name, channel.framer.frames);
    }
    if (state === "running") switchAll("begin");
    listener.onAudioLost(false);
  }

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

  state = "running";
  switchAll("begin");

  return ok({
    channels,
    pause() {
      state = "paused";
      switchAll("pause");
    },
    resume() {
      state = "running";
      switchAll("resume");
    },
    muteMic(isMuted) {
      isMicMuted = isMuted;
      channels.find(({ name }) => name === "mic")?.framer.mute(isMuted);
    },
    muteTab: (isMuted) => channels.find(({ name }) => name === "tab")?.mute(isMuted),
    async end() {
      switchAll("end");
      await Promise.race([
        Promise.all(channels.map(({ framer }) => framer.ended)),
        delay(AUDIO_THREAD_TIMEOUT_MS),
      ]);
      await release();
    },
  });
}

/** Adds each channel as it opens; the tab's last, because the user may take time to pick it. */
async function openChannels(
  context: KeptContext,
  channels: OpenChannel[],
  {
    request: { mic, tab },
    listener,
    abandoned,
  }: { request: CaptureRequest; listener: CaptureListener; abandoned: AbortSignal },
): Promise<Result<null>> {
  await context.ready;
  if (mic) {
    const opened = await openMic(
      mic.device,
      { onLabel: listener.onMicLabel, onProblem: listener.onMicProblem },
      abandoned,
    );
    if (!opened.ok) return opened;
    const { label, problem, connect, end } = opened.value;
    const framer = createFramerNode(context.current);
    connect(framer.input);
    const { frames } = framer;
    channels.push({ name: "mic", label, problem, frames, framer, connect, mute() {}, end });
  }
  if (tab !== null) {
    const opened = await openTab(tab, listener.onEnded, abandoned);
    if (!opened.ok) return opened;
    const { connect, mute, end } = opened.value;
    const framer = createFramerNode(context.current);
    connect(framer.input);
    const { frames } = framer;
    channels.unshift({ name: "tab", label: "", problem: null, frames, framer, connect, mute, end });
  }
  return ok(null);
}

async function releaseAll(context: KeptContext, channels: readonly OpenChannel[]): Promise<void> {
  for (const { end } of channels) end();
  await context.close();
}

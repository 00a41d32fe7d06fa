/**
 * The way of the sound begins here: tab and microphone → `MediaStream`s → one audio context, which is the one clock of the
 * meeting → a framer for each → recorder thread. The same context plays the tab to the person.
 */

import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { fail, ok, type Problem, type Result } from "../../../core/problem.ts";
import type { CaptureRequest } from "../../../core/protocol/offscreen-requests.ts";
import { createFramerNode, type FramerNode, loadFramer } from "./framer-node.ts";
import { type MicSource, openMic } from "./mic-source.ts";
import { openTab, type TabSource } from "./tab-source.ts";

export interface CapturedChannel {
  readonly name: ChannelName;
  /** As Chrome names the device; empty for a tab. */
  readonly label: string;
  readonly frames: MessagePort;
  /** What was wrong with its source from the beginning. */
  readonly problem: Problem | null;
}

export interface Capture {
  readonly channels: readonly CapturedChannel[];
  /** No channel takes sound until `resume`; all stop and go on at the same sample. */
  pause(): void;
  resume(): void;
  muteMic(isMuted: boolean): void;
  /** What the user has done to the tab, for the ears of the user alone. */
  muteTab(isMuted: boolean): void;
  /** Hands over the last samples, then lets go of the sources and gives the tab its own sound back. */
  end(): Promise<void>;
}

export interface CaptureListener {
  /** The source of the whole meeting is gone; from then on there would only be silence. */
  onEnded(why: Problem): void;
  onMicLabel(label: string): void;
  onMicProblem(found: Problem | null): void;
}

/** So far ahead a switch is ordered that the audio thread hears of it before it is due, on a busy machine too. */
const AHEAD_SECONDS = 0.1;
/** More is not heard, and costs: an audiophile's converter runs at up to 384 kHz, a headset's microphone mode at 8 kHz. */
const MOST_RATE = 48_000;
/** The audio thread stands still where the system's sound does: then nobody waits for it. */
const LAST_SAMPLES_MS = 1_000;

/** After a failure nothing of the attempt is left running. */
export async function openCapture(
  request: CaptureRequest,
  listener: CaptureListener,
): Promise<Result<Capture>> {
  const context = openContext();
  let mic: MicSource | null = null;
  let micFramer: FramerNode | null = null;
  let tab: TabSource | null = null;
  const framers: FramerNode[] = [];

  async function release(): Promise<void> {
    mic?.end();
    tab?.end();
    await context.close();
  }

  const addFramer = (): FramerNode => {
    const framer = createFramerNode(context);
    framers.push(framer);
    return framer;
  };

  async function open(): Promise<Result<readonly CapturedChannel[]>> {
    await loadFramer(context);
    const channels: CapturedChannel[] = [];
    if (request.mic) {
      const framer = addFramer();
      const opened = await openMic(request.mic.device, framer.input, {
        onLabel: listener.onMicLabel,
        onProblem: listener.onMicProblem,
      });
      if (!opened.ok) return opened;
      mic = opened.value;
      micFramer = framer;
      const { label, problem } = opened.value;
      channels.push({ name: "mic", label, frames: framer.frames, problem });
    }
    if (request.tab !== null) {
      const framer = addFramer();
      const opened = await openTab(request.tab, framer.input, listener.onEnded);
      if (!opened.ok) return opened;
      tab = opened.value;
      channels.unshift({ name: "tab", label: "", frames: framer.frames, problem: null });
    }
    return ok(channels);
  }

  const opened = await open().catch((error: unknown) => fail("capture-failed", String(error)));
  if (!opened.ok) {
    await release();
    return opened;
  }

  const switchAll = (to: Parameters<FramerNode["switch"]>[0]): void => {
    const atFrame = Math.ceil((context.currentTime + AHEAD_SECONDS) * SAMPLE_RATE);
    for (const framer of framers) framer.switch(to, atFrame);
  };
  switchAll("begin");

  return ok({
    channels: opened.value,
    pause: () => switchAll("pause"),
    resume: () => switchAll("resume"),
    muteMic: (isMuted) => micFramer?.mute(isMuted),
    muteTab: (isMuted) => tab?.mute(isMuted),
    async end() {
      switchAll("end");
      const handedOver = Promise.all(framers.map(({ ended }) => ended));
      await Promise.race([handedOver, after(LAST_SAMPLES_MS)]);
      await release();
    },
  });
}

/**
 * At the rate of the output device, so that what is heard is what the tab plays; within bounds, between which the framers
 * come down to 16 kHz. One that recorded at 16 kHz beside one for the ears cost half as much again: Chrome wakes the threads
 * of each a hundred times a second (docs/benchmarks.md). Without an output device (`sinkId: { type: "none" }`) Chromium 156
 * dropped 47 of 3,000 blocks on a busy machine.
 */
function openContext(): AudioContext {
  const context = new AudioContext();
  const rate = Math.min(Math.max(context.sampleRate, SAMPLE_RATE), MOST_RATE);
  if (rate === context.sampleRate) return context;
  void context.close();
  return new AudioContext({ sampleRate: rate });
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

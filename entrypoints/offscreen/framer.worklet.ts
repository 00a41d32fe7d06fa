/**
 * The audio thread: receives blocks of 128 samples at the rate of the context and posts frames of 16 kHz straight to the
 * recorder thread.
 */

import { createDownsampler } from "../../core/audio/downsampler.ts";
import { createFramer } from "../../core/audio/framer.ts";
import type { FramerCommand, FramerMessage, FramerReport } from "../../core/protocol/recorder.ts";

/** Length of a block without input: the render quantum of the Web Audio specification. */
const BLOCK_SAMPLES = 128;

class FramerProcessor extends AudioWorkletProcessor {
  #frames: MessagePort | null = null;
  #framer = createFramer({
    onFrame: (samples, peak) =>
      this.#tell({ type: "frame", samples: samples as Int16Array<ArrayBuffer>, peak }, [
        samples.buffer as ArrayBuffer,
      ]),
    onPaused: () => this.#tell({ type: "paused" }),
    onResumed: () => this.#tell({ type: "resumed" }),
    onCut: (samples) => this.#tell({ type: "cut", samples }),
    onEnded: (samples) => {
      this.#tell({ type: "ended", samples });
      const report: FramerReport = { type: "ended" };
      this.port.postMessage(report);
    },
  });

  #downsampler = createDownsampler(sampleRate, this.#framer.push);
  #isMuted = false;
  #isCut = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<FramerCommand<MessagePort>>) => {
      if (data.type === "frames-to") this.#frames = data.port;
      else if (data.type === "cut") this.#cut();
      else if (data.type === "mute") this.#isMuted = data.isMuted;
      else this.#framer.switch(data.type, data.atFrame);
    };
  }

  process(inputs: Float32Array[][]): boolean {
    // The node mixes down to one channel; without a channel, no source is connected.
    const block = inputs[0]?.[0] ?? null;
    const length = block?.length ?? BLOCK_SAMPLES;
    this.#downsampler.push(this.#isMuted ? null : block, length, currentFrame);
    // Chrome releases a processor that returns false.
    return !this.#isCut;
  }

  #cut(): void {
    this.#downsampler.flush();
    this.#framer.cut();
    this.#isCut = true;
  }

  #tell(message: FramerMessage, transfer: Transferable[] = []): void {
    this.#frames?.postMessage(message, transfer);
  }
}

registerProcessor("framer", FramerProcessor);

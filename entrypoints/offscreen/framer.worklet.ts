/** The audio thread: 128-sample blocks in, frames to the recorder thread out, by no other thread's leave. */

import { createFramer } from "../../core/audio/framer.ts";
import type { FramerCommand, FramerMessage } from "./recorder/protocol.ts";

/** Of a block that has no input (Web Audio specification, "render quantum"). */
const BLOCK_SAMPLES = 128;

class FramerProcessor extends AudioWorkletProcessor {
  #frames: MessagePort | null = null;
  #framer = createFramer({
    onFrame: (samples) =>
      this.#tell({ type: "frame", samples: samples as Int16Array<ArrayBuffer> }, [
        samples.buffer as ArrayBuffer,
      ]),
    onPaused: () => this.#tell({ type: "paused" }),
    onResumed: () => this.#tell({ type: "resumed" }),
    onEnded: () => {
      this.#tell({ type: "ended" });
      // The document waits for it before it ends the context.
      this.port.postMessage("ended");
    },
  });

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<FramerCommand>) => {
      if (data.type === "frames-to") this.#frames = data.port;
      else if (data.type === "mute") this.#framer.mute(data.isMuted);
      else this.#framer.switch(data.type, data.atFrame);
    };
  }

  process(inputs: Float32Array[][]): boolean {
    // The node mixes down to one channel; an input without any has no source at present.
    const block = inputs[0]?.[0] ?? null;
    this.#framer.push(block, block?.length ?? BLOCK_SAMPLES, currentFrame);
    return true;
  }

  #tell(message: FramerMessage, transfer: Transferable[] = []): void {
    this.#frames?.postMessage(message, transfer);
  }
}

registerProcessor("framer", FramerProcessor);

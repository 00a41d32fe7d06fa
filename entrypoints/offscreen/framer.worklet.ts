/** The audio thread: 128-sample blocks in, frames to the recorder thread out, by no other thread's leave. */

import { createFramer } from "../../core/audio/framer.ts";
import type { FramerCommand, FramerMessage } from "./recorder/protocol.ts";

class FramerProcessor extends AudioWorkletProcessor {
  #frames: MessagePort | null = null;
  #framer = createFramer((samples) => {
    const message: FramerMessage = { type: "frame", samples: samples as Int16Array<ArrayBuffer> };
    this.#frames?.postMessage(message, [samples.buffer as ArrayBuffer]);
  });

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<FramerCommand>) => {
      if (data.type === "frames-to") this.#frames = data.port;
      else this.#end();
    };
  }

  process(inputs: Float32Array[][]): boolean {
    // The node mixes down to one channel; an input without any has no source yet.
    const block = inputs[0]?.[0];
    if (block) this.#framer.push(block);
    return true;
  }

  #end(): void {
    this.#framer.flush();
    const message: FramerMessage = { type: "ended" };
    this.#frames?.postMessage(message);
    this.#frames = null;
  }
}

registerProcessor("framer", FramerProcessor);

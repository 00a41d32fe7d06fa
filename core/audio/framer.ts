/** Blocks of any length in, frames of `FRAME_SAMPLES` signed 16-bit samples out; nothing lost or doubled in between. */

import { FRAME_SAMPLES } from "./format.ts";
import { toInt16 } from "./pcm.ts";

export interface Framer {
  /** Takes a block of −1…1 samples; calls `onFrame` for each frame that it completes. */
  push(block: Float32Array): void;
  /** Hands over what is left: 0 to `FRAME_SAMPLES` − 1 samples. */
  flush(): void;
}

/** Each frame handed over is new memory that the receiver may keep or transfer. */
export function createFramer(onFrame: (samples: Int16Array) => void): Framer {
  let frame = new Int16Array(FRAME_SAMPLES);
  let filled = 0;

  return {
    push(block) {
      for (let index = 0; index < block.length; index++) {
        frame[filled++] = toInt16(block[index] ?? 0);
        if (filled < FRAME_SAMPLES) continue;
        onFrame(frame);
        frame = new Int16Array(FRAME_SAMPLES);
        filled = 0;
      }
    },
    flush() {
      if (filled > 0) onFrame(frame.slice(0, filled));
      filled = 0;
    },
  };
}

/**
 * Voice activity: the probability that somebody speaks, for each window of 32 ms (Silero VAD,
 * docs/decisions/0014-one-engine-on-this-computer.md).
 */

import { SAMPLE_RATE } from "../../audio/format.ts";
import { floats, floatsOf, integers, type OnnxRuntime, type Tensor } from "./runtime.ts";

/** The network takes windows of this length, each after the last samples of the window before it. */
export const WINDOW_SAMPLES = 512;
const CONTEXT_SAMPLES = 64;
const STATE_DIMS = [2, 1, 128];
const STATE_SIZE = STATE_DIMS.reduce((product, each) => product * each, 1);

const FULL_SCALE = 32_768;

export interface VoiceActivity {
  /**
   * @param window up to `WINDOW_SAMPLES` samples; the rest counts as silence
   * @returns 0–1
   */
  probability(window: Int16Array): Promise<number>;
}

/** @param runtime may be shared by several channels: the network's memory is here */
export function createVoiceActivity(runtime: OnnxRuntime): VoiceActivity {
  let state = silentState();
  let input = new Float32Array(CONTEXT_SAMPLES + WINDOW_SAMPLES);
  let zeroWindows = 0;

  return {
    async probability(window) {
      const next = new Float32Array(CONTEXT_SAMPLES + WINDOW_SAMPLES);
      next.set(input.subarray(-CONTEXT_SAMPLES));
      for (const [index, sample] of window.entries())
        next[CONTEXT_SAMPLES + index] = sample / FULL_SCALE;
      input = next;

      // A muted microphone or a tab before playback: nothing to compute, and the network starts afresh.
      zeroWindows = window.every((sample) => sample === 0) ? zeroWindows + 1 : 0;
      if (zeroWindows > SKIPPED_AFTER_WINDOWS) {
        state = silentState();
        return 0;
      }
      const outputs = await runtime.run("voice", {
        input: floats(input, [1, input.length]),
        state,
        sr: integers([SAMPLE_RATE], []),
      });
      state = outputs["stateN"] ?? state;
      return floatsOf(outputs, "output")[0] ?? 0;
    },
  };
}

/** Half a second, in which the network's memory of speech has faded. */
const SKIPPED_AFTER_WINDOWS = 16;

const silentState = (): Tensor => floats(new Float32Array(STATE_SIZE), STATE_DIMS);

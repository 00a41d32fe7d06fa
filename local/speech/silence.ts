/** How likely there is speech, and the whole seconds without any (protocol §4 `Silence`). Judged by level alone. */

const FULL_SCALE = 32_768;

/** The level at which speech is certain; everything below is proportionally less likely. */
const SPEECH_RMS = 0.05;
const WINDOW_MS = 1000;

export interface SilenceState {
  readonly heardMs: number;
  /** The window being listened to. */
  readonly windowStartMs: number;
  readonly windowProbability: number;
  /** Highest since it was last reported in a Heartbeat. */
  readonly maxProbability: number;
}

export const NOTHING_HEARD: SilenceState = {
  heardMs: 0,
  windowStartMs: 0,
  windowProbability: 0,
  maxProbability: 0,
};

export interface SilentSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** `ms` is the length of `samples`; `threshold` is §2 `vad_threshold`. */
export function listen(
  state: SilenceState,
  samples: Int16Array,
  ms: number,
  threshold: number,
): { readonly state: SilenceState; readonly silence: SilentSpan | null } {
  const probability = Math.min(1, rms(samples) / SPEECH_RMS);
  const heardMs = state.heardMs + ms;
  const windowProbability = Math.max(state.windowProbability, probability);
  const maxProbability = Math.max(state.maxProbability, probability);
  if (heardMs - state.windowStartMs < WINDOW_MS) {
    return {
      state: { heardMs, windowStartMs: state.windowStartMs, windowProbability, maxProbability },
      silence: null,
    };
  }
  return {
    state: { heardMs, windowStartMs: heardMs, windowProbability: 0, maxProbability },
    silence:
      windowProbability < threshold ? { startMs: state.windowStartMs, endMs: heardMs } : null,
  };
}

function rms(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length) / FULL_SCALE;
}

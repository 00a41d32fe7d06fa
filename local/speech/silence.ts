/**
 * Estimates the probability of speech from the level, and reports whole seconds without speech (`Silence` in
 * docs/protocol.md#server-messages).
 */

const FULL_SCALE = 32_768;

/** Level at which speech is certain; lower levels are proportionally less likely. */
const SPEECH_RMS = 0.05;
const WINDOW_MS = 1000;

export interface SilenceState {
  readonly heardMs: number;
  readonly windowStartMs: number;
  readonly windowProbability: number;
  /** Highest since the last Heartbeat. */
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

/**
 * @param ms Length of `samples`.
 * @param threshold `vad_threshold` of the session.
 */
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

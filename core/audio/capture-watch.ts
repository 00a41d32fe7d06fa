/**
 * Measures how long a channel has delivered no frame, only zeros, or nothing audible. `core/recording/channel-health.ts`
 * decides what follows. Audio is counted in samples and missing frames in looks, never by a clock, so a machine that slept
 * does not pass for a dead source.
 */

import { msToSamples, samplesToMs } from "./format.ts";

/** Interval of `look`: a missing frame triggers nothing, so it has to be looked for. */
export const LOOK_EVERY_MS = 1_000;

/** Linear peak below which audio holds no speech: −46 dBFS. */
export const QUIET_PEAK = 0.005;

/**
 * Upper linear peak of the comfort noise of Chrome's echo cancellation: −60 dBFS. While the loudspeaker plays, that noise
 * replaces the cancelled input, even if the device delivers only zeros. Measured with such a device: up to −67 dBFS, and
 * zeros again whenever the loudspeaker paused.
 */
export const COMFORT_NOISE_PEAK = 0.001;
/** This many zeros make comfort noise count as silence: a device that wakes delivers a few zeros too. */
const ZERO_SAMPLES = msToSamples(1_000);

/** Panels show the level five times a second, so a peak of the last 200 ms misses no frame. */
const LEVEL_SAMPLES = msToSamples(200);

export interface CaptureFacts {
  readonly hasFrames: boolean;
  readonly hasEnded: boolean;
  readonly isPaused: boolean;
  readonly isMuted: boolean;
  /** Time since the last frame, in whole seconds; 0 in a pause. */
  readonly framelessMs: number;
  /**
   * How long every sample has been exactly zero before rounding, including comfort noise between the zeros; 0 while muted,
   * because the zeros of a muted channel are intended.
   */
  readonly silentMs: number;
  /** How long no frame has reached `QUIET_PEAK`; Infinity if none ever has. */
  readonly quietMs: number;
  /** Time without audible audio or words, also for lack of frames; does not grow in a pause or after the end. */
  readonly unheardMs: number;
  /** Linear peak of the last 200 ms, 0–1; 0 while no frames arrive. */
  readonly peak: number;
}

export interface CaptureWatch {
  readonly facts: CaptureFacts;
  /** @param peak linear, 0–1, measured before rounding: a quiet device must not pass for a dead one */
  frame(samples: number, peak: number): void;
  /** To be called every `LOOK_EVERY_MS`. */
  look(): void;
  /** Words were recognised, however quiet the audio seems. */
  heard(): void;
  pause(isPaused: boolean): void;
  mute(isMuted: boolean): void;
  end(): void;
}

const NO_FRAMES = {
  framelessMs: 0,
  silentMs: 0,
  quietMs: Infinity,
  unheardMs: 0,
  peak: 0,
} as const;

/** Facts of a channel that has delivered nothing yet, or that is only read from disk. */
export const NOTHING_CAPTURED: CaptureFacts = {
  hasFrames: false,
  hasEnded: false,
  isPaused: false,
  isMuted: false,
  ...NO_FRAMES,
};

/** @param comfortNoisePeak frames up to this peak may be comfort noise; 0 for a channel without echo cancellation */
export function createCaptureWatch(comfortNoisePeak: number): CaptureWatch {
  let facts = NOTHING_CAPTURED;
  let level = createLevel();
  let silence = createSilence(comfortNoisePeak);

  return {
    get facts() {
      return facts;
    },
    frame(samples, peak) {
      facts = {
        ...facts,
        hasFrames: true,
        framelessMs: 0,
        silentMs: facts.isMuted ? 0 : silence.frame(samples, peak),
        quietMs: peak >= QUIET_PEAK ? 0 : facts.quietMs + samplesToMs(samples),
        unheardMs: peak >= QUIET_PEAK ? 0 : facts.unheardMs + samplesToMs(samples),
        peak: level.frame(samples, peak),
      };
    },
    look() {
      if (facts.isPaused || facts.hasEnded) return;
      // The first look may follow a frame closely, so only the second one clears the level.
      const isFrameless = facts.framelessMs > 0;
      if (isFrameless) level = createLevel();
      const peak = isFrameless ? 0 : facts.peak;
      const unheardMs = facts.unheardMs + (isFrameless ? LOOK_EVERY_MS : 0);
      facts = { ...facts, framelessMs: facts.framelessMs + LOOK_EVERY_MS, unheardMs, peak };
    },
    heard() {
      facts = { ...facts, unheardMs: 0 };
    },
    pause(isPaused) {
      level = createLevel();
      silence = createSilence(comfortNoisePeak);
      facts = { ...facts, ...NO_FRAMES, isPaused };
    },
    mute(isMuted) {
      silence = createSilence(comfortNoisePeak);
      facts = { ...facts, silentMs: 0, isMuted };
    },
    end() {
      facts = { ...facts, ...NO_FRAMES, hasEnded: true };
    },
  };
}

/** `frame` returns the peak of the last frames that together hold `LEVEL_SAMPLES` or more. */
function createLevel(): { frame(samples: number, peak: number): number } {
  const recent: { readonly samples: number; readonly peak: number }[] = [];
  let total = 0;
  const drop = (samples: number): void => {
    total -= samples;
    recent.shift();
  };
  return {
    frame(samples, peak) {
      recent.push({ samples, peak });
      total += samples;
      while (recent[0] && total - recent[0].samples >= LEVEL_SAMPLES) drop(recent[0].samples);
      return Math.max(...recent.map((each) => each.peak));
    },
  };
}

/** `frame` returns how long digital silence has lasted, in ms. */
function createSilence(comfortNoisePeak: number): { frame(samples: number, peak: number): number } {
  let lasted = 0;
  let zeros = 0;
  return {
    frame(samples, peak) {
      if (peak === 0) zeros += samples;
      if (peak > comfortNoisePeak) zeros = 0;
      lasted = zeros > 0 ? lasted + samples : 0;
      return samplesToMs(zeros < ZERO_SAMPLES ? zeros : lasted);
    },
  };
}

/**
 * Counts what tells a healthy source from a dead one: the time without a frame, without any sample but zero, without sound
 * to speak of. Sound is counted in frames and their absence in looks, not by a clock, so a machine that slept is not mistaken
 * for a source that died. What follows from the numbers is said in `core/channel-health.ts`.
 */

import { FRAME_MS } from "./format.ts";

/** How often somebody has to look, because no frame gives the occasion where none comes. */
export const LOOK_EVERY_MS = 1_000;

/** Linear peak below which sound holds no speech: −46 dBFS. */
export const QUIET_PEAK = 0.005;

/**
 * Linear peak that the comfort noise of Chrome's echo cancellation stays below: −60 dBFS. While the loudspeaker sounds it
 * takes the place of what is cancelled, also of nothing at all; measured of a device that gave zeros: up to −67 dBFS, and
 * zeros again whenever the loudspeaker paused.
 */
export const COMFORT_NOISE_PEAK = 0.001;
/** So much of it has to be zeros before comfort noise counts as silence; a device that wakes gives a few, too. */
const ZEROS_MS = 1_000;

export interface CaptureFacts {
  /** A frame has come at some time. */
  readonly hasFrames: boolean;
  readonly hasEnded: boolean;
  readonly isPaused: boolean;
  readonly isMuted: boolean;
  /** Since the last frame, to the second; 0 in a pause. */
  readonly framelessMs: number;
  /**
   * How long every sample has been exactly zero before rounding, whatever comfort noise came between the zeros; 0 while
   * muted, for then it is to be so.
   */
  readonly silentMs: number;
  /** How long no frame has reached `QUIET_PEAK`; infinite where none ever has. */
  readonly quietMs: number;
  /** Linear peak 0–1 of the last two frames, so that none goes unseen at ten looks a second; 0 where none come. */
  readonly peak: number;
}

export interface CaptureWatch {
  readonly facts: CaptureFacts;
  /** A frame of this linear peak has come; of the samples before rounding, or a quiet device would pass for a dead one. */
  frame(peak: number): void;
  /** `LOOK_EVERY_MS` have passed. */
  look(): void;
  pause(isPaused: boolean): void;
  mute(isMuted: boolean): void;
  /** No frame comes any more. */
  end(): void;
}

const NO_FRAMES = { framelessMs: 0, silentMs: 0, quietMs: Infinity, peak: 0 } as const;

/** Of a channel that nothing has come from yet, or that lies on disk. */
export const NOTHING_CAPTURED: CaptureFacts = {
  hasFrames: false,
  hasEnded: false,
  isPaused: false,
  isMuted: false,
  ...NO_FRAMES,
};

/** @param comfortNoisePeak what is no louder may be comfort noise; 0 where there is none */
export function createCaptureWatch(comfortNoisePeak: number): CaptureWatch {
  let facts = NOTHING_CAPTURED;
  let lastPeak = 0;
  let silence = createSilence(comfortNoisePeak);

  return {
    get facts() {
      return facts;
    },
    frame(peak) {
      facts = {
        ...facts,
        hasFrames: true,
        framelessMs: 0,
        silentMs: facts.isMuted ? 0 : silence.frame(peak),
        quietMs: peak >= QUIET_PEAK ? 0 : facts.quietMs + FRAME_MS,
        peak: Math.max(peak, lastPeak),
      };
      lastPeak = peak;
    },
    look() {
      if (facts.isPaused || facts.hasEnded) return;
      // The first look may have followed close on a frame.
      if (facts.framelessMs > 0) lastPeak = 0;
      const peak = facts.framelessMs > 0 ? 0 : facts.peak;
      facts = { ...facts, framelessMs: facts.framelessMs + LOOK_EVERY_MS, peak };
    },
    pause(isPaused) {
      lastPeak = 0;
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

/** Answers each frame with how long digital silence has lasted, in ms. */
function createSilence(comfortNoisePeak: number): { frame(peak: number): number } {
  let lastedMs = 0;
  let zerosMs = 0;
  return {
    frame(peak) {
      if (peak === 0) zerosMs += FRAME_MS;
      if (peak > comfortNoisePeak) zerosMs = 0;
      lastedMs = zerosMs > 0 ? lastedMs + FRAME_MS : 0;
      return zerosMs < ZEROS_MS ? zerosMs : lastedMs;
    },
  };
}

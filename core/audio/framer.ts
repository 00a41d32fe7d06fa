/**
 * Turns blocks of any length into frames of `FRAME_SAMPLES` signed 16-bit samples without losing or doubling one. Begins,
 * pauses, resumes and ends at given sample frames of the audio context, so that all channels of a meeting do so at the same
 * sample. Sample frames are counted at `SAMPLE_RATE`.
 */

import type { TakeBlock } from "./downsampler.ts";
import { FRAME_SAMPLES } from "./format.ts";
import { toInt16 } from "./pcm.ts";

export interface FramerListener {
  /**
   * @param samples new memory, which the receiver may keep or transfer; shorter only before a pause and at the end
   * @param peak linear, 0–1, before rounding: noise below half a 16-bit step is not digital silence
   */
  onFrame(samples: Int16Array, peak: number): void;
  onPaused(): void;
  onResumed(): void;
  /** Another framer continues. @param samples as for `onEnded` */
  onCut(samples: number): void;
  /** @param samples number of all samples that were handed over */
  onEnded(samples: number): void;
}

export type Switch = "begin" | "pause" | "resume" | "end";

export interface Framer {
  readonly push: TakeBlock;
  /**
   * Takes effect at `atFrame`, or before the next sample if that has passed. Switches are performed in the order of the
   * calls.
   */
  switch(to: Switch, atFrame: number): void;
  /** Performs all switches, hands over what it holds and takes nothing more: the context has died, and no block follows. */
  cut(): void;
}

export function createFramer(listener: FramerListener): Framer {
  let state: "waiting" | "open" | "paused" | "ended" = "waiting";
  let frame = new Int16Array(FRAME_SAMPLES);
  let filled = 0;
  let peak = 0;
  let handedOver = 0;
  let switches: { readonly to: Switch; readonly atFrame: number }[] = [];

  function handOver(samples: Int16Array): void {
    handedOver += samples.length;
    listener.onFrame(samples, Math.min(peak, 1));
    peak = 0;
  }

  function take(block: Float32Array | null, from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const sample = block?.[index] ?? 0;
      const magnitude = Math.abs(sample);
      if (magnitude > peak) peak = magnitude;
      frame[filled++] = toInt16(sample);
      if (filled < FRAME_SAMPLES) continue;
      handOver(frame);
      frame = new Int16Array(FRAME_SAMPLES);
      filled = 0;
    }
  }

  function flush(): void {
    if (filled > 0) handOver(frame.slice(0, filled));
    filled = 0;
  }

  function perform(to: Switch): void {
    if (state === "ended") return;
    if (to === "end") {
      flush();
      state = "ended";
      return listener.onEnded(handedOver);
    }
    if (to === "begin" && state === "waiting") state = "open";
    if (to === "pause" && state === "open") {
      flush();
      state = "paused";
      listener.onPaused();
    }
    // The framer may continue a recording that was paused in another context.
    if (to === "resume" && (state === "paused" || state === "waiting")) {
      state = "open";
      listener.onResumed();
    }
  }

  return {
    push(block, length, atFrame) {
      let from = 0;
      for (let due = switches[0]; due && due.atFrame <= atFrame + length; due = switches[0]) {
        const cut = Math.max(from, due.atFrame - atFrame);
        if (state === "open") take(block, from, cut);
        from = cut;
        switches = switches.slice(1);
        perform(due.to);
      }
      if (state === "open") take(block, from, length);
    },
    switch(to, atFrame) {
      switches = [...switches, { to, atFrame }];
    },
    cut() {
      for (const { to } of switches) perform(to);
      switches = [];
      if (state === "ended") return;
      flush();
      state = "ended";
      listener.onCut(handedOver);
    },
  };
}

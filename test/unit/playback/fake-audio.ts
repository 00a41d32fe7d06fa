/** A media element that follows its standard (HTML §4.8.11), whose clock tests move. */

import type { SoundElement } from "../../../core/playback/together.ts";

export class FakeAudio implements SoundElement {
  readonly duration: number;
  playbackRate = 1;
  paused = true;
  seeking = false;
  /** Speed of its clock; 1 is exact. */
  readonly drift: number;
  #at = 0;

  constructor(duration: number, drift = 1) {
    this.duration = duration;
    this.drift = drift;
  }

  get currentTime(): number {
    return this.#at;
  }
  set currentTime(seconds: number) {
    this.#at = Math.max(0, Math.min(seconds, this.duration));
  }

  /** Starts over if playback has ended. */
  async play(): Promise<void> {
    if (this.#at >= this.duration) this.#at = 0;
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }

  /** Pauses at the end. */
  pass(seconds: number): void {
    if (this.paused) return;
    this.#at = Math.min(this.duration, this.#at + seconds * this.playbackRate * this.drift);
    if (this.#at === this.duration) this.paused = true;
  }
}

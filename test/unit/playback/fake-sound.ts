/** A media element as its standard describes it (HTML §4.8.11), whose clock the test moves. */

import type { SoundElement } from "../../../core/playback/together.ts";

export class FakeAudio implements SoundElement {
  readonly duration: number;
  playbackRate = 1;
  paused = true;
  seeking = false;
  /** How fast it runs beside what it should. */
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

  /** One whose playback has ended begins anew. */
  async play(): Promise<void> {
    if (this.#at >= this.duration) this.#at = 0;
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }

  /** At its end it pauses by itself. */
  pass(seconds: number): void {
    if (this.paused) return;
    this.#at = Math.min(this.duration, this.#at + seconds * this.playbackRate * this.drift);
    if (this.#at === this.duration) this.paused = true;
  }
}

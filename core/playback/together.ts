/**
 * Plays several channels of a meeting as one: at the same position and speed, playing or paused together. The longest channel
 * leads; a shorter one is silent after its end.
 */

/** The part of an `HTMLMediaElement` that is used, once its length is known. Times are in seconds. */
export interface SoundElement {
  currentTime: number;
  playbackRate: number;
  readonly duration: number;
  readonly paused: boolean;
  readonly seeking: boolean;
  play(): Promise<void>;
  pause(): void;
}

export interface Together {
  readonly seconds: number;
  readonly isPaused: boolean;
  readonly isOver: boolean;
  /** Resolves when all play. Rejects if one of them can't be played. */
  play(): Promise<void>;
  pause(): void;
  /** A channel that had ended stays paused until `play`. */
  seek(seconds: number): void;
  setRate(rate: number): void;
  /** Moves channels that have drifted from the leader. Call it repeatedly during playback. */
  correct(): void;
}

/** A larger offset between two sides of a conversation is audible. */
const MAX_OFFSET_SECONDS = 0.08;

/** @param elements at least one */
export function createTogether(elements: readonly SoundElement[]): Together {
  const leader = elements.reduce((one, other) => (other.duration > one.duration ? other : one));
  const isOver = (element: SoundElement): boolean => element.currentTime >= element.duration;

  return {
    get seconds() {
      return leader.currentTime;
    },
    get isPaused() {
      return leader.paused;
    },
    get isOver() {
      return isOver(leader);
    },
    async play() {
      // An element that has ended would start over.
      await Promise.all(elements.filter((each) => !isOver(each) && each.paused).map(playOne));
    },
    pause() {
      for (const element of elements) element.pause();
    },
    seek(seconds) {
      for (const each of elements) each.currentTime = Math.min(seconds, each.duration);
    },
    setRate(rate) {
      for (const element of elements) element.playbackRate = rate;
    },
    correct() {
      if (leader.seeking) return;
      for (const each of elements) {
        if (each.seeking || leader.currentTime >= each.duration) continue;
        const offset = Math.abs(each.currentTime - leader.currentTime);
        if (offset > MAX_OFFSET_SECONDS) each.currentTime = leader.currentTime;
      }
    },
  };
}

/** A pause, or the end, before the first sample plays is no failure. */
async function playOne(element: SoundElement): Promise<void> {
  try {
    await element.play();
  } catch (error) {
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
  }
}

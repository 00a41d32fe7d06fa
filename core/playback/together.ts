/**
 * Several channels of a meeting, heard as one: the same place, the same speed, playing or paused together. The longest leads;
 * a shorter one is silent after its end.
 */

/** What is used of an `HTMLMediaElement` whose length is known. All times are seconds. */
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
  /** Resolves when all sound. Rejects where one of them can't be played. */
  play(): Promise<void>;
  pause(): void;
  /** One that was over stays paused until `play`. */
  seek(seconds: number): void;
  setRate(rate: number): void;
  /** To be called again and again while it plays. */
  correct(): void;
}

/** Two sides of a conversation that are further apart are heard to be. */
const MOST_APART_SECONDS = 0.08;

/** @param elements At least one. */
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
      // One that is over would begin anew.
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
        const apart = Math.abs(each.currentTime - leader.currentTime);
        if (apart > MOST_APART_SECONDS) each.currentTime = leader.currentTime;
      }
    },
  };
}

/** A pause, or the end, that comes before the first sound is no failure. */
async function playOne(element: SoundElement): Promise<void> {
  try {
    await element.play();
  } catch (error) {
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
  }
}

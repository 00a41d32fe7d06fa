/**
 * A recording in which nothing is heard for long: the user is asked whether it is to go on, and without an answer it is
 * paused, which closes the paid sessions. The recorder thread counts the minutes in audio, so a machine that sleeps asks nothing.
 */

/** The user has this long to answer. */
export const PAUSE_AFTER_MINUTES = 15;

export interface Silence {
  /** Whole minutes since something was heard. */
  readonly minutes: number;
  /** `minutes` when the user chose to go on; 0: not in this silence. */
  readonly acceptedMinutes: number;
  /** The question, or the pause that followed it; `null`: neither. */
  readonly shown: LongSilence | null;
}

export interface LongSilence {
  /** `minutes` of the silence when the user was asked. */
  readonly minutes: number;
  /** No answer came, and the recording is paused. */
  readonly isPaused: boolean;
}

export const NO_SILENCE: Silence = { minutes: 0, acceptedMinutes: 0, shown: null };

/**
 * A pause stays until the user resumes.
 *
 * @param minutes fewer than before: something was heard
 * @param askAfterMinutes `null`: never
 */
export function lasting(before: Silence, minutes: number, askAfterMinutes: number | null): Silence {
  if (before.shown?.isPaused) return before;
  const isNew = minutes < before.minutes;
  const acceptedMinutes = isNew ? 0 : before.acceptedMinutes;
  if (askAfterMinutes === null || minutes - acceptedMinutes < askAfterMinutes)
    return { minutes, acceptedMinutes, shown: null };
  const asked = (isNew ? null : before.shown) ?? { minutes, isPaused: false };
  const isPaused = minutes - asked.minutes >= PAUSE_AFTER_MINUTES;
  return { minutes, acceptedMinutes, shown: { ...asked, isPaused } };
}

/** The user lets the recording go on; the next question comes after as much silence again. */
export const accepted = ({ minutes }: Silence): Silence => ({
  minutes,
  acceptedMinutes: minutes,
  shown: null,
});

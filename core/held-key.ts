/** Tells the press of a shortcut from the repetitions of a key that is held down, which Chrome passes on as presses. */

/** Systems begin to repeat a held key after a quarter of a second to a whole one, and go on many times a second. */
const REPETITION_MS = 1_000;

/** Asked at every press with a clock in ms; true where it follows so soon on the press before that a held key may be why. */
export function createHeldKeyWatch(): (key: string, nowMs: number) => boolean {
  const pressedAtMs = new Map<string, number>();
  return (key, nowMs) => {
    const before = pressedAtMs.get(key);
    pressedAtMs.set(key, nowMs);
    return before !== undefined && nowMs - before <= REPETITION_MS;
  };
}

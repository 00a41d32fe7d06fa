/** Resolves when the live channel shows what a command did, so that a second click can't reach another button. */

import { watch } from "vue";

/** The recorder speaks at once; this only keeps the buttons from staying locked should it never do. */
const ECHO_TIMEOUT_MS = 3_000;

export function until(isReached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, ECHO_TIMEOUT_MS);
    const unwatch = watch(isReached, (now) => now && finish());
    function finish(): void {
      clearTimeout(timer);
      unwatch();
      resolve();
    }
    if (isReached()) finish();
  });
}

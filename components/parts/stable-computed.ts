/**
 * Like `computed`, but for small values made anew with each of the ten live states a second: what is equal in content stays
 * the same object, so that nothing that shows it is drawn again.
 */

import { computed, type ComputedRef } from "vue";

/** @param get Answers something that JSON can hold. */
export const stableComputed = <T>(get: () => T): ComputedRef<T> =>
  computed<T>((before) => {
    const now = get();
    return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
  });

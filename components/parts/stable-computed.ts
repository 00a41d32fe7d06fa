/**
 * `computed` for small values that are rebuilt with each of the ten live states a second: if the content is equal, the
 * previous object is returned, so that no component renders again.
 */

import { computed, type ComputedRef } from "vue";

/** @param get Returns a value that JSON can represent. */
export const stableComputed = <T>(get: () => T): ComputedRef<T> =>
  computed<T>((before) => {
    const now = get();
    return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
  });

/** Longer than any meeting is called, and short enough to be shown. */
export const MAX_TITLE = 200;

/**
 * The one sink for what nobody expected: it goes to the console and, without anything that was said, into the log that a
 * person can save as diagnostics; the product goes on.
 */

import { addError } from "./error-log.ts";

/** Made for `.catch`: names where it happened. */
export const reportUnexpected =
  (where: string) =>
  (surprise: unknown): void => {
    console.error(`Earshot: ${where}:`, surprise);
    addError(where, surprise).catch((failure: unknown) => {
      console.error("Earshot: writing down a surprise:", failure);
    });
  };

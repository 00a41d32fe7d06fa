/** The one sink for what nobody expected: it goes to the console, without content of a meeting, and the product goes on. */

/** Made for `.catch`: names where it happened. */
export const reportSurprise =
  (where: string) =>
  (error: unknown): void => {
    console.error(`Earshot: ${where}:`, error);
  };

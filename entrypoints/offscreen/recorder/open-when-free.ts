/** Opening a file that another holder may be letting go of just now. */

/**
 * Opens; while the file is still held, again after each of the delays (ms). A crashed browser lets go of its files a little
 * late (measured: `NoModificationAllowedError` shortly after).
 *
 * @throws what `open` throws, at once where that is another error, and finally where the file is never let go of.
 */
export async function openWhenFree<T>(
  open: () => Promise<T>,
  delaysMs: readonly number[],
  wait: (ms: number) => Promise<void>,
): Promise<T> {
  for (const delayMs of delaysMs) {
    try {
      return await open();
    } catch (error) {
      if (!isHeld(error)) throw error;
    }
    await wait(delayMs);
  }
  return open();
}

const isHeld = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "NoModificationAllowedError";

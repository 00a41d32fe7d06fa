import { expect, it } from "vitest";
import { openWhenFree } from "../../../entrypoints/offscreen/recorder/open-when-free.ts";

const held = new DOMException("Access Handles cannot be created", "NoModificationAllowedError");

/** Fails with each of `errors`, then opens; remembers how long it was made to wait. */
function attempt(errors: unknown[], delaysMs: readonly number[]) {
  const waited: number[] = [];
  const open = async (): Promise<string> => {
    if (errors.length > 0) throw errors.shift();
    return "open";
  };
  const opened = openWhenFree(open, delaysMs, async (ms) => void waited.push(ms));
  return { opened, waited };
}

it("opens a free file without waiting", async () => {
  const { opened, waited } = attempt([], [10, 20]);
  await expect(opened).resolves.toBe("open");
  expect(waited).toEqual([]);
});

it("waits for one that is held, no longer than needed", async () => {
  const { opened, waited } = attempt([held, held], [10, 20, 40]);
  await expect(opened).resolves.toBe("open");
  expect(waited).toEqual([10, 20]);
});

it("gives up after the last delay", async () => {
  const { opened, waited } = attempt([held, held, held], [10, 20]);
  await expect(opened).rejects.toBe(held);
  expect(waited).toEqual([10, 20]);
});

it("does not wait out another error", async () => {
  const gone = new DOMException("gone", "NotFoundError");
  const { opened, waited } = attempt([gone], [10, 20]);
  await expect(opened).rejects.toBe(gone);
  expect(waited).toEqual([]);
});

import { expect, it } from "vitest";
import { openWhenFree } from "../../../entrypoints/shared/audio-file.ts";

const held = new DOMException("Access Handles cannot be created", "NoModificationAllowedError");

/** Fails with each of `errors`, then opens; records the delays. */
function attempt(errors: unknown[], delaysMs: readonly number[]) {
  const waited: number[] = [];
  const open = async (): Promise<string> => {
    if (errors.length > 0) throw errors.shift();
    return "open";
  };
  const opened = openWhenFree(open, delaysMs, async (ms) => void waited.push(ms));
  return { opened, waited };
}

it("openWhenFree opens a free file without waiting", async () => {
  const { opened, waited } = attempt([], [10, 20]);
  await expect(opened).resolves.toBe("open");
  expect(waited).toEqual([]);
});

it("openWhenFree retries a held file until it is free", async () => {
  const { opened, waited } = attempt([held, held], [10, 20, 40]);
  await expect(opened).resolves.toBe("open");
  expect(waited).toEqual([10, 20]);
});

it("openWhenFree throws after the last delay", async () => {
  const { opened, waited } = attempt([held, held, held], [10, 20]);
  await expect(opened).rejects.toBe(held);
  expect(waited).toEqual([10, 20]);
});

it("openWhenFree throws any other error at once", async () => {
  const gone = new DOMException("gone", "NotFoundError");
  const { opened, waited } = attempt([gone], [10, 20]);
  await expect(opened).rejects.toBe(gone);
  expect(waited).toEqual([]);
});

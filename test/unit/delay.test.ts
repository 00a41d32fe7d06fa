import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { delay } from "../../entrypoints/shared/delay.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("delay", () => {
  it("resolves after the given time", async () => {
    const resolved = vi.fn();
    void delay(1_000).then(resolved);
    await vi.advanceTimersByTimeAsync(999);
    expect(resolved).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(resolved).toHaveBeenCalledOnce();
  });

  it("rejects with the signal's reason as soon as it aborts, and leaves no timer", async () => {
    const controller = new AbortController();
    const waiting = delay(1_000, controller.signal);
    controller.abort(new Error("stop"));
    await expect(waiting).rejects.toThrow("stop");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("rejects at once if the signal has already aborted", async () => {
    await expect(delay(1_000, AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
    expect(vi.getTimerCount()).toBe(0);
  });
});

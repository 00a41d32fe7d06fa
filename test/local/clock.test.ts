import { expect, it, vi } from "vitest";
import { every, manualClock, pause, scaledClock, systemClock } from "../../local/clock.ts";

const never = new AbortController().signal;

it.each([
  ["the system's clock", systemClock, 5],
  ["a clock a thousand times as fast", scaledClock(1000), 5000],
])("%s calls back after its time", async (_, clock, ms) => {
  const startedAt = clock.now();
  await pause(clock, ms, never);
  // A timer of Node may fire up to one of its own ms early.
  expect(clock.now() - startedAt).toBeGreaterThanOrEqual(ms * 0.8);
});

it("a signal stops the wait at once, and what was waited for", async () => {
  const stopping = new AbortController();
  const callback = vi.fn();
  systemClock.after(0, callback, stopping.signal);
  const pausing = pause(systemClock, 3_600_000, stopping.signal);
  stopping.abort();
  await pausing;
  await pause(systemClock, 5, never);
  expect(callback).not.toHaveBeenCalled();
  systemClock.after(0, callback, stopping.signal);
  await pause(systemClock, 5, never);
  expect(callback).not.toHaveBeenCalled();
});

it("a manual clock calls back in the order of time, and knows the time meanwhile", () => {
  const clock = manualClock(0);
  const calls: string[] = [];
  clock.after(20, () => calls.push(`b at ${clock.now()}`), never);
  clock.after(10, () => calls.push(`a at ${clock.now()}`), never);
  clock.after(40, () => calls.push("too early"), never);
  expect(clock.waiting()).toBe(3);
  clock.advance(30);
  expect(calls).toEqual(["a at 10", "b at 20"]);
  expect(clock.now()).toBe(30);
});

it("every: again and again until its signal", () => {
  const clock = manualClock(0);
  const stopping = new AbortController();
  const times: number[] = [];
  every(clock, 10, () => times.push(clock.now()), stopping.signal);
  clock.advance(35);
  stopping.abort();
  clock.advance(100);
  expect(times).toEqual([10, 20, 30]);
});

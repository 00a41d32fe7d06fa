import { expect, it, vi } from "vitest";
import { every, manualClock, pause, scaledClock, systemClock } from "../../local/clock.ts";

const never = new AbortController().signal;

it.each([
  ["the system's clock", systemClock, 5],
  ["a clock a thousand times as fast", scaledClock(1000), 5000],
])("%s calls back after its time", async (_, clock, ms) => {
  const startedAt = clock.now();
  await pause(clock, ms, never);
  // A timer of Node may fire up to 1 ms early.
  expect(clock.now() - startedAt).toBeGreaterThanOrEqual(ms * 0.8);
});

it("a signal that aborts ends a pause at once and cancels a callback", async () => {
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

it("a manual clock calls back in order of time and shows the time of each callback", () => {
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

it("every calls back repeatedly until its signal aborts", () => {
  const clock = manualClock(0);
  const stopping = new AbortController();
  const times: number[] = [];
  every(clock, 10, () => times.push(clock.now()), stopping.signal);
  clock.advance(35);
  stopping.abort();
  clock.advance(100);
  expect(times).toEqual([10, 20, 30]);
});

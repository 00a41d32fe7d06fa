import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openNumberChannel, record, restorePlatform, stubPlatform } from "./number-channel.ts";
import { facts, spokenNumbers } from "./number-service.ts";
import { BLOCK_SAMPLES } from "./numbered-audio.ts";

const HOURS = 3;

beforeEach(stubPlatform);
afterEach(restorePlatform);

it("three hours in sessions of a minute yield every number once, and no session reaches its limit", async () => {
  const channel = await openNumberChannel();
  await record([channel], HOURS * 3_600_000);
  channel.transcriber.end();
  await vi.advanceTimersByTimeAsync(60_000);
  await channel.transcriber.closed;
  vi.useRealTimers();

  expect(await channel.heard()).toEqual(spokenNumbers(channel.samples / BLOCK_SAMPLES));
  expect(channel.transcriber.status()).toMatchObject({ isComplete: true, problems: [] });
  expect(facts.expired).toBe(0);
  expect(facts.openedAtMs.length).toBeGreaterThan(HOURS * 60);
}, 60_000);

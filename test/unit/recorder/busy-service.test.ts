import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openNumberChannel, record, restorePlatform, stubPlatform } from "./number-channel.ts";
import { facts, faults, spokenNumbers } from "./number-service.ts";
import { BLOCK_SAMPLES } from "./numbered-audio.ts";

/** The pause of `core/speech/session.ts` after "too many concurrent sessions". */
const PATIENCE_MS = 60_000;

beforeEach(stubPlatform);
afterEach(restorePlatform);

it("a service with too many sessions is retried a minute later, with a problem meanwhile and no word lost or doubled", async () => {
  const channel = await openNumberChannel();
  await record([channel], 20_000);
  faults.refusals = 2;
  faults.dropAll();
  await record([channel], 30_000);
  expect(channel.transcriber.status()).toMatchObject({
    phase: "backoff",
    problems: [{ reason: "speech-busy" }],
  });

  await record([channel], 6 * PATIENCE_MS);
  expect(faults.refusals).toBe(0);
  const [, first = 0, second = 0] = facts.openedAtMs;
  expect(second - first).toBeGreaterThanOrEqual(PATIENCE_MS);

  channel.transcriber.end();
  await vi.advanceTimersByTimeAsync(PATIENCE_MS);
  await channel.transcriber.closed;
  vi.useRealTimers();
  expect(await channel.heard()).toEqual(spokenNumbers(channel.samples / BLOCK_SAMPLES));
  expect(channel.transcriber.status()).toMatchObject({ isComplete: true, problems: [] });
});

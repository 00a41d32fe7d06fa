import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openNumberChannel, record, restoreTheWorld, stubTheWorld } from "./number-channel.ts";
import { facts, faults, spokenNumbers } from "./number-service.ts";
import { BLOCK_SAMPLES } from "./numbered-sound.ts";

/** `core/speech/session.ts` waits so long where the service says that there are too many sessions. */
const PATIENCE_MS = 60_000;

beforeEach(stubTheWorld);
afterEach(restoreTheWorld);

it("too many sessions: waits, says so meanwhile, and then loses and doubles no word", async () => {
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

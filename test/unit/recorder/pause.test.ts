import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createSessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import {
  type NumberChannel,
  SETTINGS,
  openNumberChannel,
  record,
  restorePlatform,
  stubPlatform,
} from "./number-channel.ts";
import { facts, faults, mint, spokenNumbers } from "./number-service.ts";
import { BLOCK_SAMPLES } from "./numbered-audio.ts";

/** Less than a frame, as a pause can leave it. */
const PIECE_SAMPLES = 122;
const MINUTE_MS = 60_000;

beforeEach(stubPlatform);
afterEach(restorePlatform);

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function heardAll(channel: NumberChannel): Promise<void> {
  channel.transcriber.end();
  await pass(MINUTE_MS);
  await channel.transcriber.closed;
  vi.useRealTimers();
  const blocks = Math.floor(channel.samples / BLOCK_SAMPLES);
  expect(await channel.heard()).toEqual(spokenNumbers(blocks));
  expect(channel.transcriber.status()).toMatchObject({ isComplete: true, problems: [] });
}

it("a pause closes the session with no lag, and no word is lost or doubled over it", async () => {
  const channel = await openNumberChannel();
  const { transcriber } = channel;
  await record([channel], 20_000);
  channel.append(PIECE_SAMPLES);
  transcriber.pause();
  await pass(3_000);
  expect(facts.openSockets.size).toBe(0);
  expect(transcriber.status()).toMatchObject({
    phase: "idle",
    heardSamples: channel.samples,
    problems: [],
  });

  await pass(60 * MINUTE_MS);
  expect(facts.openedAtMs).toHaveLength(1);
  expect(transcriber.status()).toMatchObject({ phase: "idle", problems: [] });

  transcriber.resume();
  await record([channel], 20_000);
  expect(transcriber.status().phase).toBe("live");
  expect(facts.openedAtMs).toHaveLength(2);
  await heardAll(channel);
});

it("a pause after silence is transcribed to its last sample", async () => {
  const channel = await openNumberChannel();
  await record([channel], 19_250);
  channel.append(PIECE_SAMPLES);
  channel.transcriber.pause();
  await pass(3_000);
  expect(channel.transcriber.status()).toMatchObject({
    phase: "idle",
    heardSamples: channel.samples,
  });
});

it("a recording that resumes at once goes on in a new session", async () => {
  const channel = await openNumberChannel();
  await record([channel], 20_000);
  channel.transcriber.pause();
  await pass(250);
  channel.transcriber.resume();
  await record([channel], 20_000);
  expect(facts.openedAtMs).toHaveLength(2);
  await heardAll(channel);
});

it("a pause without network retries until all is transcribed, then holds no session", async () => {
  const channel = await openNumberChannel();
  await record([channel], 20_000);
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  faults.dropAll();
  await record([channel], 20_000);
  channel.transcriber.pause();
  await pass(10 * MINUTE_MS);
  expect(channel.transcriber.status()).toMatchObject({ phase: "backoff", hasFailed: true });

  vi.stubGlobal("fetch", mint);
  await pass(2 * MINUTE_MS);
  expect(channel.transcriber.status()).toMatchObject({ phase: "idle", hasFailed: false });
  expect(facts.openSockets.size).toBe(0);
  await heardAll(channel);
});

it("a pause replaces a stalled session too", async () => {
  const channel = await openNumberChannel();
  await record([channel], 20_000);
  faults.isDeaf = true;
  channel.append(PIECE_SAMPLES);
  channel.transcriber.pause();
  await pass(9_000);
  faults.isDeaf = false;
  await pass(MINUTE_MS);
  expect(channel.transcriber.status().phase).toBe("idle");
  await heardAll(channel);
});

it("a pause reports no insight as missing, because none can come without a session", async () => {
  const insight = { ...SETTINGS.insight, enabled: true };
  const channel = await openNumberChannel({ settings: { ...SETTINGS, insight } });
  await record([channel], 10_000);
  expect(channel.transcriber.status().partial).not.toBeNull();
  channel.transcriber.pause();
  await pass(60 * MINUTE_MS);
  expect(channel.transcriber.status().problems).toEqual([]);
});

it("batched insights are not reported as missing by the transcriber", async () => {
  const insight = { ...SETTINGS.insight, enabled: true, mode: "batched" } as const;
  const channel = await openNumberChannel({ settings: { ...SETTINGS, insight } });
  await record([channel], 40_000);
  expect(channel.transcriber.status()).toMatchObject({ phase: "live", problems: [] });
});

it("two channels that pause and resume all the time open at most five sessions a minute together", async () => {
  const sessionRateLimit = createSessionRateLimit(5);
  const channels = [
    await openNumberChannel({ channel: "tab", sessionRateLimit }),
    await openNumberChannel({ channel: "mic", sessionRateLimit }),
  ];
  for (let times = 0; times < 40; times++) {
    await record(channels, 4_000);
    for (const { transcriber } of channels) transcriber.pause();
    await pass(2_000);
    for (const { transcriber } of channels) transcriber.resume();
  }
  const within = facts.openedAtMs.map((ms, index, all) => (all[index + 5] ?? Infinity) - ms);
  expect(Math.min(...within)).toBeGreaterThanOrEqual(60_000);
  expect(facts.openedAtMs.length).toBeGreaterThan(15);
});

it("settings that a live session can take are sent to it, and no new session opens", async () => {
  const channel = await openNumberChannel();
  await record([channel], 10_000);
  channel.transcriber.configure(withTerms(["Priya"]));
  await record([channel], 10_000);
  expect(facts.told.map((text): unknown => JSON.parse(text))).toEqual([
    { type: "UpdateConfiguration", keyterms_prompt: ["Priya"] },
  ]);
  expect(facts.openedAtMs).toHaveLength(1);
});

it("settings that need a new session get one between two turns, and no word is lost", async () => {
  const channel = await openNumberChannel();
  await record([channel], 10_000);
  channel.transcriber.configure({ ...SETTINGS, speech: { ...SETTINGS.speech, redactPii: true } });
  await record([channel], 10_000);
  expect(facts.addresses.map((address) => address.searchParams.get("redact_pii"))).toEqual([
    null,
    "true",
  ]);
  await heardAll(channel);
});

it("settings changed while a session opens are sent to that session, once", async () => {
  const channel = await openNumberChannel();
  await record([channel], 2_000);
  expect(channel.transcriber.status().phase).toBe("connecting");
  channel.transcriber.configure(withTerms(["Priya"]));
  await record([channel], 5_000);
  expect(facts.told).toHaveLength(1);
  channel.transcriber.configure(withTerms(["Priya"]));
  expect(facts.told).toHaveLength(1);
});

const withTerms = (keyTerms: readonly string[]) => ({
  ...SETTINGS,
  speech: { ...SETTINGS.speech, keyTerms },
});

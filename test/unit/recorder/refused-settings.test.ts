import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { facts, faults, spokenNumbers } from "./number-service.ts";
import {
  type NumberChannel,
  openNumberChannel,
  record,
  restorePlatform,
  SETTINGS,
  stubPlatform,
} from "./number-channel.ts";
import { BLOCK_SAMPLES } from "./numbered-audio.ts";

beforeEach(stubPlatform);
afterEach(restorePlatform);

const MINUTE_MS = 60_000;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const WITH_TERMS = { ...SETTINGS, speech: { ...SETTINGS.speech, keyTerms: ["Priya"] } };

const lastAddress = (): URLSearchParams | undefined => facts.addresses.at(-1)?.searchParams;
const reasons = ({ transcriber }: NumberChannel): readonly string[] =>
  transcriber.status().problems.map(({ reason }) => reason);

/** Stops, and expects each number exactly once. */
async function expectAll(channel: NumberChannel): Promise<void> {
  const spoken = spokenNumbers(Math.floor(channel.samples / BLOCK_SAMPLES));
  channel.transcriber.end();
  await pass(2 * MINUTE_MS);
  await channel.transcriber.closed;
  vi.useRealTimers();
  expect(await channel.heard()).toEqual(spoken);
}

it("a refused optional setting is left out, said once, and no word is lost", async () => {
  faults.refuses = (name) => name === "keyterms_prompt";
  const channel = await openNumberChannel({ settings: WITH_TERMS });
  await record([channel], 20_000);
  expect(channel.transcriber.status()).toMatchObject({
    phase: "live",
    problems: [{ reason: "speech-setting-refused", detail: "keyTerms" }],
  });
  expect(lastAddress()?.has("keyterms_prompt")).toBe(false);
  expect(facts.openedAtMs).toHaveLength(2);
  await expectAll(channel);
});

it("each refused setting is left out in turn", async () => {
  const names = new Set([
    "keyterms_prompt",
    "filter_profanity",
    "inactivity_timeout",
    "language_detection",
  ]);
  faults.refuses = (name) => names.has(name);
  const speech = {
    ...WITH_TERMS.speech,
    filterProfanity: true,
    inactivityTimeoutSeconds: 60,
    detectLanguage: true,
  };
  const channel = await openNumberChannel({ settings: { ...WITH_TERMS, speech } });
  await record([channel], 30_000);
  expect(channel.transcriber.status().phase).toBe("live");
  await expectAll(channel);
});

it("a refused model gives way to the one that every account may use", async () => {
  faults.refuses = (name, value) => name === "speech_model" && value !== "u3-rt-pro";
  const channel = await openNumberChannel({
    settings: { ...SETTINGS, speech: { ...SETTINGS.speech, model: "universal-9-pro" } },
  });
  await record([channel], 20_000);
  expect(lastAddress()?.get("speech_model")).toBe("u3-rt-pro");
  await expectAll(channel);
});

it("a refused change goes back to the settings before, and is tried again when it is changed", async () => {
  const channel = await openNumberChannel();
  await record([channel], 10_000);
  faults.refusesChanges = true;
  channel.transcriber.configure(WITH_TERMS);
  await record([channel], 10_000);
  expect(reasons(channel)).toEqual(["speech-change-refused"]);
  expect(lastAddress()?.has("keyterms_prompt")).toBe(false);
  faults.refusesChanges = false;
  channel.transcriber.configure({
    ...SETTINGS,
    speech: { ...SETTINGS.speech, keyTerms: ["Laura"] },
  });
  await record([channel], 5_000);
  expect(reasons(channel)).toEqual([]);
  expect(facts.told.at(-1)).toContain("Laura");
  await expectAll(channel);
});

it("a blocked account is tried again slowly, and at once when the settings change", async () => {
  faults.isAccountBlocked = true;
  const channel = await openNumberChannel();
  await record([channel], 4 * MINUTE_MS);
  expect(channel.transcriber.status()).toMatchObject({
    phase: "blocked",
    problems: [{ reason: "speech-refused" }],
  });
  expect(facts.openedAtMs.length).toBe(2);
  faults.isAccountBlocked = false;
  channel.transcriber.configure(SETTINGS);
  await record([channel], 5_000);
  expect(channel.transcriber.status().phase).toBe("live");
  await record([channel], 20 * MINUTE_MS);
  await expectAll(channel);
});

it("what a blocked account leaves is to be finished automatically", async () => {
  faults.isAccountBlocked = true;
  const channel = await openNumberChannel();
  await record([channel], 10_000);
  channel.transcriber.end();
  await pass(1_000);
  expect(channel.transcriber.status()).toMatchObject({
    phase: "closed",
    canGoOn: true,
    isComplete: false,
  });
});

it("a service at a third of real time is waited for: one session, every word once, and its lag is told", async () => {
  faults.slowness = 3;
  const channel = await openNumberChannel();
  await record([channel], 15_000);
  const lagMs = (channel.samples - channel.transcriber.status().heardSamples) / 16;
  expect(lagMs).toBeGreaterThan(8_000);
  channel.transcriber.end();
  await pass(2 * MINUTE_MS);
  expect(channel.transcriber.status()).toMatchObject({ isComplete: true, problems: [] });
  expect(facts.openedAtMs).toHaveLength(1);
  vi.useRealTimers();
  expect(await channel.heard()).toEqual(spokenNumbers(Math.floor(channel.samples / BLOCK_SAMPLES)));
});

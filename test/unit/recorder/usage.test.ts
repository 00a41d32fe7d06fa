import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  openNumberChannel,
  record,
  restoreTheWorld,
  SETTINGS,
  stubTheWorld,
} from "./number-channel.ts";
import { faults, model } from "./number-service.ts";

/** Until a token has come, and then Begin; what this service takes for Termination. */
const OPENING_SECONDS = 1 + 1.2;
const CLOSING_SECONDS = 0.6;

beforeEach(stubTheWorld);
afterEach(restoreTheWorld);

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("is the time from Begin to the end of each session, and no pause between them", async () => {
  const channel = await openNumberChannel();
  await record([channel], 20_000);
  expect(channel.usage).toBeUndefined();
  channel.transcriber.pause();
  await pass(60_000);
  const first = 20 - OPENING_SECONDS + CLOSING_SECONDS;
  expect(channel.usage?.speechSeconds).toBeCloseTo(first, 0);
  channel.transcriber.resume();
  await record([channel], 30_000);
  channel.transcriber.end();
  await pass(10_000);
  const second = 30 - OPENING_SECONDS + CLOSING_SECONDS;
  expect(channel.usage?.speechSeconds).toBeCloseTo(first + second, 0);
});

it("is counted of a session that is lost, once, and of none that never began", async () => {
  const channel = await openNumberChannel();
  await record([channel], 20_000);
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  faults.dropAll();
  await record([channel], 20_000);
  channel.transcriber.end();
  await pass(60_000);
  await channel.transcriber.closed;
  expect(channel.usage?.speechSeconds).toBeCloseTo(20 - OPENING_SECONDS, 0);
});

it("is what the model says its insights took", async () => {
  model.usage = { input_tokens: 30, output_tokens: 4 };
  const insight = { ...SETTINGS.insight, enabled: true, model: "claude" };
  const channel = await openNumberChannel({ settings: { ...SETTINGS, insight } });
  await record([channel], 20_000);
  channel.transcriber.configure({ ...SETTINGS, insight: { ...insight, model: "gpt" } });
  await record([channel], 20_000);
  channel.transcriber.end();
  await pass(10_000);
  const { claude, gpt } = channel.usage?.models ?? {};
  expect(claude?.inputTokens).toBeGreaterThan(0);
  expect(gpt?.inputTokens).toBeGreaterThan(0);
  expect((claude?.inputTokens ?? 0) + (gpt?.inputTokens ?? 0)).toBe(30 * model.answers);
  expect((claude?.outputTokens ?? 0) + (gpt?.outputTokens ?? 0)).toBe(4 * model.answers);
});

it("is counted by the speech model that has heard it", async () => {
  const withModel = (model: string) => ({
    ...SETTINGS,
    speech: { ...SETTINGS.speech, model },
  });
  const channel = await openNumberChannel({ settings: withModel("u3-rt-pro") });
  await record([channel], 20_000);
  channel.transcriber.configure(withModel("universal-3-5-pro"));
  await record([channel], 40_000);
  channel.transcriber.end();
  await pass(10_000);
  const { speechSeconds = 0, secondsBySpeechModel = {} } = channel.usage ?? {};
  expect(Object.keys(secondsBySpeechModel)).toEqual(["u3-rt-pro", "universal-3-5-pro"]);
  const [before = 0, after = 0] = Object.values(secondsBySpeechModel);
  expect(before).toBeGreaterThan(17);
  expect(after).toBeGreaterThan(30);
  expect(before + after).toBeCloseTo(speechSeconds);
});

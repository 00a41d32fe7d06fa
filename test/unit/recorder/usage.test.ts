import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  openNumberChannel,
  record,
  restorePlatform,
  SETTINGS,
  stubPlatform,
} from "./number-channel.ts";
import { faults, model } from "./number-service.ts";

/** Time of this service to a token and then to Begin, and from Terminate to Termination. */
const OPENING_SECONDS = 1 + 1.2;
const CLOSING_SECONDS = 0.6;

beforeEach(stubPlatform);
afterEach(restorePlatform);

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("usage is what the service states of each session, from Begin to its end, without pauses", async () => {
  const channel = await openNumberChannel();
  await record([channel], 20_000);
  expect(channel.usage).toBeUndefined();
  channel.transcriber.pause();
  await pass(60_000);
  const first = Math.round(20 - OPENING_SECONDS + CLOSING_SECONDS);
  expect(channel.usage?.speechSeconds).toBeCloseTo(first, 0);
  channel.transcriber.resume();
  await record([channel], 30_000);
  channel.transcriber.end();
  await pass(10_000);
  const second = Math.round(30 - OPENING_SECONDS + CLOSING_SECONDS);
  expect(channel.usage?.speechSeconds).toBeCloseTo(first + second, 0);
});

it("usage counts a lost session once, and no session that never began", async () => {
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

it("usage has the tokens of insights, by the model that answered", async () => {
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

it("usage is incomplete if an insight does not state its tokens", async () => {
  model.usage = {};
  const insight = { ...SETTINGS.insight, enabled: true, model: "claude" };
  const channel = await openNumberChannel({ settings: { ...SETTINGS, insight } });
  await record([channel], 20_000);
  channel.transcriber.end();
  await pass(10_000);
  expect(channel.usage?.models).toEqual({
    claude: { inputTokens: 0, outputTokens: 0, isIncomplete: true },
  });
});

it("a failed insight costs nothing, and its words are a problem until another arrives", async () => {
  model.usage = { input_tokens: 30, output_tokens: 4 };
  model.failure = { error: { code: 429, message: "Rate limit exceeded" } };
  const insight = { ...SETTINGS.insight, enabled: true, model: "claude" };
  const channel = await openNumberChannel({ settings: { ...SETTINGS, insight } });
  await record([channel], 20_000);
  expect(model.answers).toBeGreaterThan(0);
  expect(channel.transcriber.status().problems).toEqual([
    { reason: "insight-missing", detail: "Rate limit exceeded" },
  ]);
  model.failure = null;
  model.answers = 0;
  await record([channel], 20_000);
  expect(channel.transcriber.status().problems).toEqual([]);
  channel.transcriber.end();
  await pass(10_000);
  expect(channel.usage?.models["claude"]?.inputTokens).toBe(30 * model.answers);
});

it("usage has the seconds of each speech model", async () => {
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

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEFAULT_SETTINGS, type Settings } from "../../core/settings/settings.ts";
import { chatWithRetry } from "../../entrypoints/offscreen/notes/chat-with-retry.ts";

const NOW = Date.UTC(2026, 10, 22, 9, 0);
const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  workerUrl: "https://worker.example",
  accessCode: "rose",
};
const REPLY = {
  model: "claude",
  content: "Yes.",
  finish_reason: "stop",
  usage: { input_tokens: 1, output_tokens: 1 },
};

/** When it was asked, in ms after the first time. */
let asked: number[] = [];
let answers: readonly Response[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: NOW });
  asked = [];
  vi.stubGlobal("fetch", async () => {
    asked.push(Date.now() - NOW);
    return answers[asked.length - 1]?.clone();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const busy = (retryAfter: string | null, code = "rate_limited") =>
  Response.json(
    { error: { code, message: "No room." } },
    { status: 429, headers: retryAfter === null ? {} : { "Retry-After": retryAfter } },
  );
const yes = () => Response.json(REPLY);

function ask(signal = new AbortController().signal) {
  return chatWithRetry(SETTINGS, [{ role: "user", content: "?" }], signal, () => {});
}

async function outcome(...given: readonly Response[]) {
  answers = given;
  const reply = ask();
  await vi.runAllTimersAsync();
  return reply;
}

it.each<[string, Response, number]>([
  ["as many seconds as it says", busy("7"), 7_000],
  ["until the time it says", busy("Sun, 22 Nov 2026 09:00:30 GMT"), 30_000],
  ["a moment where the time has passed", busy("Sun, 22 Nov 2026 08:00:00 GMT"), 1_000],
  ["a moment where it says none", busy("0"), 1_000],
  ["a while where it does not say how long", busy(null), 20_000],
  ["a while where nobody can read how long", busy("soon"), 20_000],
  [
    "as long as whatever stands before the Worker says",
    new Response("", { status: 429, headers: { "Retry-After": "5" } }),
    5_000,
  ],
])("waits %s, and asks again", async (_, refusal, ms) => {
  expect(await outcome(refusal, yes())).toEqual({ ok: true, value: REPLY });
  expect(asked).toEqual([0, ms]);
});

it("waits each time as long as it is told that time", async () => {
  expect(await outcome(busy("2"), busy("3"), busy("4"), yes())).toMatchObject({ ok: true });
  expect(asked).toEqual([0, 2_000, 5_000, 9_000]);
});

it("gives up after three waits, with what was said last", async () => {
  expect(await outcome(busy("2"), busy("2"), busy("2"), busy("9"), yes())).toEqual({
    ok: false,
    problem: { reason: "worker-rate-limited", detail: "No room.", retryAfterMs: 9_000 },
  });
  expect(asked).toHaveLength(4);
});

it.each<[string, Response]>([
  ["longer than anybody waits", busy("91")],
  ["until tomorrow", busy("Mon, 23 Nov 2026 09:00:00 GMT")],
  ["for a budget that is spent", busy("5", "budget_spent")],
  ["for too many wrong codes", busy("5", "too_many_attempts")],
])("does not wait %s", async (_, refusal) => {
  expect(await outcome(refusal, yes())).toMatchObject({
    ok: false,
    problem: { detail: "No room." },
  });
  expect(asked).toEqual([0]);
});

describe("cancelled while it waits", () => {
  it("asks no more, and says why", async () => {
    answers = [busy("30"), yes()];
    const controller = new AbortController();
    const reply = expect(ask(controller.signal)).rejects.toThrow("enough");
    await vi.advanceTimersByTimeAsync(29_000);
    expect(asked).toEqual([0]);
    controller.abort(new Error("enough"));
    await reply;
    expect(vi.getTimerCount()).toBe(0);
    expect(asked).toEqual([0]);
  });
});

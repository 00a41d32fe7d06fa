import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEFAULT_SETTINGS, type Settings } from "../../../core/settings/settings.ts";
import { chatWithRetry } from "../../../entrypoints/offscreen/notes/chat-with-retry.ts";

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

/** Times of the requests, in ms after the first. */
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
  return chatWithRetry(SETTINGS, [{ role: "user", content: "?" }], signal, {
    onText() {},
    onUsage: async () => {},
  });
}

async function outcome(...given: readonly Response[]) {
  answers = given;
  const reply = ask();
  await vi.runAllTimersAsync();
  return reply;
}

it.each<[string, Response, number]>([
  ["as many seconds as the Worker asks for", busy("7"), 7_000],
  ["until the time the Worker names", busy("Sun, 22 Nov 2026 09:00:30 GMT"), 30_000],
  ["a second if that time has passed", busy("Sun, 22 Nov 2026 08:00:00 GMT"), 1_000],
  ["a second if it asks for none", busy("0"), 1_000],
  ["20 seconds if it names no time", busy(null), 20_000],
  ["20 seconds if the time is unreadable", busy("soon"), 20_000],
  [
    "as long as a proxy before the Worker asks for",
    new Response("", { status: 429, headers: { "Retry-After": "5" } }),
    5_000,
  ],
])("chatWithRetry waits %s and repeats the request", async (_, refusal, ms) => {
  expect(await outcome(refusal, yes())).toEqual({ ok: true, value: REPLY });
  expect(asked).toEqual([0, ms]);
});

it("chatWithRetry waits each time as long as asked that time", async () => {
  expect(await outcome(busy("2"), busy("3"), busy("4"), yes())).toMatchObject({ ok: true });
  expect(asked).toEqual([0, 2_000, 5_000, 9_000]);
});

it("chatWithRetry waits as often as it is told to, for two hours in all", async () => {
  const refusals = Array<Response>(9).fill(busy("900"));
  expect(await outcome(...refusals)).toEqual({
    ok: false,
    problem: { reason: "worker-rate-limited", detail: "No room.", retryAfterMs: 900_000 },
  });
  expect(asked).toEqual(Array.from({ length: 9 }, (_, n) => n * 900_000));
});

it.each<[string, Response]>([
  ["longer than an hour", busy("3601")],
  ["until tomorrow", busy("Mon, 23 Nov 2026 09:00:00 GMT")],
  ["for a spent budget", busy("5", "budget_spent")],
  ["after too many wrong codes", busy("5", "too_many_attempts")],
])("chatWithRetry does not wait %s", async (_, refusal) => {
  expect(await outcome(refusal, yes())).toMatchObject({
    ok: false,
    problem: { detail: "No room." },
  });
  expect(asked).toEqual([0]);
});

describe("chatWithRetry, aborted while it waits,", () => {
  it("sends no further request and throws the reason", async () => {
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

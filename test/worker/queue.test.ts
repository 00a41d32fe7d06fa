import { describe, expect, test } from "vitest";
import { saying } from "./fake-assemblyai.ts";
import { ANNA, BEN, ENV, expectRefusal, openWorker } from "./worker-under-test.ts";

const worker = openWorker();

const START = Date.parse("2026-11-22T09:00:00Z");
const NAMES = Array.from({ length: 200 }, (_, n) => `code-of-colleague-${n}`);
const env = {
  ...ENV,
  ACCESS_CODES: [ANNA, BEN, ...NAMES].map((code, n) => `name-${n}:${code}`).join(),
  DAILY_BUDGET_USD: "1000",
};
const body = JSON.stringify({ messages: [{ role: "user", content: "?" }], max_tokens: 100 });

const at = (seconds: number): void => void (worker.upstream.clock.ms = START + seconds * 1000);

/** @returns 0, or the seconds that the Worker asks for */
async function note(code: string, variables: object = env): Promise<number> {
  const reply = await worker.ask("/v1/chat", { env: { ...variables }, code, body });
  if (reply.status === 200) return 0;
  expectRefusal(reply, 429, "rate_limited", "Try again in");
  return Number(reply.headers.get("Retry-After"));
}

/** Each code makes its notes one after the other, and waits as it is told. @returns when each note was made, by code */
async function makeNotes(codes: readonly string[], notes: (code: string) => number) {
  const made = new Map<string, number[]>();
  let due = codes.map((code) => ({ code, seconds: 0, left: notes(code) }));
  while (due.length > 0) {
    due = due.toSorted((one, other) => one.seconds - other.seconds);
    const [next, ...rest] = due;
    if (!next) break;
    at(next.seconds);
    const wait = await note(next.code);
    if (wait === 0) made.set(next.code, [...(made.get(next.code) ?? []), next.seconds]);
    const left = wait === 0 ? next.left - 1 : next.left;
    due = left === 0 ? rest : [...rest, { ...next, left, seconds: next.seconds + wait }];
  }
  return made;
}

describe("notes at the full hour", () => {
  test("of 100 people are made at 30 a minute, each after one wait", async () => {
    at(0);
    const made = await makeNotes(NAMES.slice(0, 100), () => 1);
    const times = [...made.values()].flat().toSorted((one, other) => one - other);
    expect(times).toHaveLength(100);
    for (const [index, time] of times.entries())
      expect(
        times.filter((each) => each > time - 60 && each <= time).length,
        `note ${index}`,
      ).toBeLessThanOrEqual(30);
    expect(times.at(-1)).toBeLessThanOrEqual(60 + 70 * 2 + 1);
    const asked = worker.upstream.seen.filter(({ url }) => url.pathname.endsWith("/completions"));
    expect(asked).toHaveLength(100);
    expect(worker.log).toHaveLength(70);
  });

  test("of somebody with many don't delay those of others", async () => {
    at(0);
    const made = await makeNotes([ANNA, ...NAMES.slice(0, 40)], (code) => (code === ANNA ? 60 : 1));
    const others = NAMES.slice(0, 40).flatMap((code) => made.get(code) ?? []);
    expect(others).toHaveLength(40);
    expect(Math.max(...others)).toBeLessThanOrEqual(60 + 40 * 2 + 1);
    expect(made.get(ANNA)).toHaveLength(60);
  });

  test("wait at different times", async () => {
    at(0);
    for (const code of NAMES.slice(0, 30)) expect(await note(code)).toBe(0);
    const waits: number[] = [];
    for (const code of NAMES.slice(30, 50)) waits.push(await note(code));
    expect(new Set(waits).size).toBe(20);
    expect(Math.min(...waits)).toBe(60);
  });
});

test("a code that asks too early keeps its time", async () => {
  at(0);
  const env1 = { ...env, CHAT_REQUESTS_PER_MINUTE: "1" };
  expect(await note(ANNA, env1)).toBe(0);
  expect(await note(BEN, env1)).toBe(60);
  at(10);
  expect(await note(BEN, env1)).toBe(50);
  at(59);
  expect(await note(ANNA, env1)).toBe(61);
  at(60);
  expect(await note(BEN, env1)).toBe(0);
});

test("a code that did not wait overtakes nobody who does", async () => {
  at(0);
  const [first, second, third, fourth] = NAMES;
  const env2 = { ...env, CHAT_REQUESTS_PER_MINUTE: "2" };
  for (const code of [ANNA, BEN]) expect(await note(code, env2)).toBe(0);
  const waits = [first, second, third].map((code) => note(code ?? "", env2));
  expect(await Promise.all(waits)).toEqual([60, 90, 120]);
  at(60);
  expect(await note(fourth ?? "", env2)).toBe(90);
  expect(await note(first ?? "", env2)).toBe(0);
});

test("a code that does not come loses its time, and others get it", async () => {
  at(0);
  const env1 = { ...env, CHAT_REQUESTS_PER_MINUTE: "1" };
  await note(ANNA, env1);
  await note(BEN, env1);
  at(91);
  expect(await note(ANNA, env1)).toBe(0);
});

test("each model has a limit of its own", async () => {
  at(0);
  const env1 = { ...env, CHAT_REQUESTS_PER_MINUTE: "1", CHAT_ALLOWED_MODELS: "kimi-k2.5" };
  expect(await note(ANNA, env1)).toBe(0);
  const other = JSON.stringify({ ...JSON.parse(body), model: "kimi-k2.5" });
  expect((await worker.ask("/v1/chat", { env: env1, body: other })).status).toBe(200);
});

test("if the gateway is busy in spite of the queue, codes come back one after the other", async () => {
  at(0);
  const busy = saying(429, { error: "rate limit exceeded" }, { "Retry-After": "20" });
  worker.upstream.next(busy);
  expect(await note(ANNA)).toBe(20);
  expect(await note(BEN)).toBe(22);
  expect(await note("code-of-colleague-1")).toBe(24);
  at(20);
  expect(await note(ANNA)).toBe(0);
});

test("a queue that fails refuses nobody", async () => {
  const QUEUE = { getByName: () => ({ take: () => Promise.reject(new Error("gone")) }) };
  expect(await note(ANNA, { ...env, QUEUE })).toBe(0);
  expect(worker.log.join()).toContain("model-queue");
});

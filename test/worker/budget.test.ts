import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { ErrorReply, TokenGrant, Usage } from "../../core/protocol/worker-api.ts";
import { completion, DAY, saying, silent, unreachable, type Responder } from "./fake-assemblyai.ts";
import {
  ANNA,
  BEN,
  ENV,
  expectRefusal,
  openWorker,
  reasonsIn,
  WORDS,
  type RequestOptions,
} from "./worker-under-test.ts";

const worker = openWorker();

/** First digit of the digest of her code. */
const DIGIT_OF_ANNA = "f";

const MIDNIGHT = Date.parse(`${DAY}T24:00:00Z`);

async function usageOf(options: RequestOptions = {}) {
  return v.parse(Usage, (await worker.ask("/v1/usage", options)).body);
}

const sessions = (minutes: number) => ({
  ...ENV,
  DAILY_SESSION_MINUTES: String(minutes),
  SESSION_MAX_SECONDS: "600",
});

describe("session minutes", () => {
  test("are debited by the longest duration of the session", async () => {
    const env = sessions(60);
    await worker.ask("/v1/token", { env });
    await worker.ask("/v1/token", { env });
    expect((await usageOf({ env })).session_seconds).toEqual({
      limit: 3600,
      used: 1200,
      left: 2400,
    });
    expect((await usageOf({ env, code: BEN })).session_seconds.used).toBe(0);
  });

  test("give the last session what is left, and open none shorter than a minute", async () => {
    const env = sessions(11);
    expect((await worker.ask("/v1/token", { env })).body).toMatchObject({
      max_session_duration_seconds: 600,
    });
    expect((await worker.ask("/v1/token", { env })).body).toMatchObject({
      max_session_duration_seconds: 60,
    });
    expect(worker.upstream.seen.at(-1)?.url.searchParams.get("max_session_duration_seconds")).toBe(
      "60",
    );
    const answer = await worker.ask("/v1/token", { env });
    expectRefusal(answer, 429, "budget_spent", '"anna" has 0 of its 11 session minutes left');
    expect(worker.upstream.seen).toHaveLength(2);
  });

  test("are refused with what is left and when they are renewed", async () => {
    const env = sessions(0);
    worker.upstream.clock.ms = MIDNIGHT - 18_719_500;
    const answer = await worker.ask("/v1/token", { env });
    expectRefusal(answer, 429, "budget_spent", "in 5 h 12 min, or have DAILY_SESSION_MINUTES");
    expect(answer.headers.get("Retry-After")).toBe("18720");
    expect(v.parse(ErrorReply, answer.body).error.budget).toEqual({
      unit: "session_seconds",
      limit: 0,
      left: 0,
      resets_in_seconds: 18_720,
    });
    expect(worker.log.map((line) => JSON.parse(line) as unknown)).toEqual([
      { route: "/v1/token", status: 429, reason: "budget-spent", name: "anna" },
    ]);
  });

  test("are not overspent by a hundred requests at once", async () => {
    const env = sessions(125);
    const asked = Array.from({ length: 100 }, () => worker.ask("/v1/token", { env }));
    const answers = await Promise.all(asked);
    const granted = answers.filter(({ status }) => status === 200);
    const seconds = granted.map(
      ({ body }) => v.parse(TokenGrant, body).max_session_duration_seconds,
    );
    expect(seconds.reduce((sum, each) => sum + each, 0)).toBe(125 * 60);
    expect(seconds.toSorted((a, b) => b - a)).toEqual([...Array<number>(12).fill(600), 300]);
    for (const answer of answers) {
      if (answer.status !== 200) expectRefusal(answer, 429, "budget_spent");
    }
    expect((await usageOf({ env })).session_seconds.left).toBe(0);
  });

  test("are counted apart for two codes of one name", async () => {
    const env = { ...sessions(10), ACCESS_CODES: `anna:${ANNA},anna:${BEN}` };
    expect((await worker.ask("/v1/token", { env })).status).toBe(200);
    expectRefusal(await worker.ask("/v1/token", { env }), 429, "budget_spent");
    expect((await worker.ask("/v1/token", { env, code: BEN })).status).toBe(200);
  });

  test.each([
    ["refused", [saying(401, { error: "Unauthorized" })]],
    ["failing twice", [saying(500, {}), saying(500, {})]],
    ["unreachable", [unreachable, unreachable]],
    ["silent", [silent, silent]],
    ["unreadable", [saying(200, {})]],
  ] satisfies [string, Responder[]][])(
    "cost nothing if the service is %s and no token is granted",
    async (_, answers) => {
      worker.upstream.next(...answers);
      expect((await worker.ask("/v1/token")).status).toBeGreaterThanOrEqual(500);
      expect((await usageOf()).session_seconds.used).toBe(0);
    },
  );
});

describe("model tokens", () => {
  const messages = [{ role: "user", content: WORDS }];
  const body = JSON.stringify({ messages, max_tokens: 100 });
  const most = JSON.stringify(messages).length + 100;
  const chat = (env: Record<string, unknown> = ENV) => worker.ask("/v1/chat", { env, body });
  const used = async () => (await usageOf()).model_tokens.used;

  test.each([
    ["are settled to what the reply reports", saying(200, completion({})), 22],
    [
      "are settled to what a reply without content reports",
      saying(200, completion({ message: {} })),
      22,
    ],
    [
      "are settled to more than was debited",
      saying(200, completion({}, { usage: { input_tokens: 890, output_tokens: 10 } })),
      900,
    ],
    [
      "are estimated from request and reply if it reports no usage",
      saying(200, completion({}, { usage: {} })),
      Math.ceil(JSON.stringify(messages).length / 4) + Math.ceil("Ships Friday.".length / 4),
    ],
    [
      "stay debited if the reply has neither usage nor content",
      saying(200, completion({ message: {} }, { usage: {} })),
      most,
    ],
    ["stay debited if the reply is unreadable", saying(200, "no completion"), most],
    ["stay debited if the reply is too late", silent, most],
    [
      "cost nothing if the request is refused",
      saying(400, { error: "context length exceeded" }),
      0,
    ],
    ["cost nothing if the gateway is busy", saying(429, { error: "rate limit exceeded" }), 0],
    ["cost nothing if the gateway fails", saying(500, { error: "Internal" }), 0],
    ["cost nothing if the gateway is unreachable", unreachable, 0],
  ])("%s", async (_, answer, tokens) => {
    worker.upstream.next(answer);
    await chat();
    expect(await used()).toBe(tokens);
  });

  test("are not requested beyond the budget", async () => {
    const tight = { ...ENV, DAILY_MODEL_TOKENS: String(most - 1) };
    expectRefusal(await chat(tight), 429, "budget_spent", `of its ${most - 1} model tokens left`);
    expect(worker.upstream.seen).toEqual([]);
    expect((await chat({ ...ENV, DAILY_MODEL_TOKENS: String(most) })).status).toBe(200);
  });

  test("are not overspent by many requests at once", async () => {
    const env = { ...ENV, DAILY_MODEL_TOKENS: String(most * 5 + 1) };
    worker.upstream.next(...Array<Responder>(20).fill(silent));
    const answers = await Promise.all(Array.from({ length: 20 }, () => chat(env)));
    expect(answers.filter(({ status }) => status === 504)).toHaveLength(5);
    expect(worker.upstream.seen).toHaveLength(5);
  });

  test("cost nothing if the Worker refuses the request", async () => {
    await worker.ask("/v1/chat", { body: "no JSON" });
    const env = { ...ENV, CHAT_ALLOWED_MODELS: "a" };
    await worker.ask("/v1/chat", { env, body: body.replace("{", '{"model":"b",') });
    expect(await used()).toBe(0);
  });
});

describe("the day", () => {
  test("ends at midnight UTC and renews the budgets", async () => {
    const env = sessions(10);
    worker.upstream.clock.ms = MIDNIGHT - 1;
    expect((await worker.ask("/v1/token", { env })).status).toBe(200);
    expectRefusal(await worker.ask("/v1/token", { env }), 429, "budget_spent", "in 0 h 1 min");
    expect(await usageOf({ env })).toMatchObject({ day: DAY, resets_in_seconds: 1 });
    worker.upstream.clock.ms = MIDNIGHT;
    const usage = await usageOf({ env });
    expect(usage).toMatchObject({ day: "2026-11-23", resets_in_seconds: 86_400 });
    expect(usage.session_seconds.used).toBe(0);
    expect((await worker.ask("/v1/token", { env })).status).toBe(200);
  });

  test("of a settlement is the day of its debit", async () => {
    const env = sessions(10);
    worker.upstream.clock.ms = MIDNIGHT - 1;
    worker.upstream.next(() => {
      worker.upstream.clock.ms = MIDNIGHT;
      return Response.json({ error: "Unauthorized" }, { status: 401 });
    });
    await worker.ask("/v1/token", { env });
    expect((await usageOf({ env })).session_seconds.used).toBe(0);
    worker.upstream.clock.ms = MIDNIGHT - 1;
    expect((await usageOf({ env })).session_seconds.used).toBe(0);
  });
});

describe("stored rows", () => {
  const TABLES = ["spent_by_code", "grants"] as const;
  const shard = () => ENV.LEDGER.getByName(`team-${DIGIT_OF_ANNA}`);
  const count = (table: (typeof TABLES)[number]) =>
    runInDurableObject(shard(), (_, { storage }) => [
      ...storage.sql.exec(`SELECT * FROM ${table}`),
    ]).then((rows) => rows.length);

  test("of days before are deleted by an alarm, without any request", async () => {
    worker.upstream.clock.ms = Date.now() - 2 * 86_400_000;
    await worker.ask("/v1/token");
    for (const table of TABLES) expect(await count(table)).toBe(1);
    expect(await runDurableObjectAlarm(shard())).toBe(true);
    for (const table of TABLES) expect(await count(table)).toBe(0);
    expect(await runDurableObjectAlarm(shard())).toBe(false);
  });

  test("of today are kept by the alarm, which comes again", async () => {
    worker.upstream.clock.ms = Date.now();
    await worker.ask("/v1/token");
    expect(await runDurableObjectAlarm(shard())).toBe(true);
    for (const table of TABLES) expect(await count(table)).toBe(1);
    expect(await runDurableObjectAlarm(shard())).toBe(true);
  });
});

test("a failing usage store grants nothing", async () => {
  const LEDGER = {
    getByName: () => ({
      admit: () => Promise.reject(new Error("Durable Object storage failed")),
      grantSessions: () => Promise.reject(new Error(`Durable Object storage failed on ${ANNA}`)),
      usage: () => Promise.reject(new Error("Durable Object storage failed")),
    }),
  };
  const env = { ...ENV, LEDGER };
  const body = JSON.stringify({ messages: [{ role: "user", content: WORDS }] });
  for (const path of ["/v1/token", "/v1/chat", "/v1/usage"]) {
    const answer = await worker.ask(path, { env, ...(path === "/v1/chat" && { body }) });
    expectRefusal(answer, 503, "internal", "hands nothing out");
    expect(answer.headers.get("Retry-After")).toBe("5");
  }
  expect(worker.upstream.seen).toEqual([]);
  expect(reasonsIn(worker.log)).toEqual(
    Array.from({ length: 3 }, () => ["unexpected", "usage-store-unavailable"]).flat(),
  );
});

import { runInDurableObject } from "cloudflare:test";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { ErrorReply, TokenGrant, Usage } from "../../core/protocol/worker-api.ts";
import { completion, DAY, saying, silent, unreachable, type Answer } from "./assembly-ai.ts";
import { ANNA, BEN, ENV, expectRefusal, openDesk, reasonsIn, WORDS, type Asking } from "./desk.ts";

const desk = openDesk();

const MIDNIGHT = Date.parse(`${DAY}T24:00:00Z`);

async function usageOf(asking: Asking = {}) {
  return v.parse(Usage, (await desk.ask("/v1/usage", asking)).body);
}

const sessions = (minutes: number) => ({
  ...ENV,
  DAILY_SESSION_MINUTES: String(minutes),
  SESSION_MAX_SECONDS: "600",
});

describe("session minutes", () => {
  test("are debited by the length the session may have", async () => {
    const env = sessions(60);
    await desk.ask("/v1/token", { env });
    await desk.ask("/v1/token", { env });
    expect((await usageOf({ env })).session_seconds).toEqual({
      limit: 3600,
      used: 1200,
      left: 2400,
    });
    expect((await usageOf({ env, code: BEN })).session_seconds.used).toBe(0);
  });

  test("the last session is as long as what is left, and shorter than a minute there is none", async () => {
    const env = sessions(11);
    expect((await desk.ask("/v1/token", { env })).body).toMatchObject({
      max_session_duration_seconds: 600,
    });
    expect((await desk.ask("/v1/token", { env })).body).toMatchObject({
      max_session_duration_seconds: 60,
    });
    expect(desk.upstream.seen.at(-1)?.url.searchParams.get("max_session_duration_seconds")).toBe(
      "60",
    );
    const answer = await desk.ask("/v1/token", { env });
    expectRefusal(answer, 429, "budget_spent", '"anna" has 0 of its 11 session minutes left');
    expect(desk.upstream.seen).toHaveLength(2);
  });

  test("the refusal says what is left and when there is more", async () => {
    const env = sessions(0);
    desk.upstream.clock.ms = MIDNIGHT - 18_719_500;
    const answer = await desk.ask("/v1/token", { env });
    expectRefusal(answer, 429, "budget_spent", "in 5 h 12 min, or have DAILY_SESSION_MINUTES");
    expect(answer.headers.get("Retry-After")).toBe("18720");
    expect(v.parse(ErrorReply, answer.body).error.budget).toEqual({
      unit: "session_seconds",
      limit: 0,
      left: 0,
      resets_in_seconds: 18_720,
    });
    expect(desk.log.map((line) => JSON.parse(line) as unknown)).toEqual([
      { route: "/v1/token", status: 429, reason: "budget-spent", name: "anna" },
    ]);
  });

  test("a hundred requests at once get no more than there is", async () => {
    const env = sessions(125);
    const asked = Array.from({ length: 100 }, () => desk.ask("/v1/token", { env }));
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

  test("two codes of one name spend one budget", async () => {
    const env = { ...sessions(10), ACCESS_CODES: `anna:${ANNA},anna:${BEN}` };
    expect((await desk.ask("/v1/token", { env })).status).toBe(200);
    expectRefusal(await desk.ask("/v1/token", { env, code: BEN }), 429, "budget_spent");
  });

  test.each([
    ["refused", [saying(401, { error: "Unauthorized" })]],
    ["failing twice", [saying(500, {}), saying(500, {})]],
    ["unreachable", [unreachable, unreachable]],
    ["silent", [silent, silent]],
    ["unreadable", [saying(200, {})]],
  ] satisfies [string, Answer[]][])(
    "cost nothing where the service is %s, as nobody gets the token",
    async (_, answers) => {
      desk.upstream.next(...answers);
      expect((await desk.ask("/v1/token")).status).toBeGreaterThanOrEqual(500);
      expect((await usageOf()).session_seconds.used).toBe(0);
    },
  );
});

describe("model tokens", () => {
  const messages = [{ role: "user", content: WORDS }];
  const body = JSON.stringify({ messages, max_tokens: 100 });
  const most = Math.ceil(JSON.stringify(messages).length / 2) + 100;
  const chat = (env: Record<string, unknown> = ENV) => desk.ask("/v1/chat", { env, body });
  const used = async () => (await usageOf()).model_tokens.used;

  test.each([
    ["what the reply says it took", saying(200, completion({})), 22],
    ["the same of a reply without words", saying(200, completion({ message: {} })), 22],
    ["more than was foreseen", saying(200, completion({}, { usage: { input_tokens: 900 } })), 900],
    ["the most it can be, if it does not say", saying(200, completion({}, { usage: {} })), most],
    ["the most it can be, if it cannot be read", saying(200, "no completion"), most],
    ["the most it can be, if it comes too late", silent, most],
    ["nothing, if it is refused", saying(400, { error: "context length exceeded" }), 0],
    ["nothing, if there is no room", saying(429, { error: "rate limit exceeded" }), 0],
    ["nothing, if the gateway fails", saying(500, { error: "Internal" }), 0],
    ["nothing, if the gateway is not there", unreachable, 0],
  ])("%s", async (_, answer, tokens) => {
    desk.upstream.next(answer);
    await chat();
    expect(await used()).toBe(tokens);
  });

  test("more than there is are not asked for", async () => {
    const tight = { ...ENV, DAILY_MODEL_TOKENS: String(most - 1) };
    expectRefusal(await chat(tight), 429, "budget_spent", `of its ${most - 1} model tokens left`);
    expect(desk.upstream.seen).toEqual([]);
    expect((await chat({ ...ENV, DAILY_MODEL_TOKENS: String(most) })).status).toBe(200);
  });

  test("many requests at once ask for no more than there is", async () => {
    const env = { ...ENV, DAILY_MODEL_TOKENS: String(most * 5 + 1) };
    desk.upstream.next(...Array<Answer>(20).fill(saying(200, completion({}, { usage: {} }))));
    const answers = await Promise.all(Array.from({ length: 20 }, () => chat(env)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(desk.upstream.seen).toHaveLength(5);
  });

  test("a request that is refused for itself costs nothing", async () => {
    await desk.ask("/v1/chat", { body: "no JSON" });
    const env = { ...ENV, CHAT_ALLOWED_MODELS: "a" };
    await desk.ask("/v1/chat", { env, body: body.replace("{", '{"model":"b",') });
    expect(await used()).toBe(0);
  });
});

describe("the day", () => {
  test("ends at midnight UTC, and with it all that was spent", async () => {
    const env = sessions(10);
    desk.upstream.clock.ms = MIDNIGHT - 1;
    expect((await desk.ask("/v1/token", { env })).status).toBe(200);
    expectRefusal(await desk.ask("/v1/token", { env }), 429, "budget_spent", "in 0 h 1 min");
    expect(await usageOf({ env })).toMatchObject({ day: DAY, resets_in_seconds: 1 });
    desk.upstream.clock.ms = MIDNIGHT;
    const usage = await usageOf({ env });
    expect(usage).toMatchObject({ day: "2026-11-23", resets_in_seconds: 86_400 });
    expect(usage.session_seconds.used).toBe(0);
    expect((await desk.ask("/v1/token", { env })).status).toBe(200);
  });

  test("to which something is given back is the day on which it was taken", async () => {
    const env = sessions(10);
    desk.upstream.clock.ms = MIDNIGHT - 1;
    desk.upstream.next(() => {
      desk.upstream.clock.ms = MIDNIGHT;
      return Response.json({ error: "Unauthorized" }, { status: 401 });
    });
    await desk.ask("/v1/token", { env });
    expect((await usageOf({ env })).session_seconds.used).toBe(0);
    desk.upstream.clock.ms = MIDNIGHT - 1;
    expect((await usageOf({ env })).session_seconds.used).toBe(0);
  });

  test("before yesterday is forgotten", async () => {
    for (const day of ["20", "21", "22"]) {
      desk.upstream.clock.ms = Date.parse(`2026-11-${day}T12:00:00Z`);
      await desk.ask("/v1/token");
    }
    const days = await runInDurableObject(ENV.LEDGER.getByName("team"), (_, { storage }) =>
      storage.sql.exec<{ day: string }>("SELECT day FROM spent ORDER BY day").toArray(),
    );
    expect(days.map(({ day }) => day)).toEqual(["2026-11-21", "2026-11-22"]);
  });
});

test("a ledger that does not answer hands nothing out", async () => {
  const LEDGER = {
    getByName: () => ({
      debit: () => Promise.reject(new Error(`Durable Object storage failed on ${ANNA}`)),
      entries: () => Promise.reject(new Error("Durable Object storage failed")),
    }),
  };
  const env = { ...ENV, LEDGER };
  const body = JSON.stringify({ messages: [{ role: "user", content: WORDS }] });
  for (const path of ["/v1/token", "/v1/chat", "/v1/usage"]) {
    const answer = await desk.ask(path, { env, ...(path === "/v1/chat" && { body }) });
    expectRefusal(answer, 503, "internal", "hands nothing out");
    expect(answer.headers.get("Retry-After")).toBe("5");
  }
  expect(desk.upstream.seen).toEqual([]);
  expect(reasonsIn(desk.log)).toEqual(
    Array.from({ length: 3 }, () => ["unexpected", "ledger-silent"]).flat(),
  );
});

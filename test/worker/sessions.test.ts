import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { SessionsReply, TokenGrant, Usage } from "../../core/protocol/worker-api.ts";
import { unreachable } from "./fake-assemblyai.ts";
import { BEN, ENV, expectRefusal, openWorker } from "./worker-under-test.ts";

const worker = openWorker();

const PRICED = { ...ENV, PRICES: '{"speech_per_hour":{"cheap":0.15,"dear":0.36}}' };
/** Millionths of a dollar, of the dearest model. */
const DOLLARS_PER_SECOND = 0.36 / 3600;

interface Options {
  readonly env?: Record<string, unknown>;
  readonly code?: string;
}

const json = (body: object): string => JSON.stringify(body);

async function grant(request: object = {}, options: Options = {}): Promise<TokenGrant> {
  const { body } = await worker.ask("/v1/token", { ...options, body: json(request) });
  return v.parse(TokenGrant, body);
}

async function report(ended: readonly object[], options: Options = {}): Promise<number> {
  const { body } = await worker.ask("/v1/sessions", {
    ...options,
    method: "POST",
    body: json({ ended }),
  });
  return v.parse(SessionsReply, body).settled;
}

const usage = async (options: Options = {}): Promise<Usage> =>
  v.parse(Usage, (await worker.ask("/v1/usage", options)).body);
const usedSeconds = async (options: Options = {}): Promise<number> =>
  (await usage(options)).session_seconds.used;

const pass = (seconds: number): void => void (worker.upstream.clock.ms += seconds * 1000);

/** A granted session of three hours, of which some seconds were used. */
async function session(used: number, options: Options = {}): Promise<object> {
  const { grant: id } = await grant({ max_session_duration_seconds: 10_800 }, options);
  pass(used);
  return { grant: id, used_seconds: used };
}

describe("the duration of a session", () => {
  test.each([
    ["is what the request asks for", { max_session_duration_seconds: 7200 }, 7200],
    ["is at least what the service allows", { max_session_duration_seconds: 1 }, 60],
    ["is at most SESSION_MAX_SECONDS", { max_session_duration_seconds: 99_999 }, 10_800],
    ["is half an hour if the request names none", {}, 1800],
  ])("%s", async (_, request, seconds) => {
    expect((await grant(request)).max_session_duration_seconds).toBe(seconds);
    expect(await usedSeconds()).toBe(seconds);
  });

  test("is half an hour for earlier versions of Earshot, which send no body", async () => {
    const { body } = await worker.ask("/v1/token");
    expect(body).toMatchObject({ max_session_duration_seconds: 1800 });
  });

  test("is what the money pays for, at the dearest price of a speech model", async () => {
    const env = { ...PRICED, DAILY_BUDGET_USD: "0.18", DAILY_REFUND_FACTOR: "100" };
    const { max_session_duration_seconds } = await grant(
      { max_session_duration_seconds: 10_800 },
      { env },
    );
    expect(max_session_duration_seconds).toBe(1800);
    const answer = await worker.ask("/v1/token", { env });
    expectRefusal(answer, 429, "budget_spent", '"anna" has $0.00 of its $0.18 left');
    expect(answer.body).not.toHaveProperty("error.budget");
  });
});

describe("a report", () => {
  test("settles a session to what was used, rounded up", async () => {
    expect(await report([await session(90.2)])).toBe(1);
    expect(await usedSeconds()).toBe(91);
  });

  test("settles the money too, at the price of the grant", async () => {
    const ended = await session(90, { env: PRICED });
    await report([ended], { env: { ...PRICED, PRICES: '{"speech_per_hour":{"dear":9}}' } });
    const { dollars } = await usage({ env: PRICED });
    expect(dollars?.used).toBeCloseTo(90 * DOLLARS_PER_SECOND, 5);
  });

  test("can come with the request for the next token", async () => {
    const ended = await session(90);
    await grant({ max_session_duration_seconds: 60, ended: [ended] });
    expect(await usedSeconds()).toBe(90 + 60);
  });

  test("counts before the budget of the next session is checked", async () => {
    const env = { ...ENV, DAILY_SESSION_MINUTES: "180", DAILY_REFUND_FACTOR: "100" };
    const ended = await session(60, { env });
    expectRefusal(await worker.ask("/v1/token", { env }), 429, "budget_spent");
    const next = await grant({ max_session_duration_seconds: 10_800, ended: [ended] }, { env });
    expect(next.max_session_duration_seconds).toBe(10_800 - 60);
  });

  test("counts once, however often it is repeated", async () => {
    const ended = await session(90);
    expect(await report([ended, ended])).toBe(1);
    expect(await report([ended])).toBe(0);
    await grant({ max_session_duration_seconds: 60, ended: [ended] });
    expect(await usedSeconds()).toBe(90 + 60);
  });

  test.each([
    ["more than the time since its grant", 5_000, 90],
    ["more than its longest duration", 20_000, 10_800],
  ])("never debits %s", async (_, used, debited) => {
    const { grant: id } = await grant({ max_session_duration_seconds: 10_800 });
    pass(used === 20_000 ? 30_000 : 90);
    await report([{ grant: id, used_seconds: used }]);
    expect(await usedSeconds()).toBe(debited);
  });

  test.each([-1, null, "6"])("of %s seconds is refused", async (used_seconds) => {
    const ended = [{ grant: "any", used_seconds }];
    const answer = await worker.ask("/v1/token", { body: json({ ended }) });
    expectRefusal(answer, 400, "bad_request");
    expect(await usedSeconds()).toBe(0);
  });

  test("settles no session of another code", async () => {
    const ended = await session(90);
    expect(await report([ended], { code: BEN })).toBe(0);
    expect(await usedSeconds()).toBe(10_800);
  });

  test("of an unknown session is ignored", async () => {
    expect(await report([{ grant: "never granted", used_seconds: 0 }])).toBe(0);
  });

  test("is refused if it is too long, or without a code", async () => {
    const ended = Array.from({ length: 101 }, () => ({ grant: "g", used_seconds: 0 }));
    const body = json({ ended });
    const options = { method: "POST", body };
    expectRefusal(await worker.ask("/v1/sessions", options), 400, "bad_request");
    const stranger = await worker.ask("/v1/sessions", {
      ...options,
      code: "wrong",
      body: '{"ended":[]}',
    });
    expectRefusal(stranger, 401, "unauthorized");
  });
});

test("a session that is never reported stays debited by its longest duration", async () => {
  await session(90);
  pass(40_000);
  expect(await usedSeconds()).toBe(10_800);
});

test("a session whose reply was lost can be reported by the name that the client chose", async () => {
  expect((await grant({ grant: "chosen" })).grant).toBe("chosen");
  expect(await report([{ grant: "chosen", used_seconds: 0 }])).toBe(1);
  expect(await usedSeconds()).toBe(0);
});

test("a chosen name that is taken names no second session", async () => {
  await grant({ grant: "chosen" });
  const second = await grant({ grant: "chosen" });
  expect(second.grant).not.toBe("chosen");
  expect(await report([{ grant: "chosen", used_seconds: 0 }])).toBe(1);
  expect(await usedSeconds()).toBe(1800);
  expect((await grant({ grant: "chosen" }, { code: BEN })).grant).toBe("chosen");
});

test("a token that could not be minted costs nothing and needs no report", async () => {
  worker.upstream.next(unreachable, unreachable);
  await worker.ask("/v1/token", { body: json({ grant: "chosen" }) });
  expect(await usedSeconds()).toBe(0);
  expect(await report([{ grant: "chosen", used_seconds: 0 }])).toBe(0);
});

describe("reports that may be untrue", () => {
  const HOURS = 3600;
  const env = { ...ENV, DAILY_SESSION_MINUTES: "60", DAILY_REFUND_FACTOR: "2" };

  /** Claims that no session was ever used. */
  async function lie(): Promise<number> {
    let granted = 0;
    for (let n = 0; n < 500; n++) {
      const body = json({ max_session_duration_seconds: 10_800 });
      const answer = await worker.ask("/v1/token", { env, body });
      if (answer.status !== 200) return granted;
      const { grant: id, max_session_duration_seconds } = v.parse(TokenGrant, answer.body);
      granted += max_session_duration_seconds;
      await report([{ grant: id, used_seconds: 0 }], { env });
    }
    throw new Error("The budget is never spent.");
  }

  test("give back DAILY_REFUND_FACTOR times the budget in a day at the most", async () => {
    expect(await lie()).toBeLessThanOrEqual((1 + 2) * HOURS);
  });

  test("shorten the next sessions as they use that up, but never below ten minutes", async () => {
    const durations: number[] = [];
    for (let n = 0; n < 12; n++) {
      const next = await grant({ max_session_duration_seconds: 10_800 }, { env });
      durations.push(next.max_session_duration_seconds);
      await report([{ grant: next.grant, used_seconds: 0 }], { env });
    }
    expect(durations).toEqual(durations.toSorted((one, other) => other - one));
    expect(durations[0]).toBe((2 * HOURS) / 8);
    expect(durations.at(-1)).toBe(600);
  });
});

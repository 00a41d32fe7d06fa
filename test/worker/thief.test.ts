/**
 * Plays somebody with a leaked access code who knows everything about the Worker, against a service that bills as badly as it may. What
 * the day costs stays within what `worst-day.ts` says.
 */

import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { TokenGrant } from "../../core/protocol/worker-api.ts";
import {
  INSIGHTS_PER_MINUTE,
  LARGEST_INSIGHT,
  SESSIONS_PER_SECOND,
  worstDay,
} from "../../worker/budget/worst-day.ts";
import { environmentOf } from "../../worker/environment.ts";
import { completion, saying, sse, type Responder } from "./fake-assemblyai.ts";
import { ENV, openWorker } from "./worker-under-test.ts";
import readme from "../../worker/README.md?raw";

const worker = openWorker();

const SPEECH_PER_HOUR = 0.45;
const DEAREST = "dearest";
const PRICES = {
  speech_per_hour: { "u3-rt-pro": SPEECH_PER_HOUR, cheap: 0.15 },
  models: { [DEAREST]: { input: 15, output: 75 }, "claude-sonnet-4-6": { input: 3, output: 15 } },
};
const env = {
  ...ENV,
  DAILY_BUDGET_USD: "1",
  CHAT_ALLOWED_MODELS: DEAREST,
  PRICES: JSON.stringify(PRICES),
};

function limitsOf(variables: Record<string, unknown>) {
  const { setup } = environmentOf(variables);
  if (!setup.ok) throw new Error(setup.problems.join(" "));
  return setup.deployment;
}

const bound = worstDay(limitsOf(env), []).counted ?? Number.NaN;
/** Requests of the thief in one test; more than the budget allows. */
const TRIES = 400;

/** Opens as many sessions as the window of the token allows, each until its end. */
const costOfToken = ({ max_session_duration_seconds, expires_in_seconds }: TokenGrant): number =>
  (expires_in_seconds * SESSIONS_PER_SECOND * max_session_duration_seconds * SPEECH_PER_HOUR) /
  3_600;

/** Asks for ten tokens at once, and claims at the next request that their sessions were never used. */
async function stealSpeech(): Promise<number> {
  let cost = 0;
  let ended: object[] = [];
  for (let n = 0; n < TRIES; n += 10) {
    const [first, ...rest] = Array.from({ length: 10 }, (_, index) =>
      worker.ask("/v1/token", {
        env,
        body: JSON.stringify({
          max_session_duration_seconds: 10_800,
          ended: index === 0 ? ended : [],
        }),
      }),
    );
    const replies = await Promise.all([first, ...rest]);
    const grants = replies.flatMap((reply) =>
      reply?.status === 200 ? [v.parse(TokenGrant, reply.body)] : [],
    );
    if (grants.length === 0 && ended.length === 0) return cost;
    cost += grants.reduce((sum, grant) => sum + costOfToken(grant), 0);
    ended = grants.map(({ grant }) => ({ grant, used_seconds: 0 }));
  }
  throw new Error("The budget of speech is never spent.");
}

/** Text of which each byte is a token. */
const PROMPT = "x".repeat(5_000);
const MAX_TOKENS = 8_000;

/** A stream that is billed in full, however early it is left. */
function abortable(bill: { cost: number }): Responder {
  return ({ body }) => {
    const { max_tokens } = v.parse(v.object({ max_tokens: v.number() }), body);
    const { input, output } = PRICES.models[DEAREST];
    bill.cost += (PROMPT.length * input + max_tokens * output) / 1e6;
    const piece = sse({ choices: [{ delta: { content: "I" } }] });
    return new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode(piece)),
      }),
      { headers: { "Content-Type": "text/event-stream" } },
    );
  };
}

/** Leaves streams of the dearest model after their first letter. */
async function stealNotes(): Promise<number> {
  const bill = { cost: 0 };
  for (let n = 0; n < TRIES; n++) {
    worker.upstream.forget();
    worker.upstream.next(abortable(bill));
    const response = await worker.open("/v1/chat", {
      env,
      body: JSON.stringify({
        model: DEAREST,
        stream: true,
        max_tokens: MAX_TOKENS,
        messages: [{ role: "user", content: PROMPT }],
      }),
    });
    if (response.status !== 200) return bill.cost;
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await worker.upstream.settled();
  }
  throw new Error("The budget of models is never spent.");
}

describe("a thief", () => {
  test("who opens twenty sessions with each token and lies about all gets what is stated, and no more", async () => {
    const cost = await stealSpeech();
    expect(cost).toBeLessThanOrEqual(bound);
    expect(cost).toBeGreaterThan(0.8 * bound);
  });

  test("who leaves streams of the dearest model after a letter gets the refunds of a day, and no more", async () => {
    const cost = await stealNotes();
    expect(cost).toBeGreaterThan(1);
    expect(cost).toBeLessThanOrEqual(1 + 2);
  });

  test.each([
    ["speech, then notes", [stealSpeech, stealNotes]],
    ["notes, then speech", [stealNotes, stealSpeech]],
  ])("of %s gets no more together", async (_, thefts) => {
    let cost = 0;
    for (const steal of thefts) cost += await steal();
    expect(cost).toBeLessThanOrEqual(bound);
  });

  test("gets no dearer model than those on offer, and no more tokens than a request may have", async () => {
    const ask = (request: object) =>
      worker.ask("/v1/chat", {
        env,
        body: JSON.stringify({ messages: [{ role: "user", content: "?" }], ...request }),
      });
    expect((await ask({ model: "claude-opus-9" })).status).toBe(403);
    worker.upstream.next(saying(200, completion({})));
    await ask({ model: DEAREST, max_tokens: 1_000_000 });
    expect(worker.upstream.seen.at(-1)?.body).toMatchObject({ max_tokens: MAX_TOKENS });
  });

  test("who has models asked inside a session all day is limited by the gateway alone", () => {
    const { input, output } = PRICES.models[DEAREST];
    let cost = 0;
    for (let minute = 0; minute < 24 * 60; minute++)
      for (let n = 0; n < INSIGHTS_PER_MINUTE; n++)
        cost += (LARGEST_INSIGHT.input * input + LARGEST_INSIGHT.output * output) / 1e6;
    expect(cost).toBeCloseTo(worstDay(limitsOf(env), []).insights[DEAREST] ?? Number.NaN, 2);
  });
});

test("the worst day is unknown without a price of speech", () => {
  expect(worstDay(limitsOf(ENV), [])).toEqual({ counted: null, insights: {} });
});

test("README states the worst day of its example of prices", () => {
  const example = /"speech_per_hour"[^}]*\}[\s\S]*?"models"[^}]*\}[^}]*\}/.exec(readme)?.[0];
  const { counted, insights } = worstDay(limitsOf({ ...ENV, PRICES: `{${example}}` }), []);
  const dollars = (amount: number | null | undefined) =>
    `$${Math.round(amount ?? Number.NaN).toLocaleString("en")}`;
  expect(readme).toContain(`can cost ${dollars(counted)} in a day`);
  expect(readme).toContain(`${dollars(insights["claude-sonnet-4-6"])} a day`);
});

/**
 * A thousand people whose meetings start in one minute, and a stranger without a code: what they cost in requests, calls of the usage stores
 * and rows written. `worker/README.md#a-thousand-people` states these numbers, and this test compares.
 */

import { runInDurableObject } from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { digestOfCode } from "../../worker/access/caller.ts";
import { shardOf, type UsageStores } from "../../worker/budget/shards.ts";
import readme from "../../worker/README.md?raw";
import { completion, saying } from "./fake-assemblyai.ts";
import { ENV, limiterOf, openWorker, WORDS } from "./worker-under-test.ts";

const worker = openWorker();

const PEOPLE = 1000;
const AT_ONCE = 50;
const SHARDS = 16;

/** Counts since the last `forget`, by name of the usage store. */
let calls = new Map<string, number>();
let rowsWritten = 0;
let run = 0;

beforeEach(() => {
  run++;
  forget();
});

function forget(): void {
  calls = new Map();
  rowsWritten = 0;
}

const total = (): number => [...calls.values()].reduce((sum, count) => sum + count, 0);

/** The real usage stores, with each call of a method counted. Grants that are sent together count as if each were sent alone. */
const stores = {
  getByName(name: string) {
    const stub = bindings.LEDGER.getByName(`${name} of thousand ${run}`);
    return new Proxy(stub, {
      get(target, method) {
        const member: unknown = Reflect.get(target, method);
        if (typeof member !== "function") return member;
        return (...args: unknown[]) => {
          const count = method === "grantSessions" ? (args[0] as unknown[]).length : 1;
          calls.set(name, (calls.get(name) ?? 0) + count);
          return Reflect.apply(member, target, args) as unknown;
        };
      },
    });
  },
} as unknown as UsageStores;

const env = {
  ...ENV,
  LEDGER: stores,
  ATTEMPT_LIMIT: limiterOf(Infinity),
  PRICES: { speech_per_hour: { "u3-rt-pro": 0.45 } },
  // All notes pass at once here, so that each is counted once.
  CHAT_REQUESTS_PER_MINUTE: "10000",
};

/** @returns a code for each person, as rows of the usage stores */
async function people(): Promise<string[]> {
  const codes = Array.from({ length: PEOPLE }, (_, n) => n.toString(16).padStart(32, "0"));
  await inParallel(codes, async (code, n) => {
    const digest = await digestOfCode(code);
    const row = { digest, name: `Person ${n}`, created: worker.upstream.clock.ms, ended: null };
    await shardOf(stores, digest).addCode(row);
  });
  for (const name of calls.keys()) await countRows(name);
  forget();
  return codes;
}

async function countRows(name: string): Promise<void> {
  const stub = bindings.LEDGER.getByName(`${name} of thousand ${run}`);
  await runInDurableObject(stub, (_, { storage: { sql } }) => {
    const exec = sql.exec.bind(sql);
    sql.exec = ((...args: Parameters<typeof exec>) => {
      const cursor = exec(...args);
      rowsWritten += cursor.rowsWritten;
      return cursor;
    }) as typeof sql.exec;
  });
}

async function inParallel<T>(
  items: readonly T[],
  act: (item: T, index: number) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const some = items.slice(from, from + AT_ONCE);
    await Promise.all(some.map((item, index) => act(item, from + index)));
  }
}

const ask = async (path: string, code: string | null, body?: object) => {
  const response = await worker.open(path, {
    env,
    code,
    method: path === "/v1/config" ? "GET" : "POST",
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
};

/** Numbers of a row of the table in README. */
const stated = (row: string): number[] =>
  (new RegExp(`^\\| ${row}\\b.*$`, "m").exec(readme)?.[0] ?? "")
    .split("|")
    .slice(2)
    .map((cell) => cell.trim().replaceAll(",", ""))
    .filter((cell) => /^\d+$/.test(cell))
    .map(Number);

/** A bound for what hangs: each call is written to disk. */
const TIMEOUT_MS = 300_000;

test("what a thousand meetings with two channels cost", { timeout: TIMEOUT_MS }, async () => {
  const codes = await people();
  // Fetches the list of models with its prices. Among fifty requests at once it can miss its deadline, and notes then cost no money.
  await ask("/v1/config", codes[0] ?? null);
  forget();
  const grants = new Map<string, string[]>();
  let requests = 0;
  const count = async (path: string, code: string, body?: object) => {
    requests++;
    const answer = await ask(path, code, body);
    expect(answer.status).toBe(200);
    return answer.body as Record<string, string>;
  };

  await inParallel(codes, async (code) => {
    await count("/v1/config", code);
    const minted = [await count("/v1/token", code), await count("/v1/token", code)];
    grants.set(
      code,
      minted.map(({ grant }) => grant ?? ""),
    );
  });
  expect([requests, total(), rowsWritten]).toEqual(stated("1,000 meetings start"));
  // An object takes about 1,000 calls a second; the busiest of sixteen gets little more than its share.
  expect(Math.max(...calls.values())).toBeLessThan((1.5 * total()) / SHARDS);

  worker.upstream.clock.ms += 3_600_000;
  requests = 0;
  forget();
  await inParallel(codes, async (code) => {
    const ended = (grants.get(code) ?? []).map((grant) => ({ grant, used_seconds: 3600 }));
    await count("/v1/sessions", code, { ended });
    worker.upstream.next(saying(200, completion({ finish_reason: "stop" })));
    await count("/v1/chat", code, { messages: [{ role: "user", content: WORDS }] });
  });
  await worker.upstream.settled();
  expect([requests, total(), rowsWritten]).toEqual(stated("1,000 meetings end"));
});

test("what a thousand requests of a stranger cost", { timeout: TIMEOUT_MS }, async () => {
  await people();
  const send = (codes: readonly (string | null)[]) =>
    inParallel(codes, async (code) => {
      expect((await ask("/v1/token", code)).status).toBe(401);
    });
  const costs = () => [PEOPLE, total(), rowsWritten];

  await send(Array.from({ length: PEOPLE }, () => null));
  expect(costs()).toEqual(stated("1,000 requests without a code"));
  await send(Array.from({ length: PEOPLE }, (_, n) => `guess-number-${n}`));
  expect(costs()).toEqual(stated("1,000 requests with what can't be a code"));
  await send(Array.from({ length: PEOPLE }, (_, n) => n.toString(16).padStart(32, "f")));
  expect(costs()).toEqual(stated("1,000 requests with a wrong code"));
});

/** Grants of concurrent requests in one call of a usage store: what they share, and what they must not. */

import { runInDurableObject } from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import * as v from "valibot";
import { beforeEach, describe, expect, test } from "vitest";
import { TokenGrant, Usage } from "../../core/protocol/worker-api.ts";
import { digestOfCode } from "../../worker/access/caller.ts";
import { createLane } from "../../worker/budget/grant-batches.ts";
import type { GrantRequest, KeyedGrant, UsageStore } from "../../worker/budget/usage-store.ts";
import { within } from "../../worker/platform.ts";
import { ENV, expectRefusal, openWorker } from "./worker-under-test.ts";

const worker = openWorker();

describe("a lane", () => {
  /** Replies with ten times each number once the test lets it. */
  function openLane() {
    const calls: { numbers: readonly number[]; reply: PromiseWithResolvers<void> }[] = [];
    const turns: number[] = [];
    const send = createLane<number, number>(async (numbers) => {
      const reply = Promise.withResolvers<void>();
      calls.push({ numbers: [...numbers], reply });
      await reply.promise;
      return numbers.map((number) => number * 10);
    });
    const platform = {
      later: () => {},
      within: <T>(milliseconds: number, promise: Promise<T>) => {
        turns.push(milliseconds);
        return within(milliseconds, promise);
      },
    };
    return { calls, turns, ask: (number: number) => send(number, platform) };
  }

  test("sends a request that comes alone at once", async () => {
    const { calls, ask } = openLane();
    const reply = ask(1);
    expect(calls.map(({ numbers }) => numbers)).toEqual([[1]]);
    calls[0]?.reply.resolve();
    expect(await reply).toBe(10);
  });

  test("sends what comes during a call in one, and each gets its own reply", async () => {
    const { calls, ask } = openLane();
    const replies = Promise.all([1, 2, 3, 4].map(ask));
    expect(calls.map(({ numbers }) => numbers)).toEqual([[1]]);
    calls[0]?.reply.resolve();
    await expect.poll(() => calls.length).toBe(2);
    expect(calls[1]?.numbers).toEqual([2, 3, 4]);
    calls[1]?.reply.resolve();
    expect(await replies).toEqual([10, 20, 30, 40]);
  });

  test("fails all requests of a failed call, and none of the next", async () => {
    const { calls, ask } = openLane();
    const first = ask(1);
    const others = Promise.allSettled([ask(2), ask(3)]);
    calls[0]?.reply.reject(new Error("lost"));
    await expect(first).rejects.toThrow("lost");
    await expect.poll(() => calls.length).toBe(2);
    calls[1]?.reply.resolve();
    expect((await others).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
  });

  test("does not wait for a call that hangs", async () => {
    const { calls, ask } = openLane();
    ask(1).catch(() => {});
    const second = ask(2);
    await expect.poll(() => calls.length).toBe(2);
    calls[1]?.reply.resolve();
    expect(await second).toBe(20);
  });

  test("puts at most a hundred requests into a call", async () => {
    const { calls, ask } = openLane();
    const replies = Promise.all(Array.from({ length: 150 }, (_, number) => ask(number)));
    calls[0]?.reply.resolve();
    await expect.poll(() => calls.length).toBe(3);
    expect(calls.map(({ numbers }) => numbers.length)).toEqual([1, 100, 49]);
    for (const { reply } of calls) reply.resolve();
    expect((await replies).at(-1)).toBe(1490);
  });
});

/** @returns codes that share one usage store */
async function codesOfOneStore(count: number): Promise<string[]> {
  const codes: string[] = [];
  for (let n = 0; codes.length < count; n++) {
    const code = `code-of-person-${n}`;
    if ((await digestOfCode(code)).startsWith("a")) codes.push(code);
  }
  return codes;
}

test("requests of one batch are granted and refused each by its own code and budget", async () => {
  const [spent = "", ended = "", ...others] = await codesOfOneStore(6);
  const env = {
    ...ENV,
    ACCESS_CODES: [spent, ...others].map((code, n) => `person ${n}:${code}`).join(","),
    DAILY_SESSION_MINUTES: "10",
  };
  const mint = (code: string) => worker.ask("/v1/token", { env, code });
  expect((await mint(spent)).status).toBe(200);

  const asked = [spent, ended, ...others, spent, ended];
  const answers = await Promise.all(asked.map(mint));
  expect(answers.map(({ status }) => status)).toEqual([429, 401, 200, 200, 200, 200, 429, 401]);
  for (const code of [spent, ...others]) {
    const { body } = await worker.ask("/v1/usage", { env, code });
    expect(v.parse(Usage, body).session_seconds.used).toBe(600);
  }
});

describe("a batch at the usage store", () => {
  let name = "";
  beforeEach(() => void (name = crypto.randomUUID()));
  /** A stub breaks with its object, so each call takes a new one. */
  const store = () => bindings.LEDGER.getByName(name);
  const now = Date.parse("2026-11-22T12:00:00Z");
  const purses = [{ kind: "session_seconds", perUnit: 1, limit: 86_400, refundLimit: 0 }] as const;

  const entryOf = (person: string, rest: Partial<GrantRequest> = {}): KeyedGrant => ({
    key: { digest: `digest of ${person}`, secretName: person },
    request: { want: 600, least: 60, purses, now, ended: [], id: `session of ${person}`, ...rest },
  });

  const used = async () =>
    Object.fromEntries(
      (await store().usageOfAll(now)).map(({ name, session_seconds }) => [name, session_seconds]),
    );

  test("keeps nothing of a request that fails, and everything of the others", async () => {
    // The last step of a grant, after the debit.
    await runInDurableObject(store(), (_, { storage }) =>
      storage.sql.exec(
        "CREATE TRIGGER failing BEFORE INSERT ON grants WHEN new.id LIKE '%carla' BEGIN SELECT raise(ABORT, 'full'); END",
      ),
    );
    const replies = await store().grantSessions(
      ["anna", "carla", "ben"].map((name) => entryOf(name)),
    );
    expect(replies.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(await used()).toEqual({ anna: 600, ben: 600 });
    expect(JSON.parse(worker.log[0] ?? "")).toMatchObject({ reason: "unexpected" });
  });

  test("settles and debits in the order in which the requests came", async () => {
    const ended = [{ grant: "session of anna", usedSeconds: 0 }];
    const tight = [{ kind: "session_seconds", perUnit: 1, limit: 600, refundLimit: 600 }] as const;
    const replies = await store().grantSessions([
      entryOf("anna", { purses: tight }),
      entryOf("anna", { purses: tight, id: "refused" }),
      entryOf("anna", { purses: tight, id: "after the report", ended }),
    ]);
    expect(replies.map((reply) => reply.ok && reply.admission?.value.ok)).toEqual([
      true,
      false,
      true,
    ]);
    expect(await used()).toEqual({ anna: 600 });
  });

  test("is on disk when its replies have come, even if the object crashes then", async () => {
    await store().grantSessions([entryOf("anna"), entryOf("ben")]);
    await crash(store());
    expect(await used()).toEqual({ anna: 600, ben: 600 });
  });
});

/** Ends the object as a fault of its machine does. */
const crash = (store: DurableObjectStub<UsageStore>): Promise<void> =>
  runInDurableObject(store, (_, state) => state.abort("crash")).catch(() => {});

test("a crash between the debits and their replies hands out no token", async () => {
  const [one = "", other = ""] = await codesOfOneStore(2);
  let crashes = true;
  const LEDGER = {
    getByName(name: string) {
      const store = ENV.LEDGER.getByName(name);
      return new Proxy(store, {
        get(target, member) {
          if (member !== "grantSessions" || !crashes) return Reflect.get(target, member) as unknown;
          return (entries: KeyedGrant[]) =>
            runInDurableObject(target, (instance: UsageStore, state) => {
              instance.grantSessions(entries);
              state.abort("crash");
            });
        },
      });
    },
  };
  const env = { ...ENV, LEDGER, ACCESS_CODES: `one:${one},other:${other}` };
  const mint = (code: string) => worker.ask("/v1/token", { env, code });
  const answers = await Promise.all([one, other, one, other].map(mint));
  for (const answer of answers) expectRefusal(answer, 503, "internal", "hands nothing out");
  expect(worker.upstream.seen).toEqual([]);

  crashes = false;
  const granted = v.parse(TokenGrant, (await mint(one)).body);
  const { body } = await worker.ask("/v1/usage", { env, code: one });
  expect(v.parse(Usage, body).session_seconds.used).toBeGreaterThanOrEqual(
    granted.max_session_duration_seconds,
  );
});

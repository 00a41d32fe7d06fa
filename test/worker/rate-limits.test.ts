import { describe, expect, test } from "vitest";
import { addressOf } from "../../worker/access/gate.ts";
import {
  ANNA,
  BEN,
  ENV,
  expectRefusal,
  limiterOf,
  openWorker,
  reasonsIn,
} from "./worker-under-test.ts";

const worker = openWorker();

const from = (address: string) => ({ headers: { "CF-Connecting-IP": address } });

describe("wrong codes", () => {
  const envOf = (limit: number) => ({ ...ENV, ATTEMPT_LIMIT: limiterOf(limit) });

  test("are counted by address, and too many of them refuse further wrong ones alone", async () => {
    const env = envOf(2);
    const here = from("192.0.2.1");
    const guess = (code: string) => worker.ask("/v1/token", { env, code, ...here });
    for (const code of ["wrong-1", "wrong-2"]) {
      expectRefusal(await guess(code), 401, "unauthorized");
    }
    const answer = await guess("wrong-3");
    expectRefusal(answer, 429, "too_many_attempts", "wrong access codes");
    expect(answer.headers.get("Retry-After")).toBe("60");
    for (const code of [ANNA, BEN]) expect((await guess(code)).status).toBe(200);
    expectRefusal(await guess("wrong-4"), 429, "too_many_attempts");
    const elsewhere = { env, code: "wrong-5", ...from("192.0.2.2") };
    expectRefusal(await worker.ask("/v1/token", elsewhere), 401, "unauthorized");
    expect(worker.upstream.seen).toHaveLength(2);
  });

  test("do not include missing or right codes", async () => {
    const env = envOf(0);
    const here = from("192.0.2.3");
    expectRefusal(await worker.ask("/v1/token", { env, code: null, ...here }), 401, "unauthorized");
    expect((await worker.ask("/v1/token", { env, ...here })).status).toBe(200);
  });

  test("are counted on the usage page too", async () => {
    const env = envOf(0);
    const headers = {
      Authorization: `Basic ${btoa("me:wrong-code-12")}`,
      "CF-Connecting-IP": "192.0.2.4",
    };
    const answer = await worker.ask("/usage", { env, code: null, headers });
    expectRefusal(answer, 429, "too_many_attempts");
    expect(reasonsIn(worker.log)).toEqual(["attempts-spent"]);
  });
});

test("requests are counted by code, across addresses and routes", async () => {
  const env = { ...ENV, CODE_LIMIT: limiterOf(3) };
  for (const path of ["/v1/token", "/v1/config", "/v1/usage"]) {
    expect((await worker.ask(path, { env, ...from(path) })).status).toBe(200);
  }
  const answer = await worker.ask("/v1/token", { env });
  expectRefusal(answer, 429, "rate_limited", "with this access code");
  expect(answer.headers.get("Retry-After")).toBe("60");
  // The first answer to /v1/config also asks for the list of models.
  const minted = worker.upstream.seen.filter(({ url }) => url.pathname === "/v3/token");
  expect(minted).toHaveLength(1);
  expect((await worker.ask("/v1/token", { env, code: BEN })).status).toBe(200);
});

test("nothing is counted if rate limits are off", async () => {
  const env = { ...ENV, RATE_LIMITS: "off", CODE_LIMIT: limiterOf(0), ATTEMPT_LIMIT: limiterOf(0) };
  expect((await worker.ask("/v1/token", { env })).status).toBe(200);
  expectRefusal(await worker.ask("/v1/token", { env, code: "wrong" }), 401, "unauthorized");
});

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::6", "2001:db8:1:2::/64"],
  ["2001:db8::6", "2001:db8:0:0::/64"],
  ["2001:db8::4:5:6:7:8", "2001:db8:0:4::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["1::", "1:0:0:0::/64"],
  ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
  ["", ""],
])("%s is counted as %s", (address, counted) => {
  expect(addressOf(new Headers({ "CF-Connecting-IP": address }))).toBe(counted);
});

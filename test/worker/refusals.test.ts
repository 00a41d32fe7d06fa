/** Every refusal before the handler of a route runs, on every route. */

import { describe, expect, test } from "vitest";
import {
  ANNA,
  ENV,
  expectRefusal,
  limiterOf,
  openWorker,
  reasonsIn,
  type RequestOptions,
} from "./worker-under-test.ts";

const worker = openWorker();

const WRONG = "code-of-no-one-00";

describe.each([
  ["GET", "/health?deep=1", "Bearer"],
  ["GET", "/v1/config", "Bearer"],
  ["GET", "/v1/usage", "Bearer"],
  ["POST", "/v1/token", "Bearer"],
  ["POST", "/v1/chat", "Bearer"],
  ["GET", "/usage", "Basic"],
])("%s %s", (method, path, scheme) => {
  const as = (code: string) =>
    scheme === "Bearer"
      ? { code }
      : { code: null, headers: { Authorization: `Basic ${btoa(`me:${code}`)}` } };
  const from = (address: string, { headers, ...rest }: RequestOptions) => ({
    ...rest,
    headers: { ...headers, "CF-Connecting-IP": address },
  });

  test.each([
    ["origin-foreign", 403, "origin_refused", { ...as(ANNA), origin: "https://x.example" }],
    ["method-wrong", 405, "method_not_allowed", { ...as(ANNA), method: "PUT" }],
    ["setup-incomplete", 503, "not_configured", { ...as(ANNA), env: {} }],
    [
      "setup-incomplete",
      503,
      "not_configured",
      { ...as(ANNA), env: { ...ENV, ALLOWED_ORIGINS: "*" } },
    ],
    ["code-missing", 401, "unauthorized", { code: null }],
    ["code-unknown", 401, "unauthorized", as(WRONG)],
    [
      "attempts-spent",
      429,
      "too_many_attempts",
      from(`2001:db8::${path}`, { ...as(WRONG), env: { ...ENV, ATTEMPT_LIMIT: limiterOf(0) } }),
    ],
    [
      "requests-spent",
      429,
      "rate_limited",
      { ...as(ANNA), env: { ...ENV, CODE_LIMIT: limiterOf(0) } },
    ],
  ] as const)("is refused with %s", async (reason, status, code, options) => {
    const answer = await worker.ask(path, { method, ...options });
    expectRefusal(answer, status, code);
    expect(reasonsIn(worker.log)).toEqual([reason]);
    expect(answer.headers.has("Retry-After")).toBe(status === 429);
    expect(answer.headers.has("WWW-Authenticate")).toBe(status === 401);
    expect(worker.upstream.seen).toEqual([]);
  });
});

test("an unknown path is not logged, because it may hold anything", async () => {
  expectRefusal(await worker.ask(`/${ANNA}?code=${ANNA}`), 404, "not_found");
  expect(worker.log.map((line) => JSON.parse(line) as unknown)).toEqual([
    { route: "elsewhere", status: 404, reason: "path-unknown" },
  ]);
});

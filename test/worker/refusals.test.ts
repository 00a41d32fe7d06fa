/** Every way to be refused before a route begins its own work, on every route. */

import { describe, expect, test } from "vitest";
import { ANNA, ENV, expectRefusal, limiterOf, openDesk, reasonsIn, type Asking } from "./desk.ts";

const desk = openDesk();

const WRONG = "code-of-nobody-00";

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
  const from = (address: string, { headers, ...rest }: Asking) => ({
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
  ] as const)("%s", async (reason, status, code, asking) => {
    const answer = await desk.ask(path, { method, ...asking });
    expectRefusal(answer, status, code);
    expect(reasonsIn(desk.log)).toEqual([reason]);
    expect(answer.headers.has("Retry-After")).toBe(status === 429);
    expect(answer.headers.has("WWW-Authenticate")).toBe(status === 401);
    expect(desk.upstream.seen).toEqual([]);
  });
});

test("an unknown path, in which anything may stand, is not logged", async () => {
  expectRefusal(await desk.ask(`/${ANNA}?code=${ANNA}`), 404, "not_found");
  expect(desk.log.map((line) => JSON.parse(line) as unknown)).toEqual([
    { route: "elsewhere", status: 404, reason: "path-unknown" },
  ]);
});

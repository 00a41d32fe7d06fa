import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { Usage } from "../../core/protocol/worker-api.ts";
import { DAY } from "./fake-assemblyai.ts";
import { ANNA, BEN, ENV, expectRefusal, openWorker } from "./worker-under-test.ts";

const worker = openWorker();

const ADMIN = "code-of-admin-55aa";
const env = {
  ...ENV,
  ACCESS_CODES: `admin:${ADMIN},anna:${ANNA},ben:${BEN}`,
  DAILY_SESSION_MINUTES: "120",
  DAILY_MODEL_TOKENS: "20000",
};
const ask = (path: string, code: string) => worker.ask(path, { env, code });

const nothing = {
  session_seconds: { limit: 7200, used: 0, left: 7200 },
  model_tokens: { limit: 20_000, used: 0, left: 20_000 },
  dollars: { limit: 10, used: 0, left: 10 },
};
const oneSession = { ...nothing, session_seconds: { limit: 7200, used: 1800, left: 5400 } };

test("a code sees its own usage", async () => {
  await ask("/v1/token", ANNA);
  const { status, body } = await ask("/v1/usage", ANNA);
  expect(status).toBe(200);
  expect(v.parse(v.strictObject(Usage.entries), body)).toEqual({
    name: "anna",
    ...oneSession,
    day: DAY,
    resets_in_seconds: 43_200,
  });
  expect((await ask("/v1/usage", BEN)).body).toMatchObject({ name: "ben", ...nothing });
});

test("an admin sees the usage of all codes, removed ones too", async () => {
  await ask("/v1/token", ANNA);
  const withoutAnna = { ...env, ACCESS_CODES: `admin:${ADMIN},ben:${BEN}` };
  const { body } = await worker.ask("/v1/usage", { env: withoutAnna, code: ADMIN });
  expect(v.parse(Usage, body)).toMatchObject({
    name: "admin",
    ...nothing,
    codes: [
      { name: "admin", ...nothing },
      { name: "anna", ...oneSession },
      { name: "ben", ...nothing },
    ],
  });
});

test("ADMIN_NAMES sets the admins", async () => {
  const others = { ...env, ADMIN_NAMES: "ben, carla" };
  expect((await worker.ask("/v1/usage", { env: others, code: BEN })).body).toHaveProperty("codes");
  const former = await worker.ask("/v1/usage", { env: others, code: ADMIN });
  expect(former.body).not.toHaveProperty("codes");
});

test("a budget lowered below its usage has nothing left", async () => {
  await ask("/v1/token", ANNA);
  const lowered = { ...env, DAILY_SESSION_MINUTES: "10" };
  expect((await worker.ask("/v1/usage", { env: lowered, code: ANNA })).body).toMatchObject({
    session_seconds: { limit: 600, used: 1800, left: 0 },
  });
});

describe("the usage page", () => {
  const basic = (text: string) => `Basic ${btoa(text)}`;
  const open = (authorization: string | null, variables: object = env) =>
    worker.ask("/usage", {
      env: { ...variables },
      code: null,
      ...(authorization !== null && { headers: { Authorization: authorization } }),
    });

  test("makes the browser prompt for the code", async () => {
    const answer = await open(null);
    expectRefusal(answer, 401, "unauthorized");
    expect(answer.headers.get("WWW-Authenticate")).toBe('Basic realm="Earshot", charset="UTF-8"');
  });

  test.each([
    ["as the password of any user name", `lead:${ADMIN}`],
    ["as the password of an empty user name", `:${ADMIN}`],
  ])("accepts the code %s", async (_, text) => {
    await ask("/v1/token", ANNA);
    const { status, headers, body } = await open(basic(text));
    expect(status).toBe(200);
    expect(headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    expect(body).toContain("anna<td>0 h 30 min of 2 h 0 min<td>0 of 20,000<td>$0.00 of $10.00");
    expect(body).toContain("in 12 h 0 min");
  });

  test("shows dollars where a price is known", async () => {
    const priced = { ...env, PRICES: { speech_per_hour: { "u3-rt-pro": 0.45 } } };
    await worker.ask("/v1/token", { env: priced, code: ANNA });
    expect((await open(basic(`:${ANNA}`), priced)).body).toContain("<td>$0.22 of $10.00");
  });

  test("shows a user their own usage only", async () => {
    const { body } = await open(basic(`:${BEN}`));
    expect(body).toContain("ben<td>");
    expect(body).not.toContain("anna");
  });

  test("escapes names", async () => {
    const name = `<script>alert("1")</script> & 'co'`;
    const { body } = await open(basic(`:${ANNA}`), { ...env, ACCESS_CODES: `${name}:${ANNA}` });
    expect(body).toContain(
      "&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;co&#39;",
    );
    expect(body).not.toContain("<script");
  });

  test.each([
    `Bearer ${ADMIN}`,
    basic(ADMIN),
    basic("a:"),
    "Basic",
    "Basic %%%",
    "Basic ab=",
    "Basic a_b=",
    "Basic ____",
    "Basic ====",
    "Basic A",
    "Basic AAAAA",
  ])("finds no code in %s", async (authorization) => {
    expectRefusal(await open(authorization), 401, "unauthorized", "No access code");
  });

  test("refuses a wrong code", async () => {
    expectRefusal(await open(basic("admin:wrong")), 401, "unauthorized", "not valid");
  });
});

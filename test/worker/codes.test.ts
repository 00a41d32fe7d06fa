import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { parseInvitation } from "../../core/protocol/invitation.ts";
import { AccessCodeList, NewCode, Usage } from "../../core/protocol/worker-api.ts";
import { ANNA, BEN, ENV, EXTENSION, expectRefusal, openWorker } from "./worker-under-test.ts";

const worker = openWorker();

const ADMIN = "code-of-admin-55aa";
const env = { ...ENV, ACCESS_CODES: `admin:${ADMIN},anna:${ANNA},ben:${BEN}` };

interface Options {
  readonly code?: string;
  readonly env?: Record<string, unknown>;
}

const post = (path: string, body: object, { code = ADMIN, env: bindings = env }: Options = {}) =>
  worker.ask(path, { env: bindings, code, method: "POST", body: JSON.stringify(body) });
const add = (name: string, replace?: boolean, options?: Options) =>
  post("/v1/codes", { name, ...(replace !== undefined && { replace }) }, options);
const end = (name: string, options?: Options) => post("/v1/codes/end", { name }, options);

async function added(name: string, replace?: boolean, options?: Options): Promise<NewCode> {
  const { status, body } = await add(name, replace, options);
  expect(status).toBe(200);
  return v.parse(v.strictObject(NewCode.entries), body);
}

/** @returns the name under which a code is valid, or the status of its refusal */
async function nameFor(code: string, bindings: Record<string, unknown> = env) {
  const { status, body } = await worker.ask("/v1/config", { env: bindings, code });
  return status === 200 ? (body as { name: string }).name : status;
}

async function names(options: Options = {}): Promise<string[]> {
  const { body } = await worker.ask("/v1/codes", { env, code: ADMIN, ...options });
  return v.parse(AccessCodeList, body).codes.map(({ name }) => name);
}

test("an added code is valid at once, and its invitation holds address and code", async () => {
  const { name, code, invitation, replaced } = await added("Carla M.");
  expect([name, replaced]).toEqual(["Carla M.", false]);
  expect(code).toMatch(/^[\da-f]{32}$/);
  expect(parseInvitation(invitation)).toEqual({
    workerUrl: "https://earshot.example",
    accessCode: code,
  });
  expect(await nameFor(code)).toBe("Carla M.");
  expect((await worker.ask("/v1/token", { env, code })).status).toBe(200);
  expect(worker.log.join()).not.toContain(code);
});

test("each code is another one", async () => {
  const codes = await Promise.all(["a", "b", "c"].map((name) => added(name)));
  expect(new Set(codes.map(({ code }) => code)).size).toBe(3);
  for (const { name, code } of codes) expect(await nameFor(code)).toBe(name);
});

test("an ended code is refused at once", async () => {
  const { code } = await added("Carla");
  const { status, body } = await end("carla");
  expect([status, body]).toEqual([200, { name: "Carla" }]);
  expect(await nameFor(code)).toBe(401);
  expect(await names()).toEqual(["admin", "anna", "ben"]);
  expectRefusal(await end("Carla"), 404, "name_unknown", "no access code");
});

test("a code of ACCESS_CODES can be ended and replaced", async () => {
  expect((await end("anna")).status).toBe(200);
  expect(await nameFor(ANNA)).toBe(401);
  expect(await nameFor(BEN)).toBe("ben");
  const { code, replaced } = await added("ben", true);
  expect(replaced).toBe(true);
  expect(await nameFor(BEN)).toBe(401);
  expect(await nameFor(code)).toBe("ben");
  expect(await names()).toEqual(["admin", "ben"]);
  const { code: again } = await added("anna");
  expect(await nameFor(again)).toBe("anna");
  expect(await nameFor(ANNA)).toBe(401);
});

test("a name that has a code gets another one only if that is asked for", async () => {
  const { code } = await added("Carla");
  for (const name of ["Carla", "carla", " CARLA ", "Ｃarla", "anna", "Anna"])
    expectRefusal(await add(name), 409, "name_taken", "already");
  expect(await nameFor(code)).toBe("Carla");
  const { code: newer, replaced } = await added("carla", true);
  expect(replaced).toBe(true);
  expect(await nameFor(code)).toBe(401);
  expect(await nameFor(newer)).toBe("carla");
  expect(await names()).toEqual(["admin", "anna", "ben", "carla"]);
});

test("of two requests for one name at the same time at most one gets a code", async () => {
  const replies = await Promise.all([add("Carla"), add("carla"), add("CARLA")]);
  const granted = replies.filter(({ status }) => status === 200);
  expect(granted.length).toBeLessThanOrEqual(1);
  for (const reply of replies) if (reply.status !== 200) expectRefusal(reply, 409, "name_taken");
  expect((await names()).filter((name) => name.toLowerCase() === "carla")).toHaveLength(
    granted.length,
  );
});

test("the list has names, dates and admins, and neither codes nor digests", async () => {
  const { code } = await added("Carla");
  const { body } = await worker.ask("/v1/codes", { env, code: ADMIN });
  expect(v.parse(v.strictObject(AccessCodeList.entries), body).codes).toEqual([
    { name: "admin", is_admin: true },
    { name: "anna", is_admin: false },
    { name: "ben", is_admin: false },
    {
      name: "Carla",
      created_at: new Date(worker.upstream.clock.ms).toISOString(),
      is_admin: false,
    },
  ]);
  expect(JSON.stringify(body)).not.toMatch(new RegExp(`${code}|[\\da-f]{64}`));
});

test("the usage names added codes, and ended ones that have spent something", async () => {
  const carla = await added("Carla");
  const dora = await added("Dora");
  await worker.ask("/v1/token", { env, code: carla.code });
  for (const name of ["Carla", "Dora"]) expect((await end(name)).status).toBe(200);
  await added("Emil");
  const { body } = await worker.ask("/v1/usage", { env, code: ADMIN });
  expect(v.parse(Usage, body).codes?.map(({ name }) => name)).toEqual([
    "admin",
    "anna",
    "ben",
    "Carla",
    "Emil",
  ]);
  expect(await nameFor(dora.code)).toBe(401);
});

test("two hundred codes are listed and valid", async () => {
  const all = Array.from({ length: 200 }, (_, n) => `Person ${String(n).padStart(3, "0")}`);
  const codes = await Promise.all(all.map((name) => added(name)));
  expect(await names()).toEqual(["admin", "anna", "ben", ...all]);
  expect(await nameFor(codes[150]?.code ?? "")).toBe("Person 150");
});

describe("without an admin's code", () => {
  test.each([
    ["listed", (code: string) => worker.ask("/v1/codes", { env, code })],
    ["added", (code: string) => add("Carla", false, { code })],
    ["ended", (code: string) => end("ben", { code })],
  ])("codes are not %s", async (_, ask) => {
    expectRefusal(await ask(ANNA), 403, "admin_only", "ADMIN_NAMES");
    expectRefusal(await ask("wrong"), 401, "unauthorized");
    expect(await names()).toEqual(["admin", "anna", "ben"]);
  });
});

test("only the deployment ends or replaces the admins of its secrets", async () => {
  for (const name of ["admin", "Admin"]) {
    expectRefusal(await end(name), 409, "name_fixed", "--admin-code");
    expectRefusal(await add(name, true), 409, "name_fixed", "--admin-code");
  }
  expect(await nameFor(ADMIN)).toBe("admin");
});

test("a code whose name is in ADMIN_NAMES is an admin's, also if it was added", async () => {
  const admins = { ...env, ADMIN_NAMES: "admin,Carla" };
  const { code } = await added("Carla", false, { env: admins });
  expect(await names({ env: admins, code })).toContain("Carla");
  expect((await end("Carla", { env: admins })).status).toBe(200);
  expectRefusal(await worker.ask("/v1/codes", { env: admins, code }), 401, "unauthorized");
});

describe("a name", () => {
  test.each([
    ["  Zoë   Müller ", "Zoë Müller"],
    ["anna@acme.example", "anna@acme.example"],
    ["李 小龙", "李 小龙"],
    ["O’Brien-Smith 2", "O’Brien-Smith 2"],
    ["Zoe\u0308", "Zoë"],
    ["x".repeat(60), "x".repeat(60)],
  ])("may be %j", async (typed, name) => {
    expect((await added(typed)).name).toBe(name);
  });

  test.each([
    "",
    "   ",
    "x".repeat(61),
    "a,b",
    "a:b",
    "<b>",
    "a\u202Eb",
    "a\u200Bb",
    "\u001B[2J",
    ".hidden",
    "../etc",
    "a\u0000",
  ])("may not be %j", async (name) => {
    expectRefusal(await add(name), 400, "bad_request", "60 letters");
    expect(await names()).toEqual(["admin", "anna", "ben"]);
  });
});

test.each([
  ["no body", ""],
  ["no JSON", "{"],
  ["no name", "{}"],
  ["a name that is no text", '{"name":5}'],
  ["a choice that is no choice", '{"name":"Carla","replace":"yes"}'],
])("a request with %s is refused", async (_, body) => {
  const answer = await worker.ask("/v1/codes", { env, code: ADMIN, method: "POST", body });
  expectRefusal(answer, 400, "bad_request");
});

describe("ADMIN_CODE", () => {
  const NEW_ADMIN = "code-of-the-new-admin";

  test("stands for ACCESS_CODES", async () => {
    const alone = { ...ENV, ACCESS_CODES: "", ADMIN_CODE: NEW_ADMIN };
    expect(await nameFor(NEW_ADMIN, alone)).toBe("admin");
    const { code } = await added("Carla", false, { env: alone, code: NEW_ADMIN });
    expect(await nameFor(code, alone)).toBe("Carla");
  });

  test("replaces the admin's code in ACCESS_CODES and leaves the others", async () => {
    const renewed = { ...env, ADMIN_CODE: NEW_ADMIN };
    expect(await nameFor(NEW_ADMIN, renewed)).toBe("admin");
    expect(await nameFor(ADMIN, renewed)).toBe(401);
    expect(await nameFor(ANNA, renewed)).toBe("anna");
  });

  test("has the first name of ADMIN_NAMES", async () => {
    const named = { ...env, ADMIN_CODE: NEW_ADMIN, ADMIN_NAMES: "Carla, admin" };
    expect(await nameFor(NEW_ADMIN, named)).toBe("Carla");
  });

  test("grants nothing if it can be guessed", async () => {
    const answer = await worker.ask("/v1/config", { env: { ...env, ADMIN_CODE: "short" } });
    expectRefusal(answer, 503, "not_configured", "ADMIN_CODE has a code of less than");
  });
});

describe("on the usage page", () => {
  const OWN = { Origin: "https://earshot.example", "Sec-Fetch-Site": "same-origin" };
  const basic = (code: string) => ({ Authorization: `Basic ${btoa(`:${code}`)}` });
  const open = (code = ADMIN) => worker.ask("/usage", { env, code: null, headers: basic(code) });
  const send = (
    fields: Record<string, string>,
    headers: Record<string, string> = OWN,
    code = ADMIN,
  ) =>
    worker.ask("/usage", {
      env,
      code: null,
      method: "POST",
      headers: {
        ...basic(code),
        ...headers,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams(fields).toString(),
    });

  test("an admin adds a code and sees its invitation once", async () => {
    const { status, body, headers } = await send({ action: "add", name: "Carla" });
    expect(status).toBe(200);
    const { accessCode = "" } = parseInvitation(String(body)) ?? {};
    expect(await nameFor(accessCode)).toBe("Carla");
    expect(headers.get("Content-Security-Policy")).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[^']+';/,
    );
    const again = String((await open()).body);
    expect(again).toContain(">Carla<");
    expect(again).not.toContain(accessCode);
    expect(again).not.toContain("<script");
  });

  test("a taken name shows why, and a ticked box replaces its code", async () => {
    const refused = await send({ action: "add", name: "anna" });
    expect(refused.status).toBe(409);
    expect(refused.body).toContain("&#34;anna&#34; has an access code already.");
    expect(await nameFor(ANNA)).toBe("anna");
    const { body } = await send({ action: "add", name: "anna", replace: "on" });
    expect(body).toContain("The old code has ended.");
    expect(await nameFor(ANNA)).toBe(401);
  });

  test("an admin ends a code", async () => {
    const { status, body } = await send({ action: "end", name: "anna" });
    expect(status).toBe(200);
    expect(body).toContain("The access code of anna has ended.");
    expect(await nameFor(ANNA)).toBe(401);
  });

  test("an admin who replaces the own code still sees the invitation", async () => {
    const admins = { ...env, ADMIN_NAMES: "admin,Carla" };
    const { code } = await added("Carla", false, { env: admins });
    const { status, body } = await worker.ask("/usage", {
      env: admins,
      code: null,
      method: "POST",
      headers: { ...basic(code), ...OWN },
      body: new URLSearchParams({ action: "add", name: "Carla", replace: "on" }).toString(),
    });
    expect(status).toBe(200);
    expect(await nameFor(code, admins)).toBe(401);
    const { accessCode = "" } = parseInvitation(String(body)) ?? {};
    expect(await nameFor(accessCode, admins)).toBe("Carla");
  });

  test("others see and change no codes", async () => {
    expect((await open(ANNA)).body).not.toContain("<form");
    expectRefusal(await send({ action: "end", name: "ben" }, OWN, ANNA), 403, "admin_only");
    expect(await nameFor(BEN)).toBe("ben");
  });

  test.each<[string, Record<string, string>]>([
    ["another site", { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }],
    ["another site, by an old browser", { Origin: "https://evil.example" }],
    [
      "a site on the same domain",
      { Origin: "https://a.earshot.example", "Sec-Fetch-Site": "same-site" },
    ],
    ["the same host without TLS", { Origin: "http://earshot.example" }],
    ["a sandboxed frame", { Origin: "null", "Sec-Fetch-Site": "cross-site" }],
    ["no browser", {}],
    ["a browser that names no origin", { "Sec-Fetch-Site": "same-origin" }],
    ["a contradiction", { ...OWN, "Sec-Fetch-Site": "cross-site" }],
    ["the extension", { Origin: EXTENSION }],
  ])("a form from %s changes nothing", async (_, headers) => {
    expectRefusal(await send({ action: "end", name: "anna" }, headers), 403, "origin_refused");
    expect(await nameFor(ANNA)).toBe("anna");
  });

  test("the page's own origin is admitted to forms only", async () => {
    const answer = await worker.ask("/v1/codes", { env, code: ADMIN, origin: OWN.Origin });
    expectRefusal(answer, 403, "origin_refused");
  });

  test.each([{}, { action: "steal", name: "anna" }, { action: "add" }])(
    "form %# is refused",
    async (fields) => {
      expectRefusal(await send(fields), 400, "bad_request");
    },
  );

  test("names are escaped", async () => {
    const ACCESS_CODES = `admin:${ADMIN},"><script>alert(1)</script>:${ANNA}`;
    const { body } = await worker.ask("/usage", {
      env: { ...env, ACCESS_CODES },
      code: null,
      headers: basic(ADMIN),
    });
    expect(body).toContain("alert(1)");
    expect(body).not.toContain("<script");
  });
});

test("codes are unchanged while the usage store does not answer", async () => {
  const broken = { ...env, LEDGER: { getByName: () => ({}) } };
  expectRefusal(await add("Carla", false, { env: broken }), 503, "internal");
});

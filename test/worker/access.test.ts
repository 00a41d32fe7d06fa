import { afterEach, describe, expect, test, vi } from "vitest";
import { readCode } from "../../worker/access/caller.ts";
import { ANNA, BEN, ENV, expectRefusal, openWorker, reasonsIn } from "./worker-under-test.ts";

const worker = openWorker();

const CLOSED_PATHS = [
  "/v1/token",
  "/v1/chat",
  "/v1/config",
  "/v1/usage",
  "/health?deep=1",
  "/v1/codes",
];

describe.each(CLOSED_PATHS)("%s", (path) => {
  afterEach(() => expect(worker.upstream.seen).toEqual([]));

  test.each([
    ["no header", null],
    ["no code", ""],
    ["two codes", `${ANNA} ${BEN}`],
  ])("refuses a request with %s", async (_, code) => {
    const answer = await worker.ask(path, { code });
    expectRefusal(answer, 401, "unauthorized", "No access code");
    expect(answer.headers.get("WWW-Authenticate")).toMatch(/^Bearer /);
  });

  test("refuses the Basic scheme", async () => {
    const headers = { Authorization: `Basic ${btoa(`anna:${ANNA}`)}` };
    expectRefusal(await worker.ask(path, { code: null, headers }), 401, "unauthorized");
  });

  test.each(["wrong", ANNA.slice(0, -1), `${ANNA}x`, ANNA.toUpperCase(), "anna", `anna:${ANNA}`])(
    "refuses wrong code %#",
    async (code) => {
      expectRefusal(await worker.ask(path, { code }), 401, "unauthorized", "not valid");
      expect(reasonsIn(worker.log)).toEqual(["code-unknown"]);
    },
  );

  test.each([
    ["no API key", { ASSEMBLYAI_API_KEY: "" }, "ASSEMBLYAI_API_KEY is missing"],
    ["an API key of spaces", { ASSEMBLYAI_API_KEY: "  " }, "ASSEMBLYAI_API_KEY is missing"],
    ["no codes", { ACCESS_CODES: undefined }, "ACCESS_CODES is missing"],
    ["empty codes", { ACCESS_CODES: "" }, "ACCESS_CODES is missing"],
    ["a code without a name", { ACCESS_CODES: ANNA }, "Entry 1 of ACCESS_CODES"],
    ["a bad code beside a good one", { ACCESS_CODES: `a:${ANNA},b` }, "Entry 2 of ACCESS_CODES"],
    ["a short code", { ACCESS_CODES: "anna:12345678901" }, "less than 12 characters"],
    ["no usage store", { LEDGER: undefined }, "The binding LEDGER is missing"],
    ["no rate limit", { CODE_LIMIT: undefined }, "The binding CODE_LIMIT is missing"],
    ["a trailing comma", { ACCESS_CODES: `a:${ANNA},` }, "Entry 2 of ACCESS_CODES"],
    ["codes in an object", { ACCESS_CODES: { anna: ANNA } }, "ACCESS_CODES is missing"],
  ])("grants nothing with %s", async (_, variables, words) => {
    const env = { ...ENV, ...variables };
    for (const code of [ANNA, null, "", "undefined"]) {
      expectRefusal(await worker.ask(path, { env, code }), 503, "not_configured", words);
    }
  });
});

test("a code may hold colons, and the scheme may be in lower case", async () => {
  const headers = { Authorization: `bearer ${BEN}` };
  const { body } = await worker.ask("/v1/config", { code: null, headers });
  expect(body).toMatchObject({ name: "ben" });
});

test("one name may have two codes while one is being replaced", async () => {
  const env = { ...ENV, ACCESS_CODES: `anna:${ANNA},anna:${BEN}` };
  for (const code of [ANNA, BEN]) {
    expect((await worker.ask("/v1/config", { env, code })).body).toMatchObject({ name: "anna" });
  }
});

test("readCode compares all codes, whichever matches", async () => {
  const compare = vi.spyOn(crypto.subtle, "timingSafeEqual");
  const texts = ["first", "second", "third"];
  const codes = texts.map((text) => ({ name: text, code: { form: "plain", text } as const }));
  for (const text of texts) {
    compare.mockClear();
    const read = await readCode(`Bearer ${text}`, "Bearer", codes);
    expect(read).toMatchObject({ ok: true, value: { secretName: text } });
    expect(compare).toHaveBeenCalledTimes(3);
  }
});

test("a code may be configured as its digest, in upper or lower case", async () => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(ANNA));
  const hex = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  for (const digest of [hex, hex.toUpperCase()]) {
    const env = { ...ENV, ACCESS_CODES: `ben:${BEN},anna:sha256:${digest}` };
    expect((await worker.ask("/v1/config", { env })).body).toMatchObject({ name: "anna" });
    expectRefusal(await worker.ask("/v1/config", { env, code: digest }), 401, "unauthorized");
    const verbatim = await worker.ask("/v1/config", { env, code: `sha256:${digest}` });
    expectRefusal(verbatim, 401, "unauthorized");
  }
});

test("a thousand codes are digested once", async () => {
  const digest = vi.spyOn(crypto.subtle, "digest");
  const codes = Array.from({ length: 1000 }, (_, n) => `name-${n}:code-number-${n}`);
  const env = { ...ENV, ACCESS_CODES: codes.join() };
  for (const n of [0, 500, 999]) {
    const { body } = await worker.ask("/v1/config", { env, code: `code-number-${n}` });
    expect(body).toMatchObject({ name: `name-${n}` });
  }
  expect(digest).toHaveBeenCalledTimes(1000 + 3);
});

test("a removed code is refused at once", async () => {
  expect((await worker.ask("/v1/config")).status).toBe(200);
  const env = { ...ENV, ACCESS_CODES: `ben:${BEN}` };
  expectRefusal(await worker.ask("/v1/config", { env }), 401, "unauthorized");
});

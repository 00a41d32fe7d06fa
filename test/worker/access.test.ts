import { afterEach, describe, expect, test, vi } from "vitest";
import { recogniseCaller } from "../../worker/access.ts";
import { ANNA, BEN, ENV, expectRefusal, openDesk } from "./desk.ts";

const desk = openDesk();

const CLOSED_PATHS = ["/v1/token", "/v1/chat", "/v1/config"];

describe.each(CLOSED_PATHS)("%s", (path) => {
  afterEach(() => expect(desk.upstream.seen).toEqual([]));

  test.each([
    ["no header", null],
    ["no code", ""],
    ["two codes", `${ANNA} ${BEN}`],
  ])("wants a code, not %s", async (_, code) => {
    const answer = await desk.ask(path, { code });
    expectRefusal(answer, 401, "unauthorized", "No access code");
    expect(answer.headers.get("WWW-Authenticate")).toMatch(/^Bearer /);
  });

  test("wants the Bearer form", async () => {
    const headers = { Authorization: `Basic ${btoa(`anna:${ANNA}`)}` };
    expectRefusal(await desk.ask(path, { code: null, headers }), 401, "unauthorized");
  });

  test.each(["wrong", ANNA.slice(0, -1), `${ANNA}x`, ANNA.toUpperCase(), "anna", `anna:${ANNA}`])(
    "refuses the wrong code %#",
    async (code) => {
      expectRefusal(await desk.ask(path, { code }), 401, "unauthorized", "not valid");
      expect(desk.log).toEqual([]);
    },
  );

  test.each([
    ["no API key", { ASSEMBLYAI_API_KEY: "" }, "ASSEMBLYAI_API_KEY is missing"],
    ["an API key of spaces", { ASSEMBLYAI_API_KEY: "  " }, "ASSEMBLYAI_API_KEY is missing"],
    ["no codes", { ACCESS_CODES: undefined }, "ACCESS_CODES is missing"],
    ["empty codes", { ACCESS_CODES: "" }, "ACCESS_CODES is missing"],
    ["a code without a name", { ACCESS_CODES: ANNA }, "Entry 1 of ACCESS_CODES"],
    ["a bad code beside a good one", { ACCESS_CODES: `a:${ANNA},b` }, "Entry 2 of ACCESS_CODES"],
    ["a comma too many", { ACCESS_CODES: `a:${ANNA},` }, "Entry 2 of ACCESS_CODES"],
    ["codes that are no text", { ACCESS_CODES: { anna: ANNA } }, "ACCESS_CODES is missing"],
  ])("hands nothing out with %s", async (_, variables, words) => {
    const env = { ...ENV, ...variables };
    for (const code of [ANNA, null, "", "undefined"]) {
      expectRefusal(await desk.ask(path, { env, code }), 503, "not_configured", words);
    }
  });
});

test("a code may hold colons, and the scheme may be written small", async () => {
  const headers = { Authorization: `bearer ${BEN}` };
  const { body } = await desk.ask("/v1/config", { code: null, headers });
  expect(body).toMatchObject({ name: "ben" });
});

test("one name may have two codes while one is being replaced", async () => {
  const env = { ...ENV, ACCESS_CODES: `anna:${ANNA},anna:${BEN}` };
  for (const code of [ANNA, BEN]) {
    expect((await desk.ask("/v1/config", { env, code })).body).toMatchObject({ name: "anna" });
  }
});

test("every code is compared, wherever the right one stands", async () => {
  const compare = vi.spyOn(crypto.subtle, "timingSafeEqual");
  const codes = ["first", "second", "third"].map((code) => ({ name: `name of ${code}`, code }));
  for (const { code, name } of codes) {
    compare.mockClear();
    expect(await recogniseCaller(`Bearer ${code}`, codes)).toEqual({ ok: true, value: name });
    expect(compare).toHaveBeenCalledTimes(3);
  }
});

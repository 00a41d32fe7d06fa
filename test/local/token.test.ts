import { expect, it } from "vitest";
import { manualClock } from "../../local/clock.ts";
import { API_KEY, connect, mint, startService } from "./speech-client.ts";

const SEE_ERROR = "See Error message for details";

it("a token is as long as the real ones", async () => {
  const service = await startService();
  const { status, body } = await mint(service, "expires_in_seconds=60");
  expect(status).toBe(200);
  expect(body).toEqual({ token: expect.any(String), expires_in_seconds: 60 });
  expect(body.token.length).toBeGreaterThan(2500);
  expect(body.token.length).toBeLessThan(2700);
});

it.each([
  ["", "missing", "expires_in_seconds"],
  ["expires_in_seconds=0", "greater_than_equal", "expires_in_seconds"],
  ["expires_in_seconds=601", "less_than_equal", "expires_in_seconds"],
  ["expires_in_seconds=soon", "int_parsing", "expires_in_seconds"],
  [
    "expires_in_seconds=60&max_session_duration_seconds=59",
    "greater_than_equal",
    "max_session_duration_seconds",
  ],
  [
    "expires_in_seconds=60&max_session_duration_seconds=10801",
    "less_than_equal",
    "max_session_duration_seconds",
  ],
])("the query %j is refused with 422 for %s", async (query, type, parameter) => {
  const { status, body } = await mint(await startService(), query);
  expect(status).toBe(422);
  expect(body.detail[0]).toMatchObject({ type, loc: ["query", parameter] });
});

it("a refusal has the limit and the input", async () => {
  const { body } = await mint(await startService(), "expires_in_seconds=0");
  expect(body.detail).toEqual([
    {
      type: "greater_than_equal",
      loc: ["query", "expires_in_seconds"],
      msg: "Input should be greater than or equal to 1",
      input: "0",
      ctx: { ge: 1 },
    },
  ]);
});

it("a refusal has the specified form by switch", async () => {
  const service = await startService({ token: { errorForm: "error" } });
  const { status, body } = await mint(service, "expires_in_seconds=0");
  expect(status).toBe(400);
  expect(body).toMatchObject({ error: expect.any(String), code: "greater_than_equal" });
});

it.each([
  ["the raw key", { authorization: API_KEY }, 200],
  ["the key as Bearer", { authorization: `Bearer ${API_KEY}` }, 200],
  ["no key", {}, 422],
  ["a wrong key", { authorization: "another" }, 401],
])("a request with %s gets its status", async (_, headers, status) => {
  const service = await startService();
  const response = await fetch(`${service.url}/v3/token?expires_in_seconds=60`, { headers });
  expect(response.status).toBe(status);
});

it("the endpoint takes GET only", async () => {
  const service = await startService();
  const response = await fetch(`${service.url}/v3/token?expires_in_seconds=60`, { method: "POST" });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET");
});

it("a token is redeemed in the address and in the header", async () => {
  const service = await startService();
  const inAddress = connect(service, { token: (await mint(service)).token }, {});
  await inAddress.message("Begin");
  const inHeader = connect(service, {}, { authorization: (await mint(service)).token });
  await inHeader.message("Begin");
  expect(service.sessions.map((session) => session.credential)).toEqual(["token", "header"]);
});

it("a token is redeemed once", async () => {
  const service = await startService();
  const { token } = await mint(service);
  await connect(service, { token }, {}).message("Begin");
  const second = connect(service, { token }, {});
  expect(await second.message("Error")).toEqual({
    type: "Error",
    error_code: 1008,
    error: "Unauthorized Connection: Invalid API key",
  });
  expect(await second.closed).toEqual({ code: 1008, reason: SEE_ERROR });
});

it("a token is redeemed several times by switch", async () => {
  const service = await startService({ token: { singleUse: false } });
  const { token } = await mint(service);
  await connect(service, { token }, {}).message("Begin");
  await connect(service, { token }, {}).message("Begin");
});

it("a token is refused after its window, but its open session goes on", async () => {
  const clock = manualClock();
  const service = await startService({ token: { singleUse: false } }, { clock });
  const { token } = await mint(service, "expires_in_seconds=10");
  const early = connect(service, { token }, {});
  await early.message("Begin");
  clock.advance(10_001);
  const late = connect(service, { token }, {});
  expect((await late.message("Error")).error).toBe(
    "Unauthorized Connection: Signature has expired",
  );
  expect((await late.closed).code).toBe(1008);
  expect(service.sessions[0]?.closeCode).toBeNull();
});

it("a session lasts no longer than its token allows", async () => {
  const clock = manualClock();
  const service = await startService({}, { clock });
  const { token } = await mint(service, "expires_in_seconds=60&max_session_duration_seconds=90");
  const client = connect(service, { token }, {});
  expect((await client.message("Begin")).expires_at).toBe(clock.now() / 1000 + 90);
  clock.advance(90_000);
  expect(await client.message("Error")).toEqual({
    type: "Error",
    error_code: 3008,
    error: "Session Expired: Maximum session duration exceeded",
  });
  expect(await client.closed).toEqual({ code: 3008, reason: SEE_ERROR });
});

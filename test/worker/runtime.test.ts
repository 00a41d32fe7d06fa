/** The Worker as the runtime starts it, with workerd's `fetch` and bindings; `vitest.config.ts` replaces the network. */

import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { beforeEach, expect, test, vi } from "vitest";
import worker from "../../worker/index.ts";
import { cloudflarePlatform } from "../../worker/platform.ts";
import { ANNA, ENV, reasonsIn } from "./worker-under-test.ts";

declare global {
  namespace Cloudflare {
    interface GlobalProps {
      mainModule: { default: typeof worker };
    }
  }
}

let log: string[] = [];
beforeEach(() => {
  log = [];
  for (const level of ["info", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((line: string) => void log.push(line));
});

const CODE = "code-of-the-runtime";

const request = (path: string, code: string, init: RequestInit = {}) =>
  new Request<unknown, IncomingRequestCfProperties>(`https://earshot.example${path}`, {
    headers: { Authorization: `Bearer ${code}` },
    ...init,
  } as RequestInit<IncomingRequestCfProperties>);

const mint = (code: string, address = "198.51.100.1") =>
  request("/v1/token", code, {
    method: "POST",
    headers: { Authorization: `Bearer ${code}`, "CF-Connecting-IP": address },
  });

test("a token is granted and debited through the real runtime", async () => {
  const response = await exports.default.fetch(mint(CODE));
  expect(await response.json()).toEqual({
    token: "minted-by-the-network",
    expires_in_seconds: 60,
    max_session_duration_seconds: 1800,
    websocket_url: "wss://streaming.assemblyai.com/v3/ws",
    grant: expect.any(String),
  });
  const usage = await exports.default.fetch(request("/v1/usage", CODE));
  expect(await usage.json()).toMatchObject({ session_seconds: { limit: 86_400, used: 1800 } });
});

test("HEAD and OPTIONS have no body", async () => {
  for (const method of ["HEAD", "OPTIONS"]) {
    const response = await exports.default.fetch("https://earshot.example/health", { method });
    expect(await response.text()).toBe("");
  }
});

test("the key does not follow a redirect to another host", async () => {
  const env = { ...ENV, ASSEMBLYAI_STREAMING_URL: "https://moved.example" };
  const context = createExecutionContext();
  const response = await worker.fetch(mint(ANNA), env, context);
  await waitOnExecutionContext(context);
  expect(reasonsIn(log)).toEqual(["upstream-unreadable"]);
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({ error: { code: "upstream_failed" } });
});

test("a deadline rejects with the TimeoutError that `exchange.ts` expects", async () => {
  const { fetch, deadline } = cloudflarePlatform(createExecutionContext());
  const late = fetch("https://slow.example", { signal: deadline(20) });
  await expect(late).rejects.toMatchObject({ name: "TimeoutError" });
});

test("the rate limits of wrangler.jsonc are bound and count wrong codes by address", async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 22; n++) {
    const response = await exports.default.fetch(mint(`wrong-code-${n}`, "203.0.113.7"));
    statuses.push(response.status);
  }
  expect(statuses).toEqual([...Array<number>(20).fill(401), 429, 429]);
  expect((await exports.default.fetch(mint(CODE, "203.0.113.7"))).status).toBe(200);
});

test("a stream arrives in pieces, and its reported usage is debited", async () => {
  const body = JSON.stringify({ stream: true, messages: [{ role: "user", content: "Hello?" }] });
  const response = await exports.default.fetch(request("/v1/chat", CODE, { method: "POST", body }));
  expect(response.headers.get("Content-Type")).toMatch(/^text\/event-stream/);
  expect(await response.text()).toMatch(/^data: .*\n\ndata: .*\n\ndata: \[DONE\]\n\n$/);
  await expect
    .poll(async () => (await exports.default.fetch(request("/v1/usage", CODE))).json())
    .toMatchObject({ model_tokens: { used: 22 } });
});

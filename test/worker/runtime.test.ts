/** The Worker as the runtime starts it, with workerd's own `fetch`; `vitest.config.ts` plays the network. */

import { exports } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import worker from "../../worker/index.ts";
import { internet } from "../../worker/outside.ts";
import { ENV } from "./desk.ts";

declare global {
  namespace Cloudflare {
    interface GlobalProps {
      mainModule: { default: typeof worker };
    }
  }
}

const mint = (code: string) =>
  new Request<unknown, IncomingRequestCfProperties>("https://earshot.example/v1/token", {
    method: "POST",
    headers: { Authorization: `Bearer ${code}` },
  });

test("a token, through everything", async () => {
  const response = await exports.default.fetch(mint("code-of-anna"));
  expect(await response.json()).toEqual({
    token: "minted-by-the-network",
    expires_in_seconds: 60,
    max_session_duration_seconds: 10_800,
    websocket_url: "wss://streaming.assemblyai.com/v3/ws",
  });
});

test("HEAD and OPTIONS have no body", async () => {
  for (const method of ["HEAD", "OPTIONS"]) {
    const response = await exports.default.fetch("https://earshot.example/health", { method });
    expect(await response.text()).toBe("");
  }
});

test("the key does not follow a redirect to another host", async () => {
  const env = { ...ENV, ACCESS_CODES: "a:b", ASSEMBLYAI_STREAMING_URL: "https://moved.example" };
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const response = await worker.fetch(mint("b"), env);
  expect(warn).toHaveBeenCalledOnce();
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({ error: { code: "upstream_failed" } });
});

test("a deadline ends a request by the name `upstream.ts` knows", async () => {
  const late = internet.fetch("https://slow.example", { signal: internet.deadline(20) });
  await expect(late).rejects.toMatchObject({ name: "TimeoutError" });
});

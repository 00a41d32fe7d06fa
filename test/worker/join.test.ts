import { expect, test } from "vitest";
import { ANNA, ENV, openWorker } from "./worker-under-test.ts";

const worker = openWorker();

/** The policy that forbids everything but styles and the page's own script. */
async function policyFor(html: string): Promise<string> {
  const [, script = ""] = /<script>(.*)<\/script>/s.exec(html) ?? [];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
}

test("the page for invitations needs no code and says what to do", async () => {
  const { status, headers, body } = await worker.ask("/join", { code: null });
  expect(status).toBe(200);
  expect(headers.get("Content-Type")).toBe("text/html; charset=utf-8");
  expect(body).toContain("Add Earshot to Chrome");
  expect(headers.get("Content-Security-Policy")).toBe(await policyFor(String(body)));
  expect(worker.log).toEqual([]);
});

test("the page for invitations is the same for everybody and every deployment", async () => {
  const { body } = await worker.ask("/join", { code: null });
  for (const options of [
    { code: ANNA },
    { code: "wrong" },
    { code: null, env: { ...ENV, ACCESS_CODES: "" } },
    { code: null, headers: { Cookie: "a=b", Referer: "https://chat.example" } },
  ])
    expect((await worker.ask("/join", options)).body).toBe(body);
  expect((await worker.ask(`/join?${ANNA}`, { code: null })).body).toBe(body);
});

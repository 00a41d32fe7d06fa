import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { outcomeOf, slackMessage } from "../../../core/delivery/webhook.ts";
import { sendWebhook } from "../../../entrypoints/shared/send-webhook.ts";
import { originPattern, parseWebhookAddress } from "../../../entrypoints/shared/webhook-address.ts";
import { held } from "../spoken.ts";
import { DOCUMENT_WORDS } from "../document-words.ts";

const WEBHOOK = { address: "https://a.example/hook", secret: "", form: "json" } as const;
const NOW = 1_731_705_121_000;
const MESSAGE = {
  body: '{"event_type":"ping","data":{"success":true}}',
  type: "application/json",
  id: "msg_loFOjxBNrRLzqYUf",
};

const fetched = vi.fn<typeof fetch>();
beforeEach(() => {
  fetched.mockReset().mockImplementation(async () => new Response(null, { status: 204 }));
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("navigator", { onLine: true });
});
afterEach(() => vi.unstubAllGlobals());

const headers = (): Headers => new Headers(fetched.mock.calls[0]?.[1]?.headers);

describe("a webhook", () => {
  it("is signed like the example of the libraries of standard-webhooks", async () => {
    const secret = "whsec_plJ3nmyCDGBKInavdOK15jsl";
    await sendWebhook({ ...WEBHOOK, secret }, MESSAGE, NOW);
    expect(headers().get("webhook-id")).toBe(MESSAGE.id);
    expect(headers().get("webhook-timestamp")).toBe("1731705121");
    expect(headers().get("webhook-signature")).toBe(
      "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
    );
  });

  it("has no signature without a secret, and neither credentials nor a referrer", async () => {
    await sendWebhook(WEBHOOK, MESSAGE, NOW);
    expect(headers().has("webhook-signature")).toBe(false);
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({
      method: "POST",
      redirect: "manual",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  });

  it.each([
    [200, { type: "delivered" }],
    [204, { type: "delivered" }],
    // Chrome's status of a redirect that is not followed.
    [0, { type: "stopped", fault: "redirected" }],
    [301, { type: "stopped", fault: "redirected" }],
    [400, { type: "stopped", fault: "refused", detail: "400" }],
    [401, { type: "stopped", fault: "refused", detail: "401" }],
    [404, { type: "stopped", fault: "refused", detail: "404" }],
    [408, { type: "retry", fault: "busy", detail: "408" }],
    [410, { type: "stopped", fault: "gone", detail: "410" }],
    [425, { type: "retry", fault: "busy", detail: "425" }],
    [429, { type: "retry", fault: "busy", detail: "429", afterMs: 9_000 }],
    [500, { type: "retry", fault: "busy", detail: "500" }],
    [503, { type: "retry", fault: "busy", detail: "503", afterMs: 9_000 }],
  ])("with the answer %i: %o", (status, outcome) => {
    expect(outcomeOf(status, "afterMs" in outcome ? 9_000 : null)).toEqual(outcome);
  });

  it("tells a network that is away from a receiver that is", async () => {
    fetched.mockRejectedValue(new TypeError("Failed to fetch"));
    expect(await sendWebhook(WEBHOOK, MESSAGE, NOW)).toEqual({
      type: "retry",
      fault: "unreachable",
    });
    vi.stubGlobal("navigator", { onLine: false });
    expect(await sendWebhook(WEBHOOK, MESSAGE, NOW)).toEqual({
      type: "retry",
      fault: "offline",
      isUncounted: true,
    });
    fetched.mockRejectedValue(new DOMException("", "TimeoutError"));
    expect(await sendWebhook(WEBHOOK, MESSAGE, NOW)).toEqual({ type: "retry", fault: "timeout" });
  });

  it.each([
    ["https://hooks.example/a?b=c", "https://hooks.example/*"],
    ["https://hooks.example:8443/a", "https://hooks.example:8443/*"],
    ["http://localhost:9000/a", "http://localhost:9000/*"],
    ["http://127.0.0.1/a", "http://127.0.0.1/*"],
    ["http://hooks.example/a", null],
    ["https://user:word@hooks.example/a", null],
    ["ftp://hooks.example/a", null],
    ["hooks.example", null],
  ])("at %s needs the permission %s", (address, pattern) => {
    const url = parseWebhookAddress(address);
    expect(url && originPattern(url)).toBe(pattern);
  });
});

describe("a message for Slack", () => {
  const source = {
    meeting: held({ title: "A & B *now*" }),
    durationMs: 65_000,
    turns: [],
    notes: [
      {
        id: "n",
        meetingId: "m",
        model: "claude",
        createdAt: 0,
        markdown: "## Decided\n\n- **Ship** <b>it</b>\n- [ ] Call Bob",
      },
    ],
  };

  it("has title and headings in bold, and escapes what Slack reads as markup", () => {
    const { text } = JSON.parse(slackMessage(source, DOCUMENT_WORDS) ?? "") as { text: string };
    expect(text).toContain("*A &amp; B ∗now∗*\n22 November 2026 · 1:05");
    expect(text).toContain("*Decided*");
    expect(text).toContain("&lt;b&gt;it&lt;/b&gt;");
    expect(text).not.toContain("**");
  });

  it("is not sent without notes", () => {
    expect(slackMessage({ ...source, notes: [] }, DOCUMENT_WORDS)).toBeNull();
  });

  it("is cut at the end of a line before Slack cuts it", () => {
    const markdown = "- A long line of the notes\n".repeat(2_000);
    const notes = source.notes.map((note) => ({ ...note, markdown }));
    const { text } = JSON.parse(slackMessage({ ...source, notes }, DOCUMENT_WORDS) ?? "") as {
      text: string;
    };
    expect(text.length).toBeLessThan(40_000);
    expect(text).toMatch(/ A long line of the notes[^\n]*\n…$/);
  });
});

import { expect, test } from "vitest";
import {
  completion,
  saying,
  showingHtml,
  silent,
  unreachable,
  type Answer,
} from "./assembly-ai.ts";
import { expectRefusal, openDesk, reasonsIn, WORDS } from "./desk.ts";

const desk = openDesk();

const messages = [{ role: "user", content: WORDS }];
const body = JSON.stringify({ messages, stream: true, max_tokens: 100 });
const most = Math.ceil(JSON.stringify(messages).length / 2) + 100;

const EVENTS = [
  'data: {"choices":[{"delta":{"content":"Zoë 🎧 "}}],"usage":null}\n\n',
  'data: {"choices":[{"delta":{"content":"agrees."},"finish_reason":"stop"}]}\n\n',
  'data: {"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":3}}\n\n',
  "data: [DONE]\n\n",
];

/** Sends these pieces, one for each time it is asked for more. */
const streaming =
  (
    pieces: readonly Uint8Array[],
    seen: { pulls: number; cancelled?: boolean } = { pulls: 0 },
  ): Answer =>
  () =>
    new Response(
      new ReadableStream(
        {
          pull(controller) {
            const piece = pieces[seen.pulls++];
            if (piece) controller.enqueue(piece);
            else controller.close();
          },
          cancel: () => void (seen.cancelled = true),
        },
        { highWaterMark: 0 },
      ),
      { headers: { "Content-Type": "text/event-stream;charset=utf-8" } },
    );

/** Torn apart in the middle of lines and letters. */
function torn(text: string, size: number): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, n) => bytes.slice(n * size, (n + 1) * size));
}

const usedTokens = async () => {
  const { body } = await desk.ask("/v1/usage");
  return (body as { model_tokens: { used: number } }).model_tokens.used;
};

test.each([1, 7, 64, 10_000])("arrives as it is sent, in pieces of %d bytes", async (size) => {
  desk.upstream.next(streaming(torn(EVENTS.join(""), size)));
  const answer = await desk.ask("/v1/chat", { body });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toBe("text/event-stream; charset=utf-8");
  expect(answer.body).toBe(EVENTS.join(""));
  expect(desk.upstream.seen[0]?.body).toMatchObject({ stream: true, max_tokens: 100 });
  expect(await usedTokens()).toBe(23);
});

test.each([
  ["line ends of another kind", EVENTS.join("").replaceAll("\n", "\r\n"), 23],
  ["no line end after the last event", EVENTS.slice(0, 3).join("").trimEnd(), 23],
  ["no word about usage", EVENTS.slice(0, 2).join(""), most],
  ["usage in a comment", `: {"usage":{"input_tokens":1}}\n\n`, most],
])("%s", async (_, text, tokens) => {
  desk.upstream.next(streaming(torn(text, 50)));
  expect((await desk.ask("/v1/chat", { body })).body).toBe(text);
  expect(await usedTokens()).toBe(tokens);
});

test("is asked for no faster than it is read", async () => {
  const seen = { pulls: 0 };
  desk.upstream.next(streaming(torn("data: 1\n\n".repeat(1000), 9), seen));
  const response = await desk.open("/v1/chat", { body });
  const reader = response.body?.getReader();
  for (let n = 0; n < 10; n++) await reader?.read();
  await scheduler.wait(5);
  expect(seen.pulls).toBeGreaterThanOrEqual(10);
  expect(seen.pulls).toBeLessThanOrEqual(14);
  await reader?.cancel();
});

test("ends at its source when the reader goes away, and keeps its debit", async () => {
  const seen = { pulls: 0, cancelled: false };
  desk.upstream.next(streaming(torn(EVENTS.join(""), 9), seen));
  const response = await desk.open("/v1/chat", { body });
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(seen.cancelled).toBe(true);
  expect(await usedTokens()).toBe(most);
});

test("breaks where the gateway's does, and keeps its debit", async () => {
  const pieces = torn(EVENTS.join(""), 9);
  desk.upstream.next(
    () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            const piece = pieces.shift();
            if (pieces.length < 3) controller.error(new Error("Network connection lost."));
            else controller.enqueue(piece);
          },
        }),
        { headers: { "Content-Type": "text/event-stream" } },
      ),
  );
  const response = await desk.open("/v1/chat", { body });
  await expect(response.text()).rejects.toThrow("lost");
  expect(await usedTokens()).toBe(most);
});

test("that never ends is cut off", async () => {
  const megabyte = new Uint8Array(1_000_000).fill(0x20);
  const seen = { pulls: 0, cancelled: false };
  desk.upstream.next(streaming(Array<Uint8Array>(1000).fill(megabyte), seen));
  const response = await desk.open("/v1/chat", { body });
  await expect(response.text()).rejects.toThrow(RangeError);
  expect(seen.pulls).toBeLessThan(20);
});

test("a model that answers at once does so as ever", async () => {
  desk.upstream.next(saying(200, completion({ finish_reason: "stop" })));
  const { headers, body: reply } = await desk.ask("/v1/chat", { body });
  expect(headers.get("Content-Type")).toBe("application/json");
  expect(reply).toMatchObject({ content: "Ships Friday.", finish_reason: "stop" });
});

test.each([
  ["an error", saying(429, { error: "rate limit exceeded" }), 429, "rate_limited"],
  [
    "an error as a stream",
    () =>
      new Response("data: no", { status: 500, headers: { "Content-Type": "text/event-stream" } }),
    502,
    "upstream_failed",
  ],
  ["a page of HTML", showingHtml(200), 502, "upstream_failed"],
  ["a lost connection", unreachable, 502, "upstream_failed"],
  ["silence", silent, 504, "upstream_failed"],
] as const)("%s is answered as ever", async (_, answer, status, code) => {
  desk.upstream.next(answer);
  expectRefusal(await desk.ask("/v1/chat", { body }), status, code);
});

test("a stream that was not asked for is no answer", async () => {
  desk.upstream.next(streaming(torn(EVENTS.join(""), 50)));
  const answer = await desk.ask("/v1/chat", { body: JSON.stringify({ messages }) });
  expectRefusal(answer, 502, "upstream_failed");
});

test.each(["/v1/chat", "/v1/token"])(
  "%s: whoever leaves is not worked for any longer",
  async (path) => {
    const leaving = new AbortController();
    let isEnded = false;
    desk.upstream.next((seen, signal) => {
      signal.addEventListener("abort", () => (isEnded = true));
      const answer = silent(seen, signal);
      leaving.abort();
      return answer;
    });
    const asking = { signal: leaving.signal, ...(path === "/v1/chat" && { body }) };
    expectRefusal(await desk.ask(path, asking), 499, "bad_request", "given up");
    expect(isEnded).toBe(true);
    expect(desk.upstream.seen).toHaveLength(1);
    expect(reasonsIn(desk.log)).toEqual(["caller-left"]);
    const usage = (await desk.ask("/v1/usage")).body;
    expect(usage).toMatchObject({
      session_seconds: { used: 0 },
      model_tokens: { used: path === "/v1/chat" ? most : 0 },
    });
  },
);

test("a request that breaks off is no bug", async () => {
  const torn = new ReadableStream({ pull: (controller) => controller.error(new Error("lost")) });
  expectRefusal(await desk.ask("/v1/chat", { body: torn }), 499, "bad_request");
  expect(reasonsIn(desk.log)).toEqual(["caller-left"]);
});

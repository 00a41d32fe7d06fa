/** Reads streams of the local gateway with the product's parser. */

import { describe, expect, it, vi } from "vitest";
import { type ChatStream, createChatStream } from "../../core/protocol/chat-stream.ts";
import { type BehaviourOverrides, USAGE_FORMS } from "../../local/behaviour.ts";
import { manualClock } from "../../local/clock.ts";
import type { LocalService, LocalServiceOptions } from "../../local/server.ts";
import { API_KEY, startService } from "./speech-client.ts";

const WORDS = "## Décisions\n- We ship on Friday. [1] — „gut“ 👍\n\n- None.";
const USAGE = { input_tokens: 31, output_tokens: 4 };

interface Wish {
  readonly model?: string;
  readonly max_tokens?: number;
  readonly fallbacks?: readonly { readonly model: string }[];
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
}

const post = (service: LocalService, request: Wish, signal?: AbortSignal) =>
  fetch(`${service.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: API_KEY },
    body: JSON.stringify({
      model: "gpt-5-mini",
      messages: [{ role: "user", content: WORDS }],
      stream: true,
      ...request,
    }),
    ...(signal && { signal }),
  });

async function streamed(
  request: Wish = {},
  gateway: BehaviourOverrides["gateway"] = {},
  options: Partial<LocalServiceOptions> = {},
): Promise<string> {
  const response = await post(await startService({ gateway }, options), request);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  return response.text();
}

/** Feeds pieces of that many characters, cut anywhere. */
function read(text: string, size = text.length): ChatStream {
  const stream = createChatStream("asked");
  for (let at = 0; at < text.length; at += size) stream.feed(text.slice(at, at + size));
  return stream;
}

function replyIn(text: string, size?: number) {
  const end = read(text, size).end();
  return end.type === "reply" ? end.reply : null;
}

it.each([1, 7, 64, 100_000])("createChatStream reads pieces of %i characters", async (size) => {
  expect(replyIn(await streamed(), size)).toEqual({
    model: "gpt-5-mini",
    content: WORDS,
    finish_reason: "stop",
    usage: USAGE,
  });
});

describe.each(["claude-sonnet-4-6", "gemini-2.5-flash", "gpt-5"])("a reply of %s", (model) => {
  it.each(USAGE_FORMS)("is complete with its usage in the form %s", async (usage) => {
    const isStated = !["empty", "null", "none"].includes(usage);
    expect(replyIn(await streamed({ model }, { usage }))).toEqual({
      model,
      content: WORDS,
      finish_reason: "stop",
      usage: isStated ? USAGE : { input_tokens: 0, output_tokens: 0, incomplete: true },
    });
  });

  it("fails if an error comes in its middle", async () => {
    const stream = read(await streamed({ model }, { stream: "error" }));
    expect(stream.content).not.toBe("");
    expect(stream.end()).toEqual({ type: "error", words: "Overloaded" });
  });

  it("is unreadable if no piece of it comes", async () => {
    const stream = read(await streamed({ model }, { stream: "unreadable" }));
    expect(stream.end()).toEqual({ type: "unreadable" });
  });
});

it("content grows with each piece, and there is no reply before the last", async () => {
  const text = await streamed();
  const stream = read(text.slice(0, text.indexOf("Friday")));
  expect(stream.content).toBe(WORDS.slice(0, WORDS.indexOf("Friday")));
  expect(stream.end()).toEqual({ type: "cut-off" });
});

it("a reply that was cut off has finish reason length", async () => {
  expect(replyIn(await streamed({ max_tokens: 3 }))?.finish_reason).toBe("length");
});

it("content is empty if the model wrote nothing", async () => {
  expect(replyIn(await streamed({}, { content: "null" }))).toMatchObject({
    content: "",
    usage: USAGE,
  });
});

it("a reply names the fallback that answered", async () => {
  const text = await streamed(
    { model: "gpt-5", fallbacks: [{ model: "gpt-4.1" }] },
    { failingModels: { "gpt-5": { status: 503 } } },
  );
  expect(replyIn(text)?.model).toBe("gpt-4.1");
});

it("a stream cut in the middle keeps its content and is no reply", async () => {
  const response = await post(await startService({ gateway: { stream: "cut" } }), {});
  const stream = createChatStream("asked");
  const decoder = new TextDecoder();
  const reading = (async () => {
    for await (const bytes of response.body ?? [])
      stream.feed(decoder.decode(bytes, { stream: true }));
  })();
  await expect(reading).rejects.toThrow();
  expect(stream.content).not.toBe("");
  expect(WORDS.startsWith(stream.content)).toBe(true);
  expect(stream.end()).toEqual({ type: "cut-off" });
});

it("events arrive one by one, until the client disconnects", async () => {
  const clock = manualClock();
  const wait = vi.spyOn(clock, "after");
  const service = await startService({ gateway: { eventDelayMs: 50 } }, { clock });
  const leaving = new AbortController();
  const messages = [{ role: "user", content: "word ".repeat(500) }];
  const asked = post(service, { messages }, leaving.signal);
  const next = async (): Promise<void> => {
    await vi.waitFor(() => expect(clock.waiting()).toBe(1));
    clock.advance(50);
  };
  await next();
  const reader = (await asked).body?.getReader();
  const stream = createChatStream("asked");
  while (stream.content === "") {
    const { value } = (await reader?.read()) ?? {};
    stream.feed(new TextDecoder().decode(value));
    await next();
  }
  expect(stream.content).toBe("word ");

  leaving.abort();
  await vi.waitFor(async () => {
    clock.advance(50);
    await fetch(`${service.url}/health`);
    expect(clock.waiting()).toBe(0);
  });
  expect(wait.mock.calls.length).toBeLessThan(400);
});

import { expect, it } from "vitest";
import { ChatStreamError, createChatStream } from "../../core/protocol/chat-stream.ts";

const piece = (delta: object, finish: string | null = null, more: object = {}): string =>
  `data: ${JSON.stringify({ model: "gpt-5", choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;

const WHOLE =
  piece({ role: "assistant", content: "" }) +
  piece({ content: "Ship it " }) +
  piece({ content: "on Friday. ✓" }) +
  piece({}, "length", { usage: { input_tokens: 7, output_tokens: 4, total_tokens: 11 } }) +
  "data: [DONE]\n\n";

it.each([1, 3, 10_000])("a reply is the same if it arrives in pieces of %i characters", (size) => {
  const stream = createChatStream("asked");
  for (let at = 0; at < WHOLE.length; at += size) stream.feed(WHOLE.slice(at, at + size));
  expect(stream.content).toBe("Ship it on Friday. ✓");
  expect(stream.end()).toEqual({
    model: "gpt-5",
    content: "Ship it on Friday. ✓",
    finish_reason: "length",
    usage: { input_tokens: 7, output_tokens: 4 },
  });
});

it("a stream that breaks off has no reply", () => {
  const stream = createChatStream("asked");
  stream.feed(piece({ content: "Ship" }));
  expect(stream.content).toBe("Ship");
  expect(stream.end()).toBeNull();
});

it.each([
  "data: <html>\n\n",
  'data: {"choices":"none"}\n\n',
  'data: {"choices":[{"delta":1}]}\n\n',
])("feed refuses %j, which is no piece of a reply", (text) => {
  expect(() => createChatStream("asked").feed(text)).toThrow(ChatStreamError);
});

import { expect, it } from "vitest";
import { createChatStream } from "../../core/protocol/chat-stream.ts";

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
    type: "reply",
    reply: {
      model: "gpt-5",
      content: "Ship it on Friday. ✓",
      finish_reason: "length",
      usage: { input_tokens: 7, output_tokens: 4 },
    },
  });
});

/** Events of a stream: text is sent as it is, everything else as JSON. */
const sse = (...events: readonly unknown[]): string =>
  events
    .map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`)
    .join("");
const text = (content: unknown) => ({ choices: [{ index: 0, delta: { content } }] });
const finish = (usage?: unknown, finish_reason: string | null = "end_turn") => ({
  choices: [{ index: 0, delta: {}, finish_reason }],
  usage,
});
const DONE = "[DONE]";

function endOf(stream: string) {
  const reply = createChatStream("asked");
  reply.feed(stream);
  return reply.end();
}

const known = { input_tokens: 5, output_tokens: 1 };
const unknown = { input_tokens: 0, output_tokens: 0, incomplete: true };

it.each<[string, readonly unknown[], object]>([
  ["input and output", [finish({ input_tokens: 5, output_tokens: 1 }), DONE], known],
  ["prompt and completion", [finish({ prompt_tokens: 5, completion_tokens: 1 }), DONE], known],
  [
    "both pairs, the second of nulls",
    [finish({ ...known, prompt_tokens: null, completion_tokens: null }), DONE],
    known,
  ],
  [
    "both pairs, the first of nulls",
    [
      finish({
        input_tokens: null,
        output_tokens: null,
        prompt_tokens: 5,
        completion_tokens: 1,
      }),
      DONE,
    ],
    known,
  ],
  [
    "both pairs, the first of zeros",
    [finish({ input_tokens: 0, output_tokens: 0, prompt_tokens: 5, completion_tokens: 1 }), DONE],
    known,
  ],
  [
    "an event of its own",
    [finish(null), { choices: [], usage: { prompt_tokens: 5, completion_tokens: 1 } }, DONE],
    known,
  ],
  [
    "an event without choices, unfinished at the end of the stream",
    [finish(), { usage: known }],
    known,
  ],
  [
    "several events, the last of nulls",
    [
      { ...text(""), usage: { input_tokens: 5, output_tokens: 0 } },
      finish({ output_tokens: 1 }),
      { choices: null, usage: { input_tokens: null, output_tokens: null } },
      DONE,
    ],
    known,
  ],
  [
    "an output of 0 beside text",
    [finish({ input_tokens: 5, output_tokens: 0 }), DONE],
    { ...unknown, input_tokens: 5 },
  ],
  ["input alone", [finish({ input_tokens: 5 }), DONE], { ...unknown, input_tokens: 5 }],
  ["zeros", [finish({ input_tokens: 0, output_tokens: 0 }), DONE], unknown],
  ["an empty object", [finish({}), DONE], unknown],
  ["null", [finish(null), DONE], unknown],
  ["nothing", [finish(), DONE], unknown],
  ["nothing, without an end mark", [finish()], unknown],
  ["nothing but an end mark", [DONE], unknown],
  ["text", [finish("5 tokens"), DONE], unknown],
  ["numbers that are no counts", [finish({ input_tokens: -5, output_tokens: 0.5 }), DONE], unknown],
  [
    "numbers too large to count",
    [finish({ input_tokens: 1e300, output_tokens: 1 }), DONE],
    { ...unknown, output_tokens: 1 },
  ],
  ["an event that is cut short", [finish(), '{"usage":{"input_to'], unknown],
])("a reply is complete if its usage comes as %s", (_, events, usage) => {
  const end = endOf(sse(text("Hi"), ...events).trimEnd());
  expect(end).toMatchObject({ type: "reply", reply: { content: "Hi" } });
  expect(end.type === "reply" && end.reply.usage).toEqual(usage);
});

it("a reply without text may state an output of 0", () => {
  const usage = { input_tokens: 5, output_tokens: 0 };
  expect(endOf(sse(finish(usage, "max_tokens"), DONE))).toMatchObject({ reply: { usage } });
  expect(endOf(sse(finish(usage, "max_tokens"), DONE))).not.toHaveProperty(
    "reply.usage.incomplete",
  );
});

it.each<[string, readonly unknown[], string]>([
  ["deltas of text", [text("Hi "), text("Bo"), finish(), DONE], "Hi Bo"],
  [
    "deltas of parts",
    [
      text([
        { type: "text", text: "Hi " },
        { type: "thinking", thinking: "Who?" },
        { type: "reasoning", text: "Who?" },
        { text: "Bo" },
      ]),
      finish(),
      DONE,
    ],
    "Hi Bo",
  ],
  [
    "one whole message",
    [{ choices: [{ message: { role: "assistant", content: "Hi Bo" }, finish_reason: "stop" }] }],
    "Hi Bo",
  ],
  [
    "deltas and then the whole message",
    [text("Hi Bo"), { choices: [{ message: { content: "Hi Bo" }, finish_reason: "stop" }] }],
    "Hi Bo",
  ],
  ["deltas between null errors", [{ ...text("Hi Bo"), error: null }, finish(), DONE], "Hi Bo"],
  ["deltas after events of other kinds", [{ type: "ping" }, " ", text("Hi Bo"), DONE], "Hi Bo"],
  ["no text but a finish reason", [text(null), finish(null, "max_tokens"), DONE], ""],
])("a reply has the text of %s", (_, events, content) => {
  expect(endOf(sse(...events))).toMatchObject({ type: "reply", reply: { content } });
});

it.each<[string, string, string]>([
  ["in the older shape", sse({ error: { code: 529, message: "Overloaded" } }), "Overloaded"],
  ["in the flat shape", sse({ code: 500, message: "Overloaded", request_id: "r" }), "Overloaded"],
  ["as a text", sse({ error: "Overloaded", status: "error" }), "Overloaded"],
  [
    "with details",
    sse({ code: 400, message: "invalid", metadata: { errors: ["too long", "too old"] } }),
    "invalid: too long; too old",
  ],
  [
    "of another provider",
    sse({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
    "Overloaded",
  ],
  ["in an unknown shape", sse({ error: { kind: 7 } }), ""],
  ["within a piece", sse({ ...text("!"), error: { message: "Overloaded" } }), "Overloaded"],
  ["by the name of the event", `event: error\n${sse("Overloaded")}`, ""],
  ["by the finish reason", sse(finish(null, "error")), ""],
  [
    "in many lines",
    sse({ error: `Over\nloaded \u0007 ${"x".repeat(300)}` }),
    `Over loaded ${"x".repeat(188)}…`,
  ],
])("an error %s is a failure, also after text and before an end mark", (_, error, words) => {
  for (const before of ["", sse(text("Hi")), sse(text("Hi"), finish())])
    expect(endOf(before + error + sse(DONE))).toEqual({ type: "error", words });
});

it("a failed stream says so at once and takes no more text", () => {
  const stream = createChatStream("asked");
  stream.feed(sse(text("Hi")));
  expect(stream.isOver).toBe(false);
  stream.feed(sse({ error: "Overloaded" }, text(" Bo"), { ...finish(known) }));
  expect(stream).toMatchObject({ isOver: true, content: "Hi", usage: unknown });
});

it.each([
  ["nothing", ""],
  ["a page of HTML", "<html>\n\n"],
  ["a page of HTML as an event", sse("<html>")],
  ["a whole reply without events", JSON.stringify({ choices: [{ message: { content: "Hi" } }] })],
  ["events of another form", sse({ type: "content_block_delta", delta: { text: "Hi" } }, DONE)],
  ["no text and an end mark", sse(text(""), DONE)],
  ["choices that are none", sse({ choices: "none" })],
  ["a delta that is none", sse({ choices: [{ delta: 1 }] })],
  ["text that is none", sse(text(5), text("Hi"), finish(), DONE)],
])("a stream of %s is unreadable", (_, stream) => {
  expect(endOf(stream)).toEqual({ type: "unreadable" });
});

it.each([
  ["ends", ""],
  ["ends within an event", 'data: {"choices":[{"del'],
  ["goes on in another form", sse("<html>", finish(), DONE)],
  ["goes on with text that is none", sse(text(5), finish(), DONE)],
])("a stream that %s after text is cut off", (_, rest) => {
  const stream = createChatStream("asked");
  stream.feed(sse(text("Ship")) + rest);
  expect(stream.content).toBe("Ship");
  expect(stream.end()).toEqual({ type: "cut-off" });
});

import { expect, it, vi } from "vitest";
import type { BehaviourOverrides } from "../../local/behaviour.ts";
import { manualClock } from "../../local/clock.ts";
import type { GatewayReply } from "../../local/gateway/gateway-reply.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import {
  begin,
  echoModel,
  finals,
  ofType,
  startService,
  WHOLE_SCRIPT_MS,
  type Message,
} from "./speech-client.ts";

const gateway = (content: unknown, more: object = {}) => ({
  llm_gateway: JSON.stringify({
    model: "claude-haiku-4-5-20251001",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content },
    ],
    max_tokens: 80,
    ...more,
  }),
});
const SUMMARIZE = gateway("Summarize: {{turn}}");

async function hear(
  behaviour: BehaviourOverrides = {},
  parameters: Readonly<Record<string, string>> = SUMMARIZE,
): Promise<readonly Message[]> {
  const client = await begin(await startService(behaviour), parameters);
  client.sendAudio(WHOLE_SCRIPT_MS);
  return client.finish();
}

const replies = (messages: readonly Message[]): Message[] => ofType(messages, "LLMGatewayResponse");

it("every final turn gets one reply in the gateway's shape", async () => {
  const [first, second] = replies(await hear());
  expect(first).toEqual({
    type: "LLMGatewayResponse",
    turn_order: 0,
    transcript: "Ship it on Friday.",
    data: {
      request_id: expect.any(String),
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Summarize: Ship it on Friday." },
          finish_reason: "end_turn",
        },
      ],
      usage: {
        input_tokens: 31,
        output_tokens: 4,
        total_tokens: 35,
        prompt_tokens: null,
        completion_tokens: null,
      },
      request: {},
      response_time: expect.any(Number),
      llm_status_code: 200,
    },
  });
  expect(second).toMatchObject({ turn_order: 1, transcript: "Can Priya own the notes?" });
});

it("no model is asked without llm_gateway", async () => {
  expect(replies(await hear({}, {}))).toEqual([]);
});

it.each([
  [
    "every tag, in every part",
    [
      { type: "text", text: "{{turn}} / " },
      { type: "text", text: "{{turn}}" },
    ],
    "$& ok / $& ok",
  ],
  ["the exact tag only", "{{ turn }} {{transcript}}", "{{ turn }} {{transcript}}"],
  ["nothing where no tag is", "Hello", "Hello"],
])("withTurn replaces %s", async (_, content, expected) => {
  const engine = createScriptedEngine([{ text: "$& ok", startMs: 0, endMs: 500 }]);
  const client = await begin(await startService({}, { engine }), gateway(content));
  client.sendAudio(1000);
  const [reply] = replies(await client.finish());
  expect(reply?.data.choices[0]?.message.content).toBe(expected);
});

it("a raw and formatted pair gets one reply, to the formatted text", async () => {
  const messages = await hear(
    {},
    {
      ...SUMMARIZE,
      speech_model: "universal-streaming-english",
      format_turns: "true",
    },
  );
  expect(finals(messages).filter((turn) => turn.turn_order === 0)).toHaveLength(2);
  expect(replies(messages).map((reply) => reply.transcript)).toEqual([
    "Ship it on Friday.",
    "Can Priya own the notes?",
  ]);
});

it("replies come after their delay, and after Terminate before Termination", async () => {
  const clock = manualClock();
  const service = await startService({ insights: { replyDelayMs: 800 } }, { clock });
  const client = await begin(service, SUMMARIZE);
  client.sendAudio(WHOLE_SCRIPT_MS);
  client.send({ type: "Terminate" });
  await client.settled();
  clock.advance(799);
  await client.settled();
  expect(finals(client.messages)).toHaveLength(2);
  expect(replies(client.messages)).toEqual([]);
  clock.advance(1);
  await client.closed;
  expect(client.messages.slice(-3).map((message) => message.type)).toEqual([
    "LLMGatewayResponse",
    "LLMGatewayResponse",
    "Termination",
  ]);
  expect(replies(client.messages)[0]?.data.response_time).toBe(800_000_000);
});

it("late replies are dropped by switch", async () => {
  const messages = await hear({ insights: { replyDelayMs: 60_000, afterTerminate: "drop" } });
  expect(replies(messages)).toEqual([]);
  expect(ofType(messages, "Termination")).toHaveLength(1);
});

it("replies overtake each other by switch, and none is lost", async () => {
  const messages = await hear({ insights: { order: "swapped" } });
  expect(replies(messages).map((reply) => reply.turn_order)).toEqual([1, 0]);
  const client = await begin(await startService({ insights: { order: "swapped" } }), SUMMARIZE);
  client.sendAudio(3000);
  expect(replies(await client.finish())).toHaveLength(1);
});

it.each<[string, BehaviourOverrides]>([
  ["without access", { insights: { silent: true } }],
  ["with a model the account may not use", { gateway: { accessibleModels: ["another"] } }],
  [
    "with a failing model",
    { gateway: { failingModels: { "claude-haiku-4-5-20251001": { status: 503 } } } },
  ],
])("insights fail silently %s, and the session goes on", async (_, behaviour) => {
  const messages = await hear(behaviour);
  expect(messages.map((message) => message.type)).not.toContain("LLMGatewayResponse");
  expect(messages.map((message) => message.type)).not.toContain("Error");
  expect(finals(messages)).toHaveLength(2);
});

it("insights beyond the rate limit fail silently, unless they do not count", async () => {
  expect(replies(await hear({ gateway: { requestsPerMinute: 1 } }))).toHaveLength(1);
  expect(
    replies(
      await hear({ gateway: { requestsPerMinute: 1 }, insights: { countTowardsLimit: false } }),
    ),
  ).toHaveLength(2);
});

it("insights fail silently if the model throws, which is reported", async () => {
  const report = vi.fn();
  const languageModel = { complete: () => Promise.reject(new Error("no model")) };
  const client = await begin(await startService({}, { report, languageModel }), SUMMARIZE);
  client.sendAudio(3000);
  const messages = await client.finish();
  expect(replies(messages)).toEqual([]);
  expect((await client.closed).code).toBe(1000);
  expect(report).toHaveBeenCalledOnce();
});

it("max_tokens reaches the model, and a cut reply says so", async () => {
  const complete = vi.fn(echoModel.complete);
  const client = await begin(
    await startService({}, { languageModel: { complete } }),
    gateway("{{turn}}", { max_tokens: 3 }),
  );
  client.sendAudio(3000);
  const [reply] = replies(await client.finish());
  expect(complete).toHaveBeenCalledWith(
    [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Ship it on Friday." },
    ],
    3,
  );
  expect(reply?.data.choices[0]?.finish_reason).toBe("length");
});

const LIMIT = { code: 429, message: "Rate limit exceeded" };

it.each([
  ["null-content", (data: GatewayReply | undefined) => data?.choices[0]?.message.content, null],
  ["no-choices", (data: GatewayReply | undefined) => data?.choices, undefined],
  ["null", (data: GatewayReply | undefined) => data, null],
  ["error", (data: object | undefined) => Reflect.get(data ?? {}, "error"), LIMIT],
  [
    "parts",
    (data: GatewayReply | undefined) => data?.choices[0]?.message.content,
    [{ type: "text", text: "Summarize: Ship it on Friday." }],
  ],
] as const)("data is %s by switch", async (data, look, expected) => {
  expect(look(replies(await hear({ insights: { data } }))[0]?.data)).toEqual(expected);
});

it("the type has its other spelling by switch", async () => {
  const messages = await hear({ insights: { spelling: "LlmGatewayResponse" } });
  expect(ofType(messages, "LlmGatewayResponse")).toHaveLength(2);
});

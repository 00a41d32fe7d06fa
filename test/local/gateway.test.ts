import { describe, expect, it, vi } from "vitest";
import type { BehaviourOverrides, UsageForm } from "../../local/behaviour.ts";
import { manualClock } from "../../local/clock.ts";
import type { GatewayReply } from "../../local/gateway/gateway-reply.ts";
import type { LocalService, LocalServiceOptions } from "../../local/server.ts";
import { API_KEY, echoModel, startService } from "./speech-client.ts";

const ask = { model: "claude-sonnet-4-6", messages: [{ role: "user", content: "Hello" }] };

function post(service: LocalService, body: unknown, authorization: string | null = API_KEY) {
  return fetch(`${service.url}/v1/chat/completions`, {
    method: "POST",
    headers: authorization === null ? {} : { authorization },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

async function complete(
  body: unknown,
  gateway: BehaviourOverrides["gateway"] = {},
  options: Partial<LocalServiceOptions> = {},
): Promise<{ status: number; headers: Headers; body: GatewayReply }> {
  const response = await post(await startService({ gateway }, options), body);
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as GatewayReply,
  };
}

describe("a reply", () => {
  it("has the gateway's shape", async () => {
    const { status, headers, body } = await complete({ ...ask, max_tokens: 200, temperature: 0.2 });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    expect(body).toEqual({
      request_id: expect.any(String),
      choices: [
        { index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "end_turn" },
      ],
      usage: {
        input_tokens: 31,
        output_tokens: 4,
        total_tokens: 35,
        prompt_tokens: null,
        completion_tokens: null,
      },
      request: { model: "claude-sonnet-4-6", max_tokens: 200, temperature: 0.2 },
      response_time: expect.any(Number),
      llm_status_code: 200,
    });
  });

  it("has the finish reason of its provider", async () => {
    const reason = async (model: string, max_tokens = 100) =>
      (await complete({ ...ask, model, max_tokens })).body.choices[0]?.finish_reason;
    expect(await reason("claude-opus-4-7")).toBe("end_turn");
    expect(await reason("gpt-5")).toBe("stop");
    expect(await reason("gemini-2.5-flash")).toBe("stop");
    expect(await reason("gpt-5", 3)).toBe("length");
  });

  it("reports its time in nanoseconds", async () => {
    const clock = manualClock();
    const languageModel: typeof echoModel = {
      complete: (...parameters) => {
        clock.advance(1030);
        return echoModel.complete(...parameters);
      },
    };
    expect((await complete(ask, {}, { clock, languageModel })).body.response_time).toBe(
      1_030_000_000,
    );
  });

  it("comes for a prompt, for content in parts, and for the key as Bearer", async () => {
    const prompted = await complete({ model: "m", prompt: "Hi" });
    expect(prompted.body.choices[0]?.message.content).toBe("Hi");
    const content = [
      { type: "text", text: "a" },
      { type: "text", text: "b" },
    ];
    const parts = await complete({ model: "m", messages: [{ role: "user", content }] });
    expect(parts.body.choices[0]?.message.content).toBe("ab");
    expect((await post(await startService(), ask, `Bearer ${API_KEY}`)).status).toBe(200);
  });

  it("has no text by switch", async () => {
    const { status, body } = await complete(ask, { content: "null" });
    expect(status).toBe(200);
    expect(body.choices[0]).toEqual({
      index: 0,
      message: { role: "assistant", content: null },
      finish_reason: "end_turn",
    });
    expect(body.usage?.["output_tokens"]).toBe(4);
  });

  it("is limited to 1000 tokens by default", async () => {
    const spy = vi.fn(echoModel.complete);
    await complete(ask, {}, { languageModel: { complete: spy } });
    expect(spy).toHaveBeenCalledWith([{ role: "user", content: "Hello" }], 1000);
  });
});

it.each<[UsageForm, object | null | undefined]>([
  ["input-output", { input_tokens: 31, output_tokens: 4, total_tokens: 35 }],
  ["prompt-completion", { prompt_tokens: 31, completion_tokens: 4, total_tokens: 35 }],
  ["empty", {}],
  ["null", null],
  ["none", undefined],
])("the usage has the form %s by switch", async (usage, expected) => {
  expect((await complete(ask, { usage })).body.usage).toEqual(expected);
});

describe("an error", () => {
  it.each([null, "another"])(
    "has the string form before authentication for key %s",
    async (key) => {
      const response = await post(await startService(), ask, key);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        error: "Authentication error, API token missing/invalid",
        status: "error",
        request_id: expect.any(String),
      });
    },
  );

  it.each([
    ["no JSON", "{"],
    ["no model", { messages: ask.messages }],
    ["neither messages nor prompt", { model: "m" }],
    ["an unknown role", { model: "m", messages: [{ role: "boss", content: "" }] }],
    ["temperature", { ...ask, temperature: 3 }],
    ["max_tokens", { ...ask, max_tokens: 0 }],
    ["a fallback without model", { ...ask, fallbacks: [{ temperature: 0 }] }],
    ["too deep fallbacks", { ...ask, fallback_config: { depth: 3 } }],
  ])("comes for %s", async (_, body) => {
    const reply = await complete(body);
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({
      code: 400,
      message: "invalid request body",
      metadata: { errors: [expect.any(String)] },
      request_id: expect.any(String),
    });
  });

  it.each([
    [
      "flat",
      {
        code: 400,
        message: "invalid request body",
        metadata: { errors: ["model x is not supported"] },
        request_id: expect.any(String),
      },
    ],
    [
      "nested",
      {
        error: {
          code: 400,
          message: "invalid request body",
          metadata: { errors: ["model x is not supported"] },
        },
      },
    ],
    ["string", { error: "invalid request body", status: "error", request_id: expect.any(String) }],
  ] as const)("comes in the %s envelope", async (errorEnvelope, expected) => {
    const failingModels = { x: { status: 400 } } as const;
    const reply = await complete({ ...ask, model: "x" }, { errorEnvelope, failingModels });
    expect(reply.body).toEqual(expected);
  });

  it("comes for a model that the account may not use", async () => {
    const reply = await complete(ask, { accessibleModels: ["qwen3.5-4b-32k-fast"] });
    expect(reply).toMatchObject({
      status: 400,
      body: { message: "Your account does not have access to this LLM Gateway model" },
    });
  });

  it("of a busy model says how long to wait", async () => {
    const busy = await complete(
      { ...ask, model: "busy" },
      { failingModels: { busy: { status: 429 } } },
    );
    expect(busy).toMatchObject({ status: 429, body: { message: "Rate limit exceeded" } });
    expect(busy.headers.get("retry-after")).toBe("1");
  });

  it("is 500 if the model throws, which is reported", async () => {
    const report = vi.fn();
    const languageModel = { complete: () => Promise.reject(new Error("no model")) };
    expect((await complete(ask, {}, { report, languageModel })).status).toBe(500);
    expect(report).toHaveBeenCalledOnce();
  });

  it("comes for too large a body", async () => {
    const response = await post(await startService(), "x".repeat(4_000_001));
    expect(response.status).toBe(413);
  });
});

describe("the rate limit", () => {
  it("counts per model, refused requests included, and renews", async () => {
    const clock = manualClock();
    const service = await startService({ gateway: { requestsPerMinute: 2 } }, { clock });
    const state = async (model: string) => {
      const { status, headers } = await post(service, {
        ...ask,
        model,
        fallback_config: { retry: false },
      });
      return [
        status,
        ...["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after"].map(
          (name) => headers.get(name),
        ),
      ];
    };
    expect((await state("a"))[0]).toBe(200);
    clock.advance(18_000);
    expect((await state("a"))[0]).toBe(200);
    expect(await state("a")).toEqual([429, "2", "-1", "42", "42"]);
    expect(await state("a")).toEqual([429, "2", "-2", "42", "42"]);
    expect((await state("b"))[0]).toBe(200);
    clock.advance(42_000);
    expect((await state("a"))[0]).toBe(200);
  });

  it("is 30 a minute by default", async () => {
    const service = await startService();
    for (let asked = 0; asked < 30; asked++) expect((await post(service, ask)).status).toBe(200);
    expect((await post(service, ask)).status).toBe(429);
  });
});

describe("fallbacks", () => {
  const failingModels = { bad: { status: 503 }, worse: { status: 404 } } as const;
  const good = { model: "gpt-5", temperature: 0.3, messages: [{ role: "user", content: "Again" }] };

  it("answer as if they had been requested", async () => {
    const { status, body } = await complete(
      { ...ask, model: "bad", max_tokens: 50, fallbacks: [good] },
      { failingModels },
    );
    expect(status).toBe(200);
    expect(body.request).toEqual({ model: "gpt-5", max_tokens: 50, temperature: 0.3 });
    expect(body.choices[0]?.message.content).toBe("Again");
  });

  it("are tried once, or twice with depth 2", async () => {
    const status = async (fallbacks: readonly object[], depth?: number) =>
      (
        await complete(
          { ...ask, model: "bad", fallbacks, fallback_config: { depth } },
          { failingModels },
        )
      ).status;
    expect(await status([{ model: "worse" }, good])).toBe(404);
    expect(await status([{ model: "worse" }, good], 2)).toBe(200);
    expect(await status([{ model: "worse" }, { model: "bad" }, good], 2)).toBe(503);
  });

  it("are replaced by one retry after 500 ms if there are none", async () => {
    const clock = manualClock();
    const service = await startService(
      { gateway: { failingModels: { bad: { status: 503, times: 1 } } } },
      { clock },
    );
    const answered = vi.fn();
    const response = post(service, { ...ask, model: "bad" }).then((reply) => {
      answered();
      return reply;
    });
    await vi.waitFor(() => {
      expect(clock.waiting()).toBe(1);
    });
    clock.advance(499);
    await fetch(`${service.url}/health`);
    expect(answered).not.toHaveBeenCalled();
    clock.advance(1);
    expect((await response).status).toBe(200);
  });

  it("are not tried, nor retried, if retry is off or the error is final", async () => {
    const once = { bad: { status: 503, times: 1 }, odd: { status: 400, times: 1 } } as const;
    const config = { fallback_config: { retry: false } };
    expect(
      (await complete({ ...ask, model: "bad", ...config }, { failingModels: once })).status,
    ).toBe(503);
    expect((await complete({ ...ask, model: "odd" }, { failingModels: once })).status).toBe(400);
  });
});

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
}

describe("streaming", () => {
  it("sends words of gpt models one by one, with usage and an end mark", async () => {
    const service = await startService();
    const body = { model: "gpt-5-mini", prompt: "one two three", stream: true };
    const response = await post(service, body);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const events = (await response.text()).trim().split("\n\n");
    expect(events.at(-1)).toBe("data: [DONE]");
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice(6)) as Chunk);
    const deltas = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "");
    expect(deltas).toEqual(["", "one ", "two ", "three", ""]);
    expect(chunks.at(-1)).toMatchObject({
      model: "gpt-5-mini",
      choices: [{ finish_reason: "stop" }],
      usage: { input_tokens: 31, output_tokens: 4 },
    });
  });

  it("sends one JSON reply for other models", async () => {
    const { headers, body } = await complete({ ...ask, model: "kimi-k2.5", stream: true });
    expect(headers.get("content-type")).toBe("application/json");
    expect(body.choices[0]?.message.content).toBe("Hello");
  });

  it("depends on the model that answers", async () => {
    const failingModels = { "gpt-5": { status: 500 } } as const;
    const { headers } = await complete(
      { ...ask, model: "gpt-5", stream: true, fallbacks: [{ model: "kimi-k2.5" }] },
      { failingModels },
    );
    expect(headers.get("content-type")).toBe("application/json");
  });
});

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LanguageRequest } from "../../../core/language/language-request.ts";
import type { Problem, Result } from "../../../core/problem.ts";
import { DEFAULT_SETTINGS, type NotesSettings } from "../../../core/settings/settings.ts";
import { chosenLanguageService } from "../../../entrypoints/offscreen/notes/language-services.ts";
import { type BrowserModelOptions, strictBrowserModel } from "../strict-browser-model.ts";

const TEAM = { workerUrl: "https://worker.example", accessCode: "rose" };
const WHOLE: LanguageRequest = {
  messages: [
    { role: "system", content: "You write notes." },
    { role: "user", content: "<transcript>\n[1] 0:00 Them: We release on Friday.\n</transcript>" },
  ],
  form: "notes",
  languages: ["en"],
};

const settingsWith = (notes: Partial<NotesSettings>, team = {}) => ({
  ...DEFAULT_SETTINGS,
  ...team,
  notes: { ...DEFAULT_SETTINGS.notes, ...notes },
});

interface Asked {
  readonly signal?: AbortSignal;
  readonly request?: LanguageRequest;
  readonly team?: object;
}

async function ask(notes: Partial<NotesSettings>, { signal, request = WHOLE, team }: Asked = {}) {
  const texts: string[] = [];
  const billed: string[] = [];
  const service = await chosenLanguageService(settingsWith(notes, team));
  const reply = await service.ask(request, signal ?? new AbortController().signal, {
    onText: (text) => texts.push(text),
    onUsage: async (model) => billed.push(model),
  });
  return { reply, texts, billed };
}

const problemOf = (reply: Result<unknown>): Problem | null => (reply.ok ? null : reply.problem);
const modelOf = async (...asked: Parameters<typeof ask>): Promise<string | undefined> => {
  const { reply } = await ask(...asked);
  return reply.ok ? reply.value.model : undefined;
};

const offer = (options: Partial<BrowserModelOptions>) => {
  const model = strictBrowserModel(options);
  vi.stubGlobal("LanguageModel", model.LanguageModel);
  return model;
};
const NOTES_JSON = JSON.stringify({
  sections: [{ heading: "Decisions", points: [{ text: "Release on Friday.", turns: [1] }] }],
});

afterEach(() => vi.unstubAllGlobals());

describe("automatic notes are written", () => {
  it("by the team's service if there is one, also if Chrome has a model", async () => {
    offer({ reply: NOTES_JSON });
    const usage = { input_tokens: 1, output_tokens: 1 };
    vi.stubGlobal("fetch", async () =>
      Response.json({ model: "claude", content: "Yes.", finish_reason: "stop", usage }),
    );
    const { reply, billed } = await ask({}, { team: TEAM });
    expect(reply).toMatchObject({ value: { model: "claude" } });
    expect(billed).toEqual(["claude"]);
  });

  it("by Chrome's model if it is on the computer", async () => {
    offer({ reply: NOTES_JSON });
    expect(await modelOf({})).toBe("chrome");
  });

  it.each(["unavailable", "downloadable", "downloading"] as const)(
    "by rule if Chrome's model is %s",
    async (state) => {
      offer({ state });
      expect(await modelOf({})).toBe("extractive");
    },
  );

  it("by rule in a Chrome without the interface", async () => {
    const { reply, billed } = await ask({});
    expect(reply).toMatchObject({
      value: { model: "extractive", content: expect.stringContaining("We release on Friday. [1]") },
    });
    expect(billed).toEqual([]);
  });
});

describe("Chrome's model", () => {
  it("writes notes from points that a schema holds to their turns", async () => {
    const model = offer({ reply: NOTES_JSON });
    const { reply } = await ask({ service: "browser" });
    expect(reply).toMatchObject({ value: { content: "## Decisions\n- Release on Friday. [1]" } });
    expect(model.sessions).toMatchObject([
      { system: "You write notes.", languages: ["en"], isDestroyed: true },
    ]);
    expect(model.prompts[0]?.responseConstraint).toHaveProperty("properties.sections");
  });

  it.each([
    ["unavailable", "browser-model-unavailable"],
    ["downloadable", "browser-model-not-ready"],
    ["downloading", "browser-model-not-ready"],
  ] as const)("that is %s fails with %s", async (state, reason) => {
    offer({ state });
    expect(problemOf((await ask({ service: "browser" })).reply)).toEqual({ reason });
  });

  it("that does not speak the language of the meeting is unavailable", async () => {
    offer({ languages: ["en", "ja"] });
    const request = { ...WHOLE, languages: ["de"] };
    const { reply } = await ask({ service: "browser" }, { request });
    expect(problemOf(reply)).toEqual({ reason: "browser-model-unavailable" });
  });

  it("asks for less transcript if its context is exceeded, and states how much fits", async () => {
    const model = offer({ contextWindow: 20, reply: NOTES_JSON });
    expect(problemOf((await ask({ service: "browser" })).reply)).toEqual({
      reason: "notes-too-long",
    });
    const service = await chosenLanguageService(settingsWith({ service: "browser" }));
    expect(await service.contextTokens(["en"])).toBe(10);
    expect(model.sessions.every(({ isDestroyed }) => isDestroyed)).toBe(true);
  });

  it("fails if the reply does not keep to the schema", async () => {
    offer({ reply: "Here are your notes." });
    expect(problemOf((await ask({ service: "browser" })).reply)).toEqual({
      reason: "notes-failed",
    });
  });

  it("is stopped by the signal, and its session is released", async () => {
    const model = offer({ isHeld: true });
    const controller = new AbortController();
    const asking = ask({ service: "browser" }, { signal: controller.signal });
    await vi.waitUntil(() => model.prompts.length === 1);
    controller.abort(new Error("cancelled"));
    await expect(asking).rejects.toThrow("cancelled");
    expect(model.sessions).toMatchObject([{ isDestroyed: true }]);
  });
});

describe("a model behind a local address", () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let paths: string[] = [];
  let bodies: { model?: string; messages?: unknown; stream?: boolean }[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? "");
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      if (body !== "") bodies.push(JSON.parse(body) as object);
      answer(request, response);
    });
  });
  let address = "";

  beforeEach(async () => {
    paths = [];
    bodies = [];
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const events = (usage: object | null, text = "## Decisions\n- Friday. [1]") => {
    const pieces = [
      { model: "qwen3:8b", choices: [{ delta: { content: text.slice(0, 5) } }] },
      { choices: [{ delta: { content: text.slice(5) }, finish_reason: "stop" }] },
      ...(usage ? [{ choices: [], usage }] : []),
    ];
    return `${pieces.map((piece) => `data: ${JSON.stringify(piece)}\n\n`).join("")}data: [DONE]\n\n`;
  };
  const streamed = (usage: object | null) => (_: IncomingMessage, response: ServerResponse) =>
    response.writeHead(200, { "Content-Type": "text/event-stream" }).end(events(usage));
  const ask1 = (change: Partial<NotesSettings> = {}) =>
    ask({ service: "local", localAddress: `${address}/v1`, localModel: "qwen3:8b", ...change });

  it("streams its reply, and nothing is billed", async () => {
    answer = streamed({ prompt_tokens: 40, completion_tokens: 8 });
    const { reply, texts, billed } = await ask1();
    expect(reply).toMatchObject({
      value: { model: "qwen3:8b", content: "## Decisions\n- Friday. [1]", finish_reason: "stop" },
    });
    expect(texts.at(-1)).toBe("## Decisions\n- Friday. [1]");
    expect(billed).toEqual([]);
    expect(paths).toEqual(["/v1/chat/completions"]);
    expect(bodies[0]).toMatchObject({ model: "qwen3:8b", messages: WHOLE.messages, stream: true });
  });

  it("is the first of the list if the settings name none", async () => {
    answer = (request, response) =>
      request.method === "GET"
        ? response.end(JSON.stringify({ data: [{ id: "phi4" }, { id: "qwen3:8b" }] }))
        : streamed(null)(request, response);
    const { reply } = await ask1({ localModel: "" });
    expect(reply.ok).toBe(true);
    expect(bodies[0]).toMatchObject({ model: "phi4" });
  });

  it.each(["", "/", "/v1", "/v1/"])("is found at the address with the path %j", async (path) => {
    answer = streamed(null);
    await ask1({ localAddress: `${address}${path}` });
    expect(paths).toEqual(["/v1/chat/completions"]);
  });

  it.each(["http://192.168.0.7:11434", "ollama", "ftp://127.0.0.1", "http://u:p@127.0.0.1"])(
    "is never asked at %s",
    async (localAddress) => {
      expect(problemOf((await ask1({ localAddress })).reply)).toEqual({
        reason: "local-model-address-invalid",
      });
    },
  );

  it("that reads only a part of the request is asked for less", async () => {
    answer = streamed({ prompt_tokens: 4, completion_tokens: 8 });
    expect(problemOf((await ask1()).reply)).toEqual({ reason: "notes-too-long" });
  });

  it("that refuses is quoted", async () => {
    answer = (_, response) =>
      response.writeHead(404).end(JSON.stringify({ error: { message: "model not found" } }));
    expect(problemOf((await ask1()).reply)).toEqual({
      reason: "notes-refused",
      detail: "model not found",
    });
  });

  it("that is not loaded is said", async () => {
    answer = (_, response) => response.end(JSON.stringify({ data: [] }));
    expect(problemOf((await ask1({ localModel: "" })).reply)).toEqual({
      reason: "local-model-missing",
    });
  });

  it("that can't be reached is told from one that refuses the origin", async () => {
    const refused = async (_: unknown, options?: RequestInit) => {
      if (options?.mode !== "no-cors") throw new TypeError("Failed to fetch");
      return new Response();
    };
    vi.stubGlobal("fetch", refused);
    expect(problemOf((await ask1()).reply)).toEqual({ reason: "local-model-origin" });
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("Failed to fetch");
    });
    expect(problemOf((await ask1()).reply)).toEqual({ reason: "local-model-unreachable" });
  });

  it("that breaks off makes no reply", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.end(events(null).slice(0, 90));
    };
    expect(problemOf((await ask1()).reply)).toEqual({ reason: "notes-failed" });
  });
});

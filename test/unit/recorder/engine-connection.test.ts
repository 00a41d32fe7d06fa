import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { EngineCommand, EngineReport, EngineRequest } from "../../../core/protocol/engine.ts";
import { ON_DEVICE } from "../../../core/speech/on-device/service.ts";
import { openConnection } from "../../../entrypoints/offscreen/recorder/speech-connection.ts";

let engine: MessagePort | null = null;
let commands: EngineCommand[] = [];

beforeEach(() => {
  commands = [];
  vi.stubGlobal("postMessage", ({ port }: EngineRequest<MessagePort>) => {
    engine = port;
    port.onmessage = ({ data }: MessageEvent<EngineCommand>) => commands.push(data);
  });
});
afterEach(() => {
  engine?.close();
  vi.unstubAllGlobals();
});

function open() {
  const messages: unknown[] = [];
  const closed: [number, string][] = [];
  const connection = openConnection(
    { transport: "engine" },
    {
      onMessage: (data) => messages.push(data),
      onClosed: (...how) => closed.push(how),
    },
  );
  const post = (report: EngineReport): void => engine?.postMessage(report);
  return { connection, messages, closed, post };
}

it("audio that the engine has not done yet counts as backlog", async () => {
  const { connection, post } = open();
  const samples = new Int16Array(16_000);
  connection.sendAudio(samples);
  expect(connection.backlogBytes).toBe(32_000);
  expect(samples).toHaveLength(16_000);
  post({ type: "done", doneMs: 750 });
  await vi.waitFor(() => expect(connection.backlogBytes).toBe(8_000));
  expect(commands).toMatchObject([{ type: "audio", samples: { length: 16_000 } }]);
});

it("messages of the engine arrive, and a failure closes with its verdict", async () => {
  const { messages, closed, post } = open();
  post({ type: "message", message: { type: "speech-started", atMs: 5 } });
  post({ type: "failed", failure: "damaged" });
  await vi.waitFor(() => expect(closed).toHaveLength(1));
  expect(messages.map((data) => ON_DEVICE.parse(data))).toEqual([
    { type: "speech-started", atMs: 5 },
  ]);
  const [code = -1, text = ""] = closed[0] ?? [];
  expect(ON_DEVICE.closeVerdict(code, text)).toMatchObject({
    remedy: "blocked",
    problem: { reason: "engine-damaged" },
  });
});

it.each([
  ["no-wasm", "engine-unsupported", "blocked"],
  ["memory", "engine-memory", "blocked"],
  ["damaged", "engine-damaged", "blocked"],
  ["crashed", "engine-failed", "retry"],
] as const)("the failure %s becomes %s and is worth: %s", async (failure, reason, remedy) => {
  const { closed, post } = open();
  post({ type: "failed", failure });
  await vi.waitFor(() => expect(closed).toHaveLength(1));
  expect(ON_DEVICE.closeVerdict(closed[0]?.[0] ?? -1, "")).toMatchObject({
    remedy,
    problem: { reason },
  });
});

it("an abandoned session is abandoned in the engine, too", async () => {
  const { connection } = open();
  connection.abandon();
  await vi.waitFor(() => expect(commands).toEqual([{ type: "abandon" }]));
});

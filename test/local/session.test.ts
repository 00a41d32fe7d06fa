import { describe, expect, it, vi } from "vitest";
import { manualClock } from "../../local/clock.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import {
  begin,
  connect,
  finals,
  ofType,
  SCRIPT,
  startService,
  WHOLE_SCRIPT_MS,
} from "./speech-client.ts";

const SEE_ERROR = "See Error message for details";
const POLL = { interval: 2 };

describe("Begin", () => {
  it("comes after its delay, and audio sent before it is not lost", async () => {
    const clock = manualClock();
    const service = await startService({ session: { beginDelayMs: 1200 } }, { clock });
    const client = connect(service);
    await new Promise((resolve) => client.socket.on("open", resolve));
    client.sendAudio(3000);
    await client.settled();
    clock.advance(1199);
    expect(client.messages).toEqual([]);
    expect(service.sessions[0]?.began).toBe(false);
    clock.advance(1);
    await client.message("Begin");
    expect(finals(await client.finish())).toHaveLength(1);
    expect(service.sessions[0]?.messagesBeforeBegin).toBe(60);
  });
});

describe("Terminate", () => {
  it("brings the open turn, Termination in whole seconds, and close 1000", async () => {
    const client = await begin(await startService());
    client.sendAudio(2500);
    client.send({ type: "Terminate" });
    expect(await client.closed).toEqual({ code: 1000, reason: "Session Ended" });
    expect(client.messages.at(-2)).toMatchObject({
      type: "Turn",
      transcript: "Ship it on Friday.",
    });
    expect(client.messages.at(-1)).toEqual({
      type: "Termination",
      audio_duration_seconds: 3,
      session_duration_seconds: 0,
    });
  });

  it("waits for the backlog and its delay, and counts the session's seconds", async () => {
    const clock = manualClock();
    const service = await startService(
      { session: { terminationDelayMs: 600 }, sound: { speed: 1 } },
      { clock },
    );
    const client = await begin(service);
    client.sendAudio(WHOLE_SCRIPT_MS);
    client.send({ type: "Terminate" });
    await client.settled();
    clock.advance(3000);
    await client.message("Turn");
    expect(finals(client.messages)).toHaveLength(1);
    clock.advance(4000);
    await client.settled();
    expect(finals(client.messages)).toHaveLength(2);
    expect(ofType(client.messages, "Termination")).toEqual([]);
    clock.advance(600);
    expect(await client.message("Termination")).toMatchObject({
      audio_duration_seconds: 7,
      session_duration_seconds: 8,
    });
  });

  it("ends the handling of messages", async () => {
    const service = await startService();
    const client = await begin(service);
    client.send({ type: "Terminate" });
    client.sendAudio(100);
    client.send("nonsense");
    expect((await client.closed).code).toBe(1000);
    expect(service.sessions[0]).toMatchObject({ audioMs: 0, controls: ["Terminate"] });
  });

  it("records whether the client stayed for Termination", async () => {
    const service = await startService({ session: { terminationDelayMs: 60_000 } });
    const hasty = await begin(service);
    hasty.send({ type: "Terminate" });
    hasty.socket.close(1000);
    await hasty.closed;
    await service.sessions[0]?.closed;
    expect(service.sessions[0]).toMatchObject({
      terminateReceived: true,
      terminationSent: false,
      waitedForTermination: false,
      closedBy: "client",
      closeCode: 1000,
    });

    const patient = await startService();
    await (await begin(patient)).finish();
    await patient.sessions[0]?.closed;
    expect(patient.sessions[0]).toMatchObject({
      terminationSent: true,
      waitedForTermination: true,
      closedBy: "service",
      closeCode: 1000,
    });
  });
});

describe("an open turn", () => {
  it("stays open without audio", async () => {
    const client = await begin(await startService());
    client.sendAudio(2850);
    await client.settled();
    expect(finals(client.messages)).toEqual([]);
    client.sendAudio(50);
    await client.settled();
    expect(finals(client.messages)).toHaveLength(1);
  });
});

describe("a message of the client", () => {
  it("ForceEndpoint ends an open turn at once", async () => {
    const client = await begin(await startService());
    client.sendAudio(2000);
    client.send({ type: "ForceEndpoint" });
    client.send({ type: "ForceEndpoint" });
    const messages = await client.finish();
    expect(finals(messages).map((turn) => turn.transcript)).toEqual(["Ship it on"]);
  });

  it.each([
    ["text that is no JSON", "{", "User Input Validation Error: Invalid JSON: "],
    ["a list", [], "Invalid Message: "],
    ["an object without type", {}, "Invalid Message: "],
    ["an unknown type", { type: "Stop" }, "Invalid Message Type: Stop"],
    [
      "an invalid update",
      { type: "UpdateConfiguration", keyterms_prompt: '["text"]' },
      "User Input Validation Error: Invalid 'keyterms_prompt': ",
    ],
    [
      "a context too long",
      { type: "UpdateConfiguration", agent_context: "x".repeat(1751) },
      "User Input Validation Error: Invalid 'agent_context': Max 1750 characters",
    ],
    [
      "too many key terms",
      { type: "UpdateConfiguration", keyterms_prompt: Array.from({ length: 101 }, () => "term") },
      "User Input Validation Error: Invalid 'keyterms_prompt': Max 100 items",
    ],
    [
      "a prompt too long",
      { type: "UpdateConfiguration", prompt: "x".repeat(1751) },
      "User Input Validation Error: Invalid 'prompt': Max 1750 characters",
    ],
    [
      "every language beside one",
      { type: "UpdateConfiguration", language_codes: ["multi", "en"] },
      "User Input Validation Error: Invalid 'language_codes': ",
    ],
    [
      "too many languages",
      { type: "UpdateConfiguration", language_codes: Array.from({ length: 11 }, () => "en") },
      "User Input Validation Error: Invalid 'language_codes': Max 10 items",
    ],
    [
      "a silence as text",
      { type: "UpdateConfiguration", max_turn_silence: "500" },
      "User Input Validation Error: Invalid 'max_turn_silence': ",
    ],
  ])("is refused with 3006 and without Termination if it is %s", async (_, message, text) => {
    const client = await begin(await startService());
    client.send(message);
    expect(await client.closed).toEqual({ code: 3006, reason: SEE_ERROR });
    expect(client.messages.at(-1)).toEqual({
      type: "Error",
      error_code: 3006,
      error: expect.stringMatching(`^${text}`),
    });
    expect(ofType(client.messages, "Termination")).toEqual([]);
  });

  it("with an update applies to later messages and is recorded", async () => {
    const service = await startService();
    const client = await begin(service, { keyterms_prompt: '["SHIP"]' });
    client.sendAudio(3000);
    const update = { keyterms_prompt: ["NOTES"], filter_profanity: true, min_turn_silence: 50 };
    client.send({ type: "UpdateConfiguration", ...update });
    // The second turn ends at 6000 ms.
    client.sendAudio(3050);
    await client.settled();
    expect(finals(client.messages).map((turn) => turn.transcript)).toEqual([
      "SHIP it on Friday.",
      "Can Priya own the NOTES?",
    ]);
    expect(service.sessions[0]?.updates).toEqual([update]);
  });

  it("with fields that can't be updated is ignored, and updates get no reply", async () => {
    const client = await begin(await startService());
    client.send({ type: "UpdateConfiguration", llm_gateway: 5, mode: 7, keyterms_prompt: [] });
    client.send({ type: "KeepAlive" });
    expect((await client.finish()).map((message) => message.type)).toEqual([
      "Begin",
      "Termination",
    ]);
  });
});

describe("the session timers", () => {
  it("end an idle session, unless it is kept alive", async () => {
    const clock = manualClock();
    const service = await startService({}, { clock });
    const client = await begin(service, { inactivity_timeout: "30" });
    clock.advance(29_000);
    client.send({ type: "KeepAlive" });
    await client.settled();
    clock.advance(29_000);
    expect(service.sessions[0]?.closeCode).toBeNull();
    clock.advance(1000);
    expect(await client.message("Error")).toEqual({
      type: "Error",
      error_code: 3006,
      error: "Session terminated due to inactivity: No messages received for 30 seconds",
    });
    expect(await client.closed).toEqual({ code: 3006, reason: SEE_ERROR });
  });

  it("end every session after three hours", async () => {
    const clock = manualClock();
    const client = await begin(await startService({}, { clock }));
    clock.advance(10_800_000);
    expect((await client.message("Error")).error_code).toBe(3008);
  });

  it("cancel the models that never work", async () => {
    const clock = manualClock();
    const client = await begin(await startService({}, { clock }), { speech_model: "u3-rt-agent" });
    clock.advance(5000);
    expect(await client.message("Error")).toEqual({
      type: "Error",
      error_code: 3005,
      error: "Session Cancelled: An error occurred",
    });
    expect(await client.closed).toEqual({ code: 3005, reason: SEE_ERROR });
  });

  it("send heartbeats every five seconds if requested", async () => {
    const clock = manualClock();
    const service = await startService({}, { clock });
    const client = await begin(service, { session_heartbeat: "true" });
    client.sendAudio(4000);
    await client.settled();
    clock.advance(4999);
    clock.advance(5001);
    await client.message("Heartbeat", 2);
    expect(ofType(client.messages, "Heartbeat")).toEqual([
      {
        type: "Heartbeat",
        total_audio_received_ms: 4000,
        total_duration_ms: 5000,
        realtime_factor: 0.8,
        max_speech_probability: 0,
      },
      expect.objectContaining({ total_duration_ms: 10_000, realtime_factor: 0.4 }),
    ]);
  });
});

describe("recognition", () => {
  it("is freed when a client vanishes", async () => {
    const engine = createScriptedEngine(SCRIPT);
    const service = await startService({}, { engine });
    const client = await begin(service);
    expect(engine.openRecognitions()).toBe(1);
    client.socket.terminate();
    await service.sessions[0]?.closed;
    expect(engine.openRecognitions()).toBe(0);
    expect(service.sessions[0]).toMatchObject({ closeCode: 1006, waitedForTermination: false });
  });

  it("is freed when a client vanishes while the engine opens", async () => {
    const engine = createScriptedEngine(SCRIPT);
    const opening = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    const slow: typeof engine = {
      ...engine,
      open: async (...parameters) => {
        await opening.promise;
        const recognition = await engine.open(...parameters);
        opened.resolve();
        return recognition;
      },
    };
    const service = await startService({}, { engine: slow });
    const client = connect(service);
    await new Promise((resolve) => client.socket.on("open", resolve));
    client.socket.terminate();
    await service.sessions[0]?.closed;
    opening.resolve();
    await opened.promise;
    await vi.waitFor(() => expect(engine.openRecognitions()).toBe(0), POLL);
  });

  it("is freed after Termination and after an error", async () => {
    const engine = createScriptedEngine(SCRIPT);
    const service = await startService({}, { engine });
    await (await begin(service)).finish();
    const failing = await begin(service);
    failing.send("{");
    await failing.closed;
    expect(engine.openRecognitions()).toBe(0);
  });

  it.each([
    ["cannot be opened", { open: () => Promise.reject(new Error("no model")) }],
    [
      "fails at work",
      {
        open: () =>
          Promise.resolve({
            accept: () => {
              throw new Error("no memory");
            },
            endTurn: () => undefined,
            finish: () => Promise.resolve(),
            close: () => undefined,
          }),
      },
    ],
    [
      "fails at the end",
      {
        open: () =>
          Promise.resolve({
            accept: () => undefined,
            endTurn: () => undefined,
            finish: () => Promise.reject(new Error("no memory")),
            close: () => undefined,
          }),
      },
    ],
  ])("ends the session with 3005 if the engine %s, and reports it once", async (_, part) => {
    const report = vi.fn();
    const engine = { ...createScriptedEngine([]), ...part };
    const client = connect(await startService({}, { engine, report }));
    client.socket.on("open", () => {
      client.sendAudio(50);
      client.send({ type: "Terminate" });
    });
    expect(await client.closed).toEqual({ code: 3005, reason: SEE_ERROR });
    expect(report).toHaveBeenCalledOnce();
  });
});

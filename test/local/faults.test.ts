import { describe, expect, it, vi } from "vitest";
import { manualClock } from "../../local/clock.ts";
import { createFaultSchedule, type Fault, type When } from "../../local/speech/faults.ts";
import {
  begin,
  connect,
  finals,
  mint,
  ofType,
  partials,
  startService,
  WHOLE_SCRIPT_MS,
  type Client,
} from "./speech-client.ts";

const SEE_ERROR = "See Error message for details";
const GATEWAY = {
  llm_gateway: JSON.stringify({
    model: "m",
    messages: [{ role: "user", content: "{{turn}}" }],
    max_tokens: 9,
  }),
};

/** Runs a session with the whole script and the fault. */
async function suffer(fault: Fault, when: When = {}) {
  const service = await startService();
  service.faults.schedule(fault, when);
  const client = connect(service, GATEWAY);
  client.socket.on("open", () => {
    client.sendAudio(WHOLE_SCRIPT_MS);
    client.send({ type: "Terminate" });
  });
  const { code, reason } = await client.closed;
  return { client, code, reason, types: client.messages.map((message) => message.type) };
}

describe("the schedule", () => {
  const drop: Fault = { type: "drop" };
  const stall: Fault = { type: "stall" };

  it("hits the next session once", () => {
    const faults = createFaultSchedule();
    faults.schedule(drop);
    expect(faults.takeForSession(3, null)).toEqual([drop]);
    expect(faults.takeForSession(4, null)).toEqual([]);
  });

  it("hits the n-th session only", () => {
    const faults = createFaultSchedule();
    faults.schedule(drop, { nth: 2 });
    expect(faults.takeForSession(1, null)).toEqual([]);
    expect(faults.takeForSession(2, null)).toEqual([drop]);
  });

  it("waits for its moment in any session", () => {
    const faults = createFaultSchedule();
    faults.schedule(drop, { atMs: 1000 });
    expect(faults.takeForSession(1, null)).toEqual([]);
    expect(faults.takeForSession(1, 950)).toEqual([]);
    expect(faults.takeForSession(2, 1000)).toEqual([drop]);
  });

  it("hits several sessions once each", () => {
    const faults = createFaultSchedule();
    faults.schedule(stall, { atMs: 0, times: 2 });
    const hits = [1, 1, 2, 2, 3].map((session) => faults.takeForSession(session, 50).length);
    expect(hits).toEqual([1, 0, 1, 0, 0]);
  });

  it("separates token faults from session faults, and can be cleared", () => {
    const faults = createFaultSchedule();
    faults.schedule({ type: "refuse-token", status: 500 });
    faults.schedule(drop);
    expect(faults.takeForSession(1, null)).toEqual([drop]);
    expect(faults.takeForToken(1)).toEqual({ type: "refuse-token", status: 500 });
    faults.schedule(drop);
    faults.clear();
    expect(faults.takeForSession(2, null)).toEqual([]);
  });
});

describe("a token request", () => {
  it("is refused with a status, the n-th time", async () => {
    const service = await startService();
    service.faults.schedule({ type: "refuse-token", status: 503 }, { nth: 2 });
    expect((await mint(service)).status).toBe(200);
    expect((await mint(service)).status).toBe(503);
    expect((await mint(service)).status).toBe(200);
    expect(service.requests.map(({ status }) => status)).toEqual([200, 503, 200]);
  });

  it("is delayed", async () => {
    const clock = manualClock();
    const service = await startService({}, { clock });
    service.faults.schedule({ type: "slow-token", delayMs: 9000 });
    const minting = mint(service);
    await vi.waitFor(() => {
      expect(clock.waiting()).toBe(1);
    });
    expect(service.requests).toEqual([]);
    clock.advance(9000);
    expect((await minting).status).toBe(200);
  });
});

describe("a moment fault", () => {
  it("drop: closes with 1006, at the connection or after some audio", async () => {
    expect(await suffer({ type: "drop" })).toMatchObject({ code: 1006, types: [] });
    const later = await suffer({ type: "drop" }, { atMs: 3000 });
    expect(later).toMatchObject({ code: 1006, reason: "" });
    expect(finals(later.client.messages)).toHaveLength(1);
  });

  it("error: sends Error, closes with its code and sends no Termination", async () => {
    const cancelled = await suffer({ type: "error" }, { atMs: 0 });
    expect(cancelled).toMatchObject({ code: 3005, reason: SEE_ERROR, types: ["Begin", "Error"] });
    expect(cancelled.client.messages[1]?.error).toBe("Session Cancelled: An error occurred");
    const other = await suffer({
      type: "error",
      code: 1008,
      text: "Unauthorized Connection: Account disabled",
    });
    expect(other.client.messages).toEqual([
      { type: "Error", error_code: 1008, error: "Unauthorized Connection: Account disabled" },
    ]);
  });

  it.each([1008, 3009] as const)("too-many-sessions: closes with %i", async (code) => {
    const refused = await suffer({ type: "too-many-sessions", code });
    expect(refused).toMatchObject({ code, types: ["Error"] });
    expect(refused.client.messages[0]?.error).toBe(
      "Unauthorized Connection: Too many concurrent sessions",
    );
  });

  it("close: sends a close frame without Error", async () => {
    expect(await suffer({ type: "close", code: 1011, reason: "fault" }, { atMs: 0 })).toMatchObject(
      {
        code: 1011,
        reason: "fault",
        types: ["Begin"],
      },
    );
  });

  it.each<[Fault, object]>([
    [{ type: "malformed-json" }, { type: "unparsable" }],
    [{ type: "unknown-type" }, { type: "Novelty", detail: { since: 2027 } }],
    [{ type: "untyped-error", text: "odd" }, { error: "odd" }],
    [
      { type: "warning", code: 7, text: "slow" },
      { type: "Warning", warning_code: 7, warning: "slow" },
    ],
  ])("%j: leaves the session open", async (fault, expected) => {
    const { client, code } = await suffer(fault, { atMs: 0 });
    expect(client.messages[1]).toEqual(expected);
    expect(finals(client.messages)).toHaveLength(2);
    expect(code).toBe(1000);
  });
});

describe("a lasting fault", () => {
  /** Proves that the socket is still open although it sends nothing. */
  const isSilent = async (client: Client, count: number) => {
    await client.settled();
    expect(client.messages).toHaveLength(count);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  };

  it("stall: sends nothing more, not even the end", async () => {
    const service = await startService();
    service.faults.schedule({ type: "stall" }, { atMs: 3000 });
    const client = await begin(service, GATEWAY);
    client.sendAudio(2950);
    await client.settled();
    const heard = client.messages.length;
    client.sendAudio(2000);
    client.send({ type: "Terminate" });
    await isSilent(client, heard);
    client.socket.close();
    await service.sessions[0]?.closed;
    expect(service.sessions[0]).toMatchObject({ terminationSent: false, closedBy: "client" });
  });

  it("stall at the connection: sends no Begin", async () => {
    const service = await startService();
    service.faults.schedule({ type: "stall" });
    const client = connect(service);
    await new Promise((resolve) => client.socket.on("open", resolve));
    await isSilent(client, 0);
  });

  it("silent-gateway: sends turns without replies", async () => {
    const { types } = await suffer({ type: "silent-gateway" });
    expect(types).not.toContain("LLMGatewayResponse");
    expect(types).toContain("Termination");
  });

  it("duplicate-finals: sends each final twice", async () => {
    const { client } = await suffer({ type: "duplicate-finals" });
    expect(finals(client.messages).map((turn) => turn.turn_order)).toEqual([0, 0, 1, 1]);
    expect(partials(client.messages)).toHaveLength(2);
  });

  it("turns-out-of-order: sends the second final first", async () => {
    const { client } = await suffer({ type: "turns-out-of-order" });
    expect(finals(client.messages).map((turn) => turn.turn_order)).toEqual([1, 0]);
  });

  it("turns-out-of-order: sends the last final before Termination", async () => {
    const service = await startService();
    service.faults.schedule({ type: "turns-out-of-order" });
    const client = await begin(service);
    client.sendAudio(3000);
    expect((await client.finish()).slice(-2)).toMatchObject([
      { type: "Turn", transcript: "Ship it on Friday." },
      { type: "Termination" },
    ]);
  });

  it("null-fields: sends null in every optional field", async () => {
    const { client } = await suffer({ type: "null-fields" });
    const [first] = client.messages;
    expect(first).toMatchObject({ type: "Begin", configuration: null });
    expect(finals(client.messages)[0]).toMatchObject({
      transcript: "Ship it on Friday.",
      utterance: null,
      speaker_label: null,
    });
    expect(ofType(client.messages, "SpeechStarted")[0]?.confidence).toBeNull();
    const [insight] = ofType(client.messages, "LLMGatewayResponse");
    expect(insight?.data.choices[0]?.message.content).toBeNull();
    expect(ofType(client.messages, "Termination")).toEqual([
      { type: "Termination", audio_duration_seconds: null, session_duration_seconds: null },
    ]);
  });

  it("can be combined with others", async () => {
    const service = await startService();
    service.faults.schedule({ type: "duplicate-finals" });
    service.faults.schedule({ type: "turns-out-of-order" });
    const client = await begin(service);
    client.sendAudio(WHOLE_SCRIPT_MS);
    const orders = finals(await client.finish()).map((turn) => turn.turn_order);
    expect(orders).toEqual([1, 1, 0, 0]);
  });
});

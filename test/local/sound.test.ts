import { describe, expect, it } from "vitest";
import { behaviourWith, type BehaviourOverrides } from "../../local/behaviour.ts";
import { meterFrame, NO_FRAMES, decodeAudio } from "../../local/speech/audio-frames.ts";
import { parseParameters } from "../../local/speech/parameters.ts";
import { listen, NOTHING_HEARD } from "../../local/speech/silence.ts";
import { begin, startService } from "./speech-client.ts";

/** Returns the number of the frame that ends the session and its refusal, or null if all pass. */
function firstRefusal(
  frames: readonly number[],
  sound: BehaviourOverrides["sound"] = {},
  elapsedMs = 0,
) {
  const { sound: rules } = behaviourWith({ sound });
  let meter = NO_FRAMES;
  for (const [index, ms] of frames.entries()) {
    const step = meterFrame(meter, ms, elapsedMs, rules);
    if (step.refusal !== null) return { frame: index + 1, ...step.refusal };
    meter = step.meter;
  }
  return null;
}

const repeat = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

describe("the length of frames", () => {
  it.each([
    ["50 ms", repeat(100, 50)],
    ["1000 ms", repeat(100, 1000)],
    ["one short frame at the end", [...repeat(10, 50), 20]],
    ["two short frames in a row", [20, 20, 50, 20, 20, 50]],
  ])("may be %s", (_, frames) => {
    expect(firstRefusal(frames)).toBeNull();
  });

  it.each([
    ["more than 1000 ms at once", [50, 1050], 2, "1050.0"],
    ["three short frames in a row", [50, 20, 20, 20], 4, "20.0"],
  ])("must not be %s", (_, frames, frame, ms) => {
    expect(firstRefusal(frames)).toEqual({
      frame,
      code: 3007,
      text: `Input Duration Error: Input Duration Violation: ${ms} ms. Expected between 50 and 1000 ms`,
    });
  });

  it("may be short for a second by switch", () => {
    expect(firstRefusal(repeat(49, 20), { shortFrames: "lenient" })).toBeNull();
    expect(firstRefusal(repeat(50, 20), { shortFrames: "lenient" })).toMatchObject({ frame: 50 });
  });
});

describe("the pace of audio", () => {
  it("may be five minutes ahead and no more", () => {
    expect(firstRefusal(repeat(300, 1000))).toBeNull();
    expect(firstRefusal(repeat(301, 1000))).toEqual({
      frame: 301,
      code: 3007,
      text: "Input Duration Error: Audio Transmission Rate Exceeded: Received 301.0 sec. audio in 0.0 sec",
    });
  });

  it("allows more as time passes", () => {
    expect(firstRefusal(repeat(301, 1000), {}, 1300)).toBeNull();
    expect(firstRefusal(repeat(302, 1000), {}, 1300)).toMatchObject({
      text: expect.stringContaining("Received 302.0 sec. audio in 1.3 sec"),
    });
  });
});

describe("a binary message", () => {
  const violation = (ms: string) => ({
    type: "Error",
    error_code: 3007,
    error: `Input Duration Error: Input Duration Violation: ${ms} ms. Expected between 50 and 1000 ms`,
  });

  it("has a length by the declared rate", async () => {
    const service = await startService();
    const client = await begin(service, { sample_rate: "8000" });
    client.socket.send(Buffer.alloc(16_002));
    expect(await client.message("Error")).toEqual(violation("1000.1"));
    expect((await client.closed).code).toBe(3007);
    expect(client.messages.some((message) => message.type === "Termination")).toBe(false);
  });

  it("has one byte per sample in µ-law", async () => {
    const client = await begin(await startService(), {
      sample_rate: "8000",
      encoding: "pcm_mulaw",
    });
    client.socket.send(Buffer.alloc(8000));
    client.socket.send(Buffer.alloc(8008));
    expect(await client.message("Error")).toEqual(violation("1001.0"));
  });

  it("is decoded in both raw encodings", () => {
    const parameters = parseParameters(new URLSearchParams({ sample_rate: "8000" }));
    if (!parameters.ok) throw new Error(parameters.refusal.text);
    const decode = (encoding: "pcm_s16le" | "pcm_mulaw", bytes: readonly number[]) =>
      decodeAudio(Buffer.from(bytes), { ...parameters.value, encoding });
    expect(decode("pcm_s16le", [0x34, 0x12, 0xff, 0xff, 0x01])).toEqual({
      ok: true,
      samples: Int16Array.of(0x1234, -1),
      ms: 0.25,
    });
    // Extremes and zero of G.711's table.
    expect(decode("pcm_mulaw", [0x00, 0x80, 0xff, 0x8f])).toEqual({
      ok: true,
      samples: Int16Array.of(-32_124, 32_124, 0, 16_764),
      ms: 0.5,
    });
  });

  it.each([
    ["opus", "Opus"],
    ["ogg_opus", "Opus"],
    ["aac", "AAC"],
  ])("is refused in %s", async (encoding, codec) => {
    const client = await begin(await startService(), { encoding });
    client.socket.send(Buffer.alloc(1600));
    const error = await client.message("Error");
    expect(error).toMatchObject({ error_code: 3006 });
    expect(error.error).toBe(`User Input Validation Error: Failed to decode ${codec} packet`);
  });

  it("is recorded by length and bytes, and before Begin", async () => {
    const service = await startService();
    const client = await begin(service);
    client.sendAudio(200);
    client.sendAudio(100, 100);
    client.sendAudio(20, 20);
    await client.finish();
    const [session] = service.sessions;
    await session?.closed;
    expect(session).toMatchObject({
      audioMs: 320,
      bytesReceived: 320 * 32,
      shortestFrameMs: 20,
      longestFrameMs: 100,
      messagesBeforeBegin: 0,
    });
    expect([...(session?.frames ?? [])]).toEqual([
      [50, 4],
      [100, 1],
      [20, 1],
    ]);
  });
});

describe("silence", () => {
  const tone = Int16Array.from({ length: 800 }, (_, index) => 8000 * Math.sin(index / 5));
  const quiet = new Int16Array(800);

  it("is reported once a second", () => {
    let state = NOTHING_HEARD;
    const spans: unknown[] = [];
    for (let frame = 0; frame < 80; frame++) {
      const step = listen(state, frame >= 40 && frame < 60 ? tone : quiet, 50, 0.3);
      ({ state } = step);
      spans.push(step.silence);
    }
    expect(spans.filter((span) => span !== null)).toEqual([
      { startMs: 0, endMs: 1000 },
      { startMs: 1000, endMs: 2000 },
      { startMs: 3000, endMs: 4000 },
    ]);
    expect(state.maxProbability).toBe(1);
  });

  it("is sent only if requested, from that moment on", async () => {
    const client = await begin(await startService());
    client.sendAudio(1000);
    client.send({ type: "UpdateConfiguration", acknowledge_silence: true });
    client.sendAudio(1000);
    const messages = await client.finish();
    expect(messages.filter((message) => message.type === "Silence")).toEqual([
      { type: "Silence", start_ms: 1000, end_ms: 2000 },
    ]);
  });
});

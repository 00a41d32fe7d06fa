import { describe, expect, it } from "vitest";
import { parseParameters } from "../../local/speech/parameters.ts";
import { API_KEY, begin, connect, startService, type Parameters } from "./speech-client.ts";

const SEE_ERROR = "See Error message for details";

describe("a session", () => {
  it.each([
    ["nothing", {}, "Missing Authorization header"],
    ["a wrong key", { authorization: "another" }, "Invalid API key"],
    ["the key as Bearer", { authorization: `Bearer ${API_KEY}` }, "Invalid API key"],
  ])("is refused with 1008 after the upgrade for %s", async (_, headers, why) => {
    const client = connect(await startService(), {}, { ...headers });
    expect(await client.message("Error")).toEqual({
      type: "Error",
      error_code: 1008,
      error: `Unauthorized Connection: ${why}`,
    });
    expect(await client.closed).toEqual({ code: 1008, reason: SEE_ERROR });
    expect(client.messages).toHaveLength(1);
  });

  it.each([1008, 3009] as const)("is refused beyond the rate limit with code %i", async (code) => {
    const service = await startService({
      session: { sessionsPerMinute: 5, tooManySessionsCode: code },
    });
    for (let opened = 0; opened < 5; opened++) await begin(service);
    const sixth = connect(service);
    expect(await sixth.message("Error")).toEqual({
      type: "Error",
      error_code: code,
      error: "Unauthorized Connection: Too many concurrent sessions",
    });
    expect((await sixth.closed).code).toBe(code);
  });
});

describe("a parameter", () => {
  const gateway = { model: "m", messages: [{ role: "user", content: "{{turn}}" }], max_tokens: 9 };
  const many = (count: number) => JSON.stringify(Array.from({ length: count }, () => "term"));

  it.each<[string, Parameters]>([
    ["speech_model", { speech_model: "u3-pro" }],
    ["sample_rate", { sample_rate: "7999" }],
    ["sample_rate", { sample_rate: "fast" }],
    ["encoding", { encoding: "mp3" }],
    ["format_turns", { format_turns: "yes" }],
    ["format_turns", { format_turns: "1" }],
    ["vad_threshold", { vad_threshold: "1.5" }],
    ["end_of_turn_confidence_threshold", { end_of_turn_confidence_threshold: "-0.1" }],
    ["min_turn_silence", { min_turn_silence: "1.5" }],
    ["min_turn_silence", { min_end_of_turn_silence_when_confident: "long" }],
    ["keyterms_prompt", { keyterms_prompt: "Priya" }],
    ["keyterms_prompt", { keyterms_prompt: many(101) }],
    ["prompt", { prompt: "x".repeat(1751) }],
    ["agent_context", { agent_context: "x".repeat(1751) }],
    ["previous_context_n_turns", { previous_context_n_turns: "101" }],
    ["language_codes", { language_codes: many(11) }],
    ["language_codes", { language_codes: '["multi","en"]' }],
    ["max_speakers", { max_speakers: "11" }],
    ["speaker_labels_revision_interval_ms", { speaker_labels_revision_interval_ms: "86400001" }],
    ["inactivity_timeout", { inactivity_timeout: "4" }],
    ["inactivity_timeout", { inactivity_timeout: "3601" }],
    ["interruption_delay", { interruption_delay: "1001" }],
    ["mode", { mode: "fast" }],
    ["mode", { mode: "balanced", speech_model: "universal-streaming-english" }],
    ["mode", { mode: "balanced", speech_model: "universal-3-6" }],
    ["prompt", { prompt: "A meeting", speech_model: "universal-3-6" }],
    ["language_codes", { language_codes: '["pt-BR"]' }],
    ["language_codes", { language_codes: '["en","xx"]' }],
    ["redact_pii_sub", { redact_pii_sub: "stars" }],
    ["domain", { domain: "law" }],
    ["voice_focus", { voice_focus: "wide" }],
    ["voice_focus", { noise_suppression_model: "wide" }],
    ["voice_focus_threshold", { voice_focus_threshold: "2" }],
    ["llm_gateway", { llm_gateway: "{" }],
    ["llm_gateway", { llm_gateway: "[]" }],
    ["llm_gateway", { llm_gateway: JSON.stringify({ ...gateway, max_tokens: undefined }) }],
    ["llm_gateway", { llm_gateway: JSON.stringify({ ...gateway, messages: [] }) }],
  ])("%s is refused for %j", async (name, parameters) => {
    const client = connect(await startService(), parameters);
    const error = await client.message("Error");
    expect(error.error_code).toBe(3006);
    expect(error.error).toMatch(`User Input Validation Error: Invalid '${name}': `);
    expect(await client.closed).toEqual({ code: 3006, reason: SEE_ERROR });
  });

  it("over a limit is refused with that limit", async () => {
    const client = connect(await startService(), { keyterms_prompt: many(101) });
    expect((await client.message("Error")).error).toBe(
      "User Input Validation Error: Invalid 'keyterms_prompt': Max 100 items",
    );
  });

  it.each<[string, Parameters]>([
    ["unknown and misspelled names", { speechModel: "u3-pro", toString: "x", constructor: "y" }],
    ["whole limits", { keyterms_prompt: many(100), prompt: "x".repeat(1750), sample_rate: "8000" }],
    ["'multi' alone", { language_codes: '["multi"]' }],
    [
      "parameters of the Pro family",
      {
        speech_model: "assemblyai-stt-3-7-realtime",
        prompt: "A meeting",
        mode: "max_accuracy",
        language_codes: '["pt","yue"]',
      },
    ],
    ["older names", { min_end_of_turn_silence_when_confident: "200" }],
    ["the model's extra keys", { llm_gateway: JSON.stringify({ ...gateway, temperature: 0.2 }) }],
    [
      "content in parts",
      {
        llm_gateway: JSON.stringify({
          ...gateway,
          messages: [{ role: "user", content: [{ type: "text", text: "{{turn}}" }] }],
        }),
      },
    ],
  ])("accepts %s", async (_, parameters) => {
    await begin(await startService(), parameters);
  });

  it("llm_gateway with extra keys is refused by switch", async () => {
    const service = await startService({ insights: { extraKeys: "refused" } });
    const client = connect(service, { llm_gateway: JSON.stringify({ ...gateway, tools: [] }) });
    expect((await client.message("Error")).error).toMatch("Invalid 'llm_gateway'");
  });
});

describe("a switch", () => {
  it("refuses any one parameter at the connection", async () => {
    const service = await startService({ session: { refusedParameters: ["format_turns"] } });
    const client = connect(service, { format_turns: "true" });
    expect((await client.message("Error")).error).toMatch("Invalid 'format_turns': Not supported");
    await begin(service);
  });

  it("refuses any one parameter of an update", async () => {
    const service = await startService({ session: { refusedParameters: ["keyterms_prompt"] } });
    const client = await begin(service);
    client.send({ type: "UpdateConfiguration", keyterms_prompt: ["Priya"] });
    expect((await client.message("Error")).error).toMatch("Invalid 'keyterms_prompt'");
    expect(service.sessions[0]?.updates).toEqual([]);
  });

  it("ignores regions of languages", async () => {
    await begin(await startService({ session: { languageRegions: "ignored" } }), {
      language_codes: '["pt-BR"]',
    });
  });

  it("shows a parameter as not applied", async () => {
    const service = await startService({ session: { ignoredParameters: ["speaker_labels"] } });
    const client = await begin(service, { speaker_labels: "true", redact_pii: "true" });
    expect(client.messages[0]?.configuration).toMatchObject({
      speaker_labels: false,
      redact_pii: true,
    });
  });
});

it("an update with a prompt is refused outside the Pro family", async () => {
  const client = await begin(await startService(), { speech_model: "whisper-rt" });
  client.send({ type: "UpdateConfiguration", prompt: "A meeting" });
  expect((await client.message("Error")).error).toMatch(
    "Invalid 'prompt': Not supported by whisper-rt",
  );
});

describe("Begin", () => {
  it("echoes eight parameters and the end of the session", async () => {
    const now = Math.floor(Date.now() / 1000);
    const client = connect(await startService(), { speaker_labels: "true", domain: "medical-v1" });
    const message = await client.message("Begin");
    expect(client.messages[0]).toBe(message);
    expect(message).toEqual({
      type: "Begin",
      id: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      expires_at: expect.any(Number),
      configuration: {
        model: "u3-rt-pro",
        mode: "balanced",
        api_version: "2025-05-12",
        speaker_labels: true,
        redact_pii: false,
        filter_profanity: false,
        domain: "medical-v1",
        voice_focus: null,
      },
    });
    expect(Math.abs(message.expires_at - now - 10_800)).toBeLessThanOrEqual(2);
  });

  it("has no mode for models outside the Pro family", async () => {
    const client = await begin(await startService(), {
      speech_model: "universal-streaming-english",
    });
    expect(client.messages[0]?.configuration.mode).toBeNull();
  });
});

it("parseParameters reads every kind of value and sets defaults", () => {
  const query = new URLSearchParams({
    format_turns: "true",
    vad_threshold: "0.5",
    keyterms_prompt: '["Priya"]',
    noise_suppression_model: "near-field",
  });
  expect(parseParameters(query)).toEqual({
    ok: true,
    value: {
      speech_model: "universal-3-5-pro",
      sample_rate: 16_000,
      encoding: "pcm_s16le",
      language_detection: false,
      speaker_labels: false,
      redact_pii: false,
      format_turns: true,
      vad_threshold: 0.5,
      keyterms_prompt: ["Priya"],
      voice_focus: "near-field",
    },
  });
});

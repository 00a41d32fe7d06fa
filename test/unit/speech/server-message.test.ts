import { describe, expect, it } from "vitest";
import { parseServerMessage } from "../../../core/speech/assemblyai/server-message.ts";

const parse = (message: unknown) => parseServerMessage(JSON.stringify(message));

const UNKNOWN = { inputTokens: 0, outputTokens: 0, isIncomplete: true };
const WORD = { text: "Ship", start: 1216, end: 1400, confidence: 0.98, word_is_final: true };
const TURN = {
  type: "Turn",
  turn_order: 0,
  turn_is_formatted: true,
  end_of_turn: true,
  transcript: "Ship it.",
  utterance: "Ship it.",
  end_of_turn_confidence: 1,
  words: [WORD],
  language_code: "en",
  speaker_label: "A",
};

describe("parseServerMessage", () => {
  it.each([
    [
      "Begin",
      { type: "Begin", id: "7c1e", expires_at: 1790310798, configuration: { model: "u3-rt-pro" } },
      {
        type: "begin",
        sessionId: "7c1e",
        expiresAt: 1790310798,
        reported: { model: "u3-rt-pro" },
      },
    ],
    [
      "Begin with a configuration that holds a text of the user",
      {
        type: "Begin",
        id: "7c1e",
        configuration: { mode: null, speaker_labels: false, voice_focus: 7, prompt: "Budget" },
      },
      {
        type: "begin",
        sessionId: "7c1e",
        expiresAt: null,
        reported: { mode: null, speaker_labels: false, voice_focus: null },
      },
    ],
    [
      "Begin without a configuration",
      { type: "Begin", id: "7c1e" },
      { type: "begin", sessionId: "7c1e", expiresAt: null, reported: null },
    ],
    [
      "SpeechStarted",
      { type: "SpeechStarted", timestamp: 640, confidence: 0.95 },
      { type: "speech-started", atMs: 640 },
    ],
    [
      "Turn",
      TURN,
      {
        type: "turn",
        order: 0,
        endOfTurn: true,
        formatted: true,
        transcript: "Ship it.",
        words: [{ text: "Ship", startMs: 1216, endMs: 1400, confidence: 0.98 }],
        language: "en",
        speaker: "A",
      },
    ],
    [
      "Turn with a speaker of each word",
      {
        ...TURN,
        words: [
          { ...WORD, speaker: "A" },
          { ...WORD, speaker: null },
        ],
      },
      {
        type: "turn",
        order: 0,
        endOfTurn: true,
        formatted: true,
        transcript: "Ship it.",
        words: [
          { text: "Ship", startMs: 1216, endMs: 1400, confidence: 0.98, speaker: "A" },
          { text: "Ship", startMs: 1216, endMs: 1400, confidence: 0.98 },
        ],
        language: "en",
        speaker: "A",
      },
    ],
    [
      "LLMGatewayResponse",
      {
        type: "LLMGatewayResponse",
        turn_order: 4,
        data: { choices: [{ message: { content: "Ships." } }, {}] },
      },
      { type: "insight", order: 4, content: "Ships.", usage: UNKNOWN, error: null },
    ],
    [
      "LlmGatewayResponse, its other spelling",
      { type: "LlmGatewayResponse", turn_order: 4, data: { choices: [{ message: {} }] } },
      { type: "insight", order: 4, content: null, usage: UNKNOWN, error: null },
    ],
    [
      "a reply of unknown shape",
      { type: "LLMGatewayResponse", turn_order: 4, data: "odd" },
      { type: "insight", order: 4, content: null, usage: UNKNOWN, error: null },
    ],
    [
      "SpeakerRevision",
      { type: "SpeakerRevision", revisions: [{ turn_order: 3, speaker_label: "B", words: [] }] },
      { type: "speaker-revision", revisions: [{ order: 3, speaker: "B", words: [] }] },
    ],
    [
      "SpeakerRevision of words",
      {
        type: "SpeakerRevision",
        revisions: [
          { turn_order: 3, words: [{ ...WORD, speaker: "B" }, { ...WORD, speaker: null }, 7] },
        ],
      },
      {
        type: "speaker-revision",
        revisions: [
          {
            order: 3,
            speaker: null,
            words: [{ text: "Ship", startMs: 1216, endMs: 1400, confidence: 0.98, speaker: "B" }],
          },
        ],
      },
    ],
    [
      "SpeakerRevision with entries that correct nothing",
      {
        type: "SpeakerRevision",
        revisions: [
          { turn_order: 2, speaker_label: null },
          { turn_order: 3, speaker_label: "B" },
          { turn_order: 4 },
          { speaker_label: "C" },
          { turn_order: 5, speaker_label: 7, words: "odd" },
          null,
        ],
      },
      { type: "speaker-revision", revisions: [{ order: 3, speaker: "B", words: [] }] },
    ],
    [
      "Heartbeat",
      { type: "Heartbeat", total_audio_received_ms: 9888, realtime_factor: 0.998 },
      { type: "heartbeat", receivedMs: 9888 },
    ],
    [
      "Silence",
      { type: "Silence", start_ms: 5200, end_ms: 6200 },
      { type: "silence", endMs: 6200 },
    ],
    [
      "Warning",
      { type: "Warning", warning_code: 1234, warning: "Careful" },
      { type: "warning", code: 1234, text: "Careful", setting: null },
    ],
    [
      "Warning that names a parameter",
      { type: "Warning", warning: "'format_turns' has no effect" },
      {
        type: "warning",
        code: null,
        text: "'format_turns' has no effect",
        setting: "formatTurns",
      },
    ],
    [
      "Error",
      { type: "Error", error_code: 3007, error: "Input Duration Error" },
      { type: "error", code: 3007, text: "Input Duration Error" },
    ],
    ["an error without a type", { error: "Bad" }, { type: "error", code: null, text: "Bad" }],
    [
      "Termination",
      { type: "Termination", audio_duration_seconds: null, session_duration_seconds: 73.5 },
      { type: "termination", heardSeconds: null, sessionSeconds: 73.5 },
    ],
    [
      "Termination with unusable durations",
      { type: "Termination", audio_duration_seconds: -1, session_duration_seconds: "73" },
      { type: "termination", heardSeconds: null, sessionSeconds: null },
    ],
    ["a message of unknown type", { type: "Applause" }, { type: "unknown", name: "Applause" }],
  ])("parses %s", (_name, wire, expected) => {
    expect(parse(wire)).toEqual(expected);
  });
});

it.each<[unknown, readonly [number, number], boolean]>([
  [{ input_tokens: 31, output_tokens: 4, prompt_tokens: null }, [31, 4], true],
  [{ input_tokens: null, prompt_tokens: 31, completion_tokens: 4 }, [31, 4], true],
  [null, [0, 0], false],
  ["31", [0, 0], false],
  [{}, [0, 0], false],
  [{ input_tokens: 31 }, [31, 0], false],
  [{ input_tokens: -1, output_tokens: 4 }, [0, 4], false],
])(
  "an insight with the usage %j took %j tokens, all of which it states: %j",
  (usage, took, isComplete) => {
    const [inputTokens, outputTokens] = took;
    expect(parse({ type: "LLMGatewayResponse", turn_order: 4, data: { usage } })).toEqual({
      type: "insight",
      order: 4,
      content: null,
      usage: { inputTokens, outputTokens, ...(!isComplete && { isIncomplete: true }) },
      error: null,
    });
  },
);

it("an insight in parts has the text of all of them", () => {
  const content = [
    { type: "text", text: "Ships " },
    { type: "image" },
    { type: "text", text: "it." },
  ];
  const data = { choices: [{ message: { content } }] };
  expect(parse({ type: "LLMGatewayResponse", turn_order: 4, data })).toMatchObject({
    content: "Ships it.",
  });
});

it.each([
  [
    { error: { code: 429, message: "Rate limit\nexceeded" }, request_id: "r" },
    "Rate limit exceeded",
  ],
  [{ error: "no access", status: "error" }, "no access"],
  [
    { code: 404, message: "model not found", metadata: { errors: ["gpt-9"] } },
    "model not found: gpt-9",
  ],
  [{ error: { kind: 7 }, choices: [] }, ""],
])("an insight of the error %j has its words and costs nothing", (data, error) => {
  expect(parse({ type: "LLMGatewayResponse", turn_order: 4, data })).toEqual({
    type: "insight",
    order: 4,
    content: null,
    usage: null,
    error,
  });
});

describe("a broken message", () => {
  it.each([
    ["not JSON", "{"],
    ["an empty frame", ""],
    ["a list", "[]"],
    ["null", "null"],
    ["a turn without its order", JSON.stringify({ ...TURN, turn_order: null })],
    ["a turn of order −1", JSON.stringify({ ...TURN, turn_order: -1 })],
    ["a reply without its order", JSON.stringify({ type: "LLMGatewayResponse", data: {} })],
  ])("is malformed: %s", (_name, frame) => {
    expect(parseServerMessage(frame)).toEqual({ type: "malformed" });
  });

  it("has empty fields for null ones in a turn", () => {
    const broken = {
      type: "Turn",
      turn_order: 2,
      end_of_turn: true,
      transcript: null,
      words: null,
    };
    expect(parse(broken)).toMatchObject({ order: 2, endOfTurn: true, transcript: "", words: [] });
  });

  it("loses a word without times and keeps the others", () => {
    const words = [{ text: "lost", start: null, end: 5 }, WORD, "odd"];
    expect(parse({ ...TURN, words })).toMatchObject({ words: [{ text: "Ship" }] });
  });

  it("gives no negative length to a word that ends before it starts", () => {
    expect(parse({ ...TURN, words: [{ ...WORD, end: 100 }] })).toMatchObject({
      words: [{ startMs: 1216, endMs: 1216 }],
    });
  });
});

import { describe, expect, it } from "vitest";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import { parseParameters } from "../../local/speech/parameters.ts";
import { reworded } from "../../local/speech/wording.ts";
import { begin, finals, partials, startService, type Parameters } from "./speech-client.ts";

function wording(text: string, parameters: Parameters): string {
  const parsed = parseParameters(new URLSearchParams(parameters));
  if (!parsed.ok) throw new Error(parsed.refusal.text);
  const words = text
    .split(" ")
    .map((word, index) => ({ text: word, startMs: index, endMs: index + 1, confidence: 1 }));
  return reworded(words, parsed.value)
    .map((word) => word.text)
    .join(" ");
}

const terms = (...list: readonly string[]): Parameters => ({
  keyterms_prompt: JSON.stringify(list),
});
const redacted = (sub?: string): Parameters => ({
  redact_pii: "true",
  ...(sub !== undefined && { redact_pii_sub: sub }),
});

it.each<[string, string, Parameters, string]>([
  ["nothing where nothing is asked", "Damn, ask Priya.", {}, "Damn, ask Priya."],
  ["key terms", "the devops, and ci", terms("DevOps", "CI"), "the DevOps, and CI"],
  [
    "key terms of several words",
    "new york is not New, York?",
    terms("New York"),
    "New York is not New, York?",
  ],
  ["no part of a word", "shipping ships", terms("SHIP"), "shipping ships"],
  ["no term of 51 characters", "x".repeat(51), terms("X".repeat(51)), "x".repeat(51)],
  ["swear words", "Damn, that SHIT again", { filter_profanity: "true" }, "D***, that S*** again"],
  [
    "personal data as hashes",
    "Ask Priya, at priya@a.example or 555-0100-22.",
    redacted(),
    "Ask #####, at ############### or ###########.",
  ],
  [
    "personal data as what they are",
    "Ask Priya, at priya@a.example or 555-0100-22.",
    redacted("entity_name"),
    "Ask [PERSON_NAME], at [EMAIL_ADDRESS] or [PHONE_NUMBER].",
  ],
  [
    "no day, time or short number",
    "On Friday at 1030 or 42",
    redacted(),
    "On Friday at 1030 or 42",
  ],
])("reworded changes %s", (_, text, parameters, expected) => {
  expect(wording(text, parameters)).toBe(expected);
});

describe("in a session", () => {
  const engine = createScriptedEngine([
    { text: "Damn, ask Priya about devops today.", startMs: 500, endMs: 4500 },
  ]);
  const hear = async (parameters: Parameters) => {
    const client = await begin(await startService({}, { engine }), parameters);
    client.sendAudio(6000);
    return client.finish();
  };
  const UNIVERSAL = { speech_model: "universal-streaming-english", format_turns: "true" };

  it("partials and finals have the same wording", async () => {
    const messages = await hear({ ...terms("DevOps"), filter_profanity: "true" });
    expect(partials(messages)[0]?.transcript).toBe("d*** ask");
    expect(finals(messages)[0]).toMatchObject({
      transcript: "D***, ask Priya about DevOps today.",
      utterance: "D***, ask Priya about DevOps today.",
    });
  });

  it("unformatted finals keep masks and tags", async () => {
    const messages = await hear({
      ...UNIVERSAL,
      filter_profanity: "true",
      ...redacted("entity_name"),
    });
    expect(partials(messages)).toEqual([]);
    expect(finals(messages).map((turn) => turn.transcript)).toEqual([
      "d*** ask [PERSON_NAME] about devops today",
      "D***, ask [PERSON_NAME] about devops today.",
      "",
    ]);
  });

  it("insights get the reworded text", async () => {
    const request = {
      model: "m",
      max_tokens: 9,
      messages: [{ role: "user", content: "{{turn}}" }],
    };
    const messages = await hear({ ...redacted(), llm_gateway: JSON.stringify(request) });
    const reply = messages.find((message) => message.type === "LLMGatewayResponse");
    expect(reply?.transcript).toBe("Damn, ask ##### about devops today.");
  });
});

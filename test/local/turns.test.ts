import { describe, expect, it } from "vitest";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import { manualClock } from "../../local/clock.ts";
import { behaviourWith, type Behaviour } from "../../local/behaviour.ts";
import type { EngineWord } from "../../local/speech/engine.ts";
import type { WireWord } from "../../local/speech/wire-messages.ts";
import { parseParameters } from "../../local/speech/parameters.ts";
import { FIRST_TURN } from "../../local/speech/turn-state.ts";
import { writeHypothesis } from "../../local/speech/turn-stream.ts";
import {
  begin,
  finals,
  ofType,
  partials,
  startService,
  WHOLE_SCRIPT_MS,
  type Message,
  type Parameters,
} from "./speech-client.ts";

/** Returns all messages of a session in which the whole script was spoken. */
async function hear(
  parameters: Parameters = {},
  turns: Partial<Behaviour["turns"]> = {},
): Promise<readonly Message[]> {
  const client = await begin(await startService({ turns }), parameters);
  client.sendAudio(WHOLE_SCRIPT_MS);
  return client.finish();
}

const UNIVERSAL = { speech_model: "universal-streaming-english" };
const isFinal = (word: WireWord): boolean => word.word_is_final;

describe("Pro style", () => {
  it("announces speech, rewrites partials, and ends each turn once", async () => {
    const messages = await hear();
    expect(
      messages.map((message) => [message.type, message.turn_order, message.transcript]),
    ).toEqual([
      ["Begin", undefined, undefined],
      ["SpeechStarted", undefined, undefined],
      ["Turn", 0, "ship it"],
      ["Turn", 0, "Ship it on Friday."],
      ["SpeechStarted", undefined, undefined],
      ["Turn", 1, "can priya"],
      ["Turn", 1, "Can Priya own the notes?"],
      ["Termination", undefined, undefined],
    ]);
    expect(messages[1]).toEqual({ type: "SpeechStarted", timestamp: 500, confidence: 0.96 });
  });

  it("has unfinished words in partials and finished words in finals", async () => {
    const messages = await hear();
    expect(partials(messages)[0]).toMatchObject({
      turn_is_formatted: false,
      end_of_turn: false,
      utterance: "",
      end_of_turn_confidence: 0,
    });
    expect(
      partials(messages)
        .flatMap((turn) => turn.words)
        .some(isFinal),
    ).toBe(false);
    expect(finals(messages)[0]).toMatchObject({
      turn_is_formatted: true,
      utterance: "Ship it on Friday.",
      end_of_turn_confidence: 1,
    });
    expect(
      finals(messages)
        .flatMap((turn) => turn.words)
        .every(isFinal),
    ).toBe(true);
  });

  it("marks partials as formatted by switch", async () => {
    const messages = await hear({}, { partialsFormatted: true });
    expect(partials(messages).every((turn) => turn.turn_is_formatted)).toBe(true);
  });

  it("sends partials at an interval while speech goes on", async () => {
    const engine = createScriptedEngine([
      { text: "one two three four five six seven eight nine ten", startMs: 0, endMs: 10_000 },
    ]);
    const count = async (parameters: Parameters, turns: Partial<Behaviour["turns"]>) => {
      const client = await begin(await startService({ turns }, { engine }), parameters);
      client.sendAudio(10_000);
      return partials(await client.finish()).length;
    };
    expect(await count({}, { partialEveryMs: 3000 })).toBe(4);
    expect(await count({ continuous_partials: "false" }, {})).toBe(1);
    expect(await count({ speaker_labels: "true" }, {})).toBe(1);
    expect(await count({ speaker_labels: "true", continuous_partials: "true" }, {})).toBe(4);
    expect(await count({}, { continuousPartials: false })).toBe(1);
  });

  it("sends its first partial after interruption_delay", async () => {
    expect(partials(await hear({ interruption_delay: "0" }))[0]?.transcript).toBe("ship");
    expect(partials(await hear({ interruption_delay: "1000" }))[0]?.transcript).toBe(
      "ship it on friday",
    );
  });

  it("sends a partial at a pause", async () => {
    const engine = createScriptedEngine(
      [
        { text: "first", startMs: 0, endMs: 1000 },
        { text: "then", startMs: 1000, endMs: 1200 },
      ],
      { endSilenceMs: 3000 },
    );
    const client = await begin(await startService({}, { engine }), { min_turn_silence: "30" });
    client.sendAudio(1000);
    client.sendAudio(1000, 1000);
    expect(partials(await client.finish()).map((turn) => turn.transcript)).toEqual([
      "first",
      "first then",
    ]);
  });
});

describe("Universal-Streaming style", () => {
  it("comes word by word, with finished words only in the transcript", async () => {
    const turns = ofType(await hear(UNIVERSAL), "Turn").filter((turn) => turn.turn_order === 0);
    expect(turns.map((turn) => [turn.transcript, turn.words.map(isFinal)])).toEqual([
      ["", [false]],
      ["ship", [true, false]],
      ["ship it", [true, true, false]],
      ["ship it on", [true, true, true, false]],
      ["ship it on friday", [true, true, true, true]],
    ]);
    expect(turns.map((turn) => turn.end_of_turn_confidence)).toEqual([
      0.08, 0.08, 0.08, 0.08, 0.81,
    ]);
  });

  it("has one raw final per turn and an empty one at the end", async () => {
    const messages = await hear(UNIVERSAL);
    expect(
      finals(messages).map((turn) => [turn.turn_order, turn.transcript, turn.turn_is_formatted]),
    ).toEqual([
      [0, "ship it on friday", false],
      [1, "can priya own the notes", false],
      [2, "", false],
    ]);
    expect(finals(messages).at(-1)?.words).toEqual([]);
    expect(ofType(messages, "SpeechStarted")).toEqual([]);
  });

  it("ends the open turn before the empty final", async () => {
    const client = await begin(await startService(), UNIVERSAL);
    client.sendAudio(2000);
    const ends = finals(await client.finish()).map((turn) => [turn.turn_order, turn.transcript]);
    expect(ends).toEqual([
      [0, "ship it on"],
      [1, ""],
    ]);
  });

  it("never changes a finished word, even if the engine rewrites it", () => {
    const spoken = (texts: string): EngineWord[] =>
      texts.split(" ").map((text, index) => ({
        text,
        startMs: index * 100,
        endMs: index * 100 + 90,
        confidence: 1,
      }));
    const parsed = parseParameters(new URLSearchParams(UNIVERSAL));
    if (!parsed.ok) throw new Error(parsed.refusal.text);
    const context = {
      parameters: { ...parsed.value, format_turns: true },
      behaviour: behaviourWith().turns,
      heardMs: 1000,
      letterOf: () => "A",
    };
    let state = FIRST_TURN;
    const texts = (["partial", "partial", "final"] as const).flatMap((type, index) => {
      const words = spoken(["ship it", "shop it on", "Shop it on Friday."][index] ?? "");
      const step = writeHypothesis(state, { type, words }, context);
      ({ state } = step);
      return step.messages.map((message) => message.type === "Turn" && message.transcript);
    });
    expect(texts).toEqual(["ship", "ship it", "ship it on friday", "Shop it on Friday."]);
  });

  it("has no empty final by switch", async () => {
    expect(finals(await hear(UNIVERSAL, { emptyFinal: false }))).toHaveLength(2);
  });

  it("sends a second, formatted final of a turn, or that one only by switch", async () => {
    const formatted = { ...UNIVERSAL, format_turns: "true" };
    const summary = (messages: readonly Message[]) =>
      finals(messages)
        .filter((turn) => turn.turn_order === 0)
        .map((turn) => [turn.transcript, turn.turn_is_formatted]);
    expect(summary(await hear(formatted))).toEqual([
      ["ship it on friday", false],
      ["Ship it on Friday.", true],
    ]);
    expect(summary(await hear(formatted, { formattedPair: false }))).toEqual([
      ["Ship it on Friday.", true],
    ]);
  });

  it("has an end-of-turn confidence of at least the threshold", async () => {
    const messages = await hear({ ...UNIVERSAL, end_of_turn_confidence_threshold: "0.9" });
    expect(finals(messages)[0]?.end_of_turn_confidence).toBe(0.9);
  });

  it("applies to any model by switch", async () => {
    expect(finals(await hear({}, { style: "universal" }))[0]?.transcript).toBe("ship it on friday");
    expect(finals(await hear(UNIVERSAL, { style: "pro" }))[0]?.transcript).toBe(
      "Ship it on Friday.",
    );
  });
});

describe("word times", () => {
  it("are whole ms, and padded edges stay within the audio", async () => {
    const [first, second] = finals(await hear({}, { padStartMs: 700, padEndMs: 900 }));
    expect(first?.words.map((word) => [word.text, word.start, word.end])).toEqual([
      ["Ship", 0, 1033],
      ["it", 1033, 1300],
      ["on", 1300, 1567],
      ["Friday.", 1567, 2900],
    ]);
    expect(second?.words[0]?.start).toBe(3300);
    expect(second?.words.at(-1)?.end).toBe(6400);
    expect(first?.words[0]?.confidence).toBe(0.95);
  });

  it("are exact by switch", async () => {
    const [first] = finals(await hear({}, { padStartMs: 0, padEndMs: 0 }));
    expect([first?.words[0]?.start, first?.words.at(-1)?.end]).toEqual([500, 2500]);
  });
});

describe("an option", () => {
  it("language_detection names the language of finals", async () => {
    const messages = await hear({ language_detection: "true" });
    expect(finals(messages)[0]).toMatchObject({ language_code: "en", language_confidence: 0.97 });
    expect(partials(messages)[0]).not.toHaveProperty("language_code");
    expect(finals(await hear())[0]).not.toHaveProperty("language_code");
  });

  it("redact_pii suppresses partials", async () => {
    const messages = await hear({ redact_pii: "true" });
    expect(partials(messages)).toEqual([]);
    expect(finals(messages)).toHaveLength(2);
  });

  it("speaker_labels labels finals, and partials by switch", async () => {
    const messages = await hear({ speaker_labels: "true" });
    expect(finals(messages)[0]).toMatchObject({ speaker_label: "A", speaker_confidence: 0.88 });
    expect(finals(messages)[0]?.words[0]).toMatchObject({ speaker: "A", speaker_confidence: 0.88 });
    expect(partials(messages)[0]).not.toHaveProperty("speaker_label");
    expect(ofType(messages, "SpeakerRevision")).toEqual([]);
    const early = await hear({ speaker_labels: "true" }, { speakerOnPartials: true });
    // Less than a second of speech: the speaker is unknown.
    expect(partials(early)[0]?.speaker_label).toBe("UNKNOWN");
  });

  it("speaker_labels revises labels between the last final and Termination, and keeps text and times", async () => {
    const messages = await hear(
      { speaker_labels: "true" },
      {
        voicesOf: (words, turn) => ({
          heard: words.map(() => "first"),
          revised: words.map(() => (turn === 1 ? "second" : "first")),
        }),
      },
    );
    const [, changed] = finals(messages);
    expect(messages.slice(-2)).toEqual([
      {
        type: "SpeakerRevision",
        revisions: [
          {
            turn_order: 1,
            speaker_label: "B",
            words: changed?.words.map((word) => Object.assign({}, word, { speaker: "B" })),
          },
        ],
      },
      expect.objectContaining({ type: "Termination" }),
    ]);
  });

  it("speaker_labels labels words, some of them not at all, and names voices as a session hears them", async () => {
    const voicesOf: Behaviour["turns"]["voicesOf"] = (words) => {
      const voices = words.map((_, at) => (at === 1 ? null : at === 0 ? "Ann" : "Ben"));
      return { heard: voices, revised: voices };
    };
    for (let session = 0; session < 2; session++) {
      const [first] = finals(await hear({ speaker_labels: "true" }, { voicesOf }));
      expect(first?.speaker_label).toBe("B");
      expect(first?.words.slice(0, 3).map(({ speaker }) => speaker)).toEqual(["A", undefined, "B"]);
    }
  });

  it("speaker_labels_revision_interval_ms revises labels once per clamped interval", async () => {
    const clock = manualClock();
    const voicesOf: Behaviour["turns"]["voicesOf"] = (words) => ({
      heard: words.map(() => "first"),
      revised: words.map(() => "second"),
    });
    const client = await begin(await startService({ turns: { voicesOf } }, { clock }), {
      speaker_labels: "true",
      speaker_labels_revision_interval_ms: "1",
    });
    client.sendAudio(WHOLE_SCRIPT_MS);
    await client.settled();
    clock.advance(119_999);
    await client.settled();
    expect(ofType(client.messages, "SpeakerRevision")).toEqual([]);
    clock.advance(1);
    await client.message("SpeakerRevision");
    expect(ofType(await client.finish(), "SpeakerRevision")).toHaveLength(1);
  });
});

import { describe, expect, it } from "vitest";
import type { HeardWord, TurnMessage } from "../../../core/speech/service.ts";
import type { Word } from "../../../core/meeting.ts";
import {
  applyTurn,
  type FinalTurns,
  heardUntilMs,
  type SessionPlace,
} from "../../../core/speech/turns.ts";

const PLACE: SessionPlace = {
  meetingId: "m",
  channel: "tab",
  session: 2,
  baseSamples: 160_000,
  introduction: null,
  settled: [],
};

const word = (text: string, startMs: number, endMs = startMs + 200): HeardWord => ({
  text,
  startMs,
  endMs,
  confidence: 0.9,
});

const message = (change: Partial<TurnMessage>): TurnMessage => ({
  type: "turn",
  order: 0,
  endOfTurn: true,
  formatted: true,
  transcript: "Ship it.",
  words: [word("Ship", 500), word("it.", 900)],
  language: null,
  speaker: null,
  ...change,
});

function play(messages: readonly Partial<TurnMessage>[], place = PLACE) {
  let finals: FinalTurns = new Map();
  return messages.map((each) => {
    const step = applyTurn(finals, message(each), place);
    finals = step.finals;
    return step.change;
  });
}

describe("applyTurn", () => {
  it("adds the beginning of the session to every time", () => {
    expect(play([{}])[0]).toMatchObject({
      type: "final",
      turn: {
        meetingId: "m",
        channel: "tab",
        session: 2,
        order: 0,
        startMs: 10_500,
        endMs: 11_100,
        words: [{ text: "Ship", startMs: 10_500, endMs: 10_700 }, { text: "it." }],
      },
    });
  });

  it("drops words that were stored before the session", () => {
    const settled = [
      { text: "ship", startMs: 10_600, endMs: 11_400, confidence: 1, speaker: null },
    ];
    expect(play([{}], { ...PLACE, settled })[0]).toMatchObject({
      type: "final",
      turn: { text: "it.", startMs: 10_900 },
    });
  });

  it("drops a turn whose words were all stored before", () => {
    const settled = [{ text: "it", startMs: 10_900, endMs: 11_100, confidence: 1, speaker: null }];
    expect(play([{}], { ...PLACE, settled })).toEqual([{ type: "dropped" }]);
  });
});

it.each([
  ["A  A", null, ["A", "A", "A", "A"]],
  ["A  B", "B", ["A", null, null, "B"]],
  [" AB ", "C", [null, "A", "B", null]],
  [" AB ", "A", ["A", "A", "B", null]],
  ["    ", "C", ["C", "C", "C", "C"]],
  ["    ", null, [null, null, null, null]],
])("words with the labels “%s” in a turn of %s are said by %j", (labels, speaker, speakers) => {
  const words = [...labels].map((label, at) => ({
    ...word("w", at * 300),
    ...(label !== " " && { speaker: label }),
  }));
  expect(play([{ words, speaker }])[0]).toMatchObject({ type: "final", speakers });
});

describe("a message of a turn", () => {
  const partial = { endOfTurn: false };
  const raw = { formatted: false, transcript: "ship it" };

  it.each([
    [
      "replaces an earlier partial",
      [partial, { ...partial, words: [word("Shift", 500)] }],
      ["partial", "partial"],
    ],
    ["makes a partial final", [partial, {}], ["partial", "final"]],
    ["never replaces a final with a partial", [{}, partial], ["final", "ignored"]],
    ["replaces raw text with formatted text", [raw, {}], ["final", "final"]],
    ["never replaces formatted text with raw text", [{}, raw], ["final", "ignored"]],
    ["may repeat a final, which is stored again under the same key", [{}, {}], ["final", "final"]],
    [
      "may have an earlier order than the one before",
      [{ order: 3 }, { order: 1 }],
      ["final", "final"],
    ],
    ["makes no turn if it is an empty final", [{ transcript: "", words: [] }], ["dropped"]],
    [
      "does not erase a final with an empty copy",
      [{}, { transcript: " ", words: [] }],
      ["final", "ignored"],
    ],
  ])("%s", (_name, messages, expected) => {
    expect(play(messages).map(({ type }) => type)).toEqual(expected);
  });

  it("is final by end_of_turn alone, formatted or not", () => {
    expect(play([{ endOfTurn: false, formatted: true }])[0]?.type).toBe("partial");
    expect(play([{ endOfTurn: true, formatted: false }])[0]?.type).toBe("final");
  });
});

describe("the text of a turn", () => {
  it("comes from the words in a partial, whose transcript may lack unsettled words", () => {
    expect(play([{ endOfTurn: false, transcript: "" }])[0]).toMatchObject({
      partial: { text: "Ship it." },
    });
  });
  it("comes from the transcript in a final", () => {
    expect(play([{ transcript: "Ship it!" }])[0]).toMatchObject({ turn: { text: "Ship it!" } });
  });
  it("comes from the words in a final without transcript", () => {
    expect(play([{ transcript: "" }])[0]).toMatchObject({ turn: { text: "Ship it." } });
  });
});

describe("heardUntilMs", () => {
  const at = (startMs: number, endMs: number): Word => ({
    text: "x",
    startMs,
    endMs,
    confidence: 1,
  });

  it.each([
    ["the end of the last word", [at(0, 400), at(500, 900)], 900],
    ["a padded end is cut at the end of the recording", [at(9_000, 11_200)], 10_000],
    ["a word beyond the recording proves nothing", [at(0, 400), at(500, 60_000)], null],
    ["words out of order prove nothing", [at(5_000, 5_400), at(500, 900)], null],
    ["a word that ends before it begins proves nothing", [at(500, 400)], null],
    ["no words prove nothing", [], null],
  ])("%s", (_name, words, expected) => {
    expect(heardUntilMs(words, 10_000)).toBe(expected);
  });
});

import { describe, expect, it } from "vitest";
import type { HeardWord, TurnMessage } from "../../../core/speech/service.ts";
import { type FinalTurns, type SessionPlace, applyTurn } from "../../../core/speech/turns.ts";

const PLACE: SessionPlace = {
  meetingId: "m",
  channel: "tab",
  session: 2,
  baseSamples: 160_000,
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

describe("the meeting clock", () => {
  it("adds the place where the session began to every time", () => {
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

  it("leaves out what was stored before the session began", () => {
    const settled = [{ text: "ship", startMs: 10_600, endMs: 11_400, confidence: 1 }];
    expect(play([{}], { ...PLACE, settled })[0]).toMatchObject({
      type: "final",
      turn: { text: "it.", startMs: 10_900 },
    });
  });

  it("knows no turn of which everything was stored before", () => {
    const settled = [{ text: "it", startMs: 10_900, endMs: 11_100, confidence: 1 }];
    expect(play([{}], { ...PLACE, settled })).toEqual([{ type: "dropped" }]);
  });
});

describe("replacement", () => {
  const partial = { endOfTurn: false };
  const raw = { formatted: false, transcript: "ship it" };

  it.each([
    [
      "a partial may rewrite itself",
      [partial, { ...partial, words: [word("Shift", 500)] }],
      ["partial", "partial"],
    ],
    ["a partial becomes final", [partial, {}], ["partial", "final"]],
    ["a partial never replaces a final", [{}, partial], ["final", "ignored"]],
    ["formatted replaces raw", [raw, {}], ["final", "final"]],
    ["raw never replaces formatted", [{}, raw], ["final", "ignored"]],
    ["the same final twice is stored twice, under one key", [{}, {}], ["final", "final"]],
    ["orders may come in any order", [{ order: 3 }, { order: 1 }], ["final", "final"]],
    ["an empty final is no turn", [{ transcript: "", words: [] }], ["dropped"]],
    [
      "an empty copy does not erase a final",
      [{}, { transcript: " ", words: [] }],
      ["final", "ignored"],
    ],
  ])("%s", (_name, messages, expected) => {
    expect(play(messages).map(({ type }) => type)).toEqual(expected);
  });

  it("decides finality by end_of_turn alone, whatever is said about formatting", () => {
    expect(play([{ endOfTurn: false, formatted: true }])[0]?.type).toBe("partial");
    expect(play([{ endOfTurn: true, formatted: false }])[0]?.type).toBe("final");
  });
});

describe("the text of a turn", () => {
  it("comes from the words while it is spoken: the transcript may hold settled words only", () => {
    expect(play([{ endOfTurn: false, transcript: "" }])[0]).toMatchObject({
      partial: { text: "Ship it." },
    });
  });
  it("comes from the transcript when it is final", () => {
    expect(play([{ transcript: "Ship it!" }])[0]).toMatchObject({ turn: { text: "Ship it!" } });
  });
  it("comes from the words where a final lacks its transcript", () => {
    expect(play([{ transcript: "" }])[0]).toMatchObject({ turn: { text: "Ship it." } });
  });
});

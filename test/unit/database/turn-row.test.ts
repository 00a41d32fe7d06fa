import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { serialize } from "node:v8";
import { beforeEach, describe, expect, it } from "vitest";
import type { Turn, Word } from "../../../core/meeting.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { rowOf, turnOf } from "../../../entrypoints/shared/database/turn-row.ts";
import { editTurn, getTurn, listTurns } from "../../../entrypoints/shared/database/turn-store.ts";

const word = (text: string, index: number, change: Partial<Word> = {}): Word => ({
  text,
  startMs: 60_000 + index * 310,
  endMs: 60_000 + index * 310 + 240,
  confidence: (900 + ((index * 7919) % 97)) / 1_000,
  ...change,
});

const SENTENCE =
  "So before we talk about the budget I would like to hear from Priya how the first two weeks went";

function turnWith(words: readonly Word[], change: Partial<Turn> = {}): Turn {
  const text = words.map((each) => each.text).join(" ");
  return {
    meetingId: "5d8cbd2e-6f2e-4a51-8c3d-0d7a52a4a1f0",
    channel: "tab",
    session: 2,
    order: 17_000,
    startMs: 60_000,
    endMs: 67_000,
    text,
    words,
    formatted: true,
    language: null,
    speaker: "A",
    insight: null,
    ...change,
  };
}

const WORDS = SENTENCE.split(" ").map((text, index) => word(text, index));
const TURN = turnWith(WORDS);

describe("a stored turn", () => {
  it.each<[string, Turn]>([
    ["is an ordinary one", TURN],
    ["has no words", turnWith([])],
    ["has one word", turnWith([word("Yes.", 0)])],
    ["was edited by the user", turnWith(WORDS, { text: "Something else", heardText: SENTENCE })],
    [
      "holds echoes",
      turnWith(
        WORDS.map((each, index) => (index % 3 === 1 ? { ...each, isEcho: true } : each)),
        { text: "What the echoes leave" },
      ),
    ],
    [
      "has words of equal confidence",
      turnWith(WORDS.map((each) => ({ ...each, confidence: 0.9 }))),
    ],
    ["has words out of order", turnWith(WORDS.toReversed())],
    ["has words before the meeting's first sample", turnWith([word("Hi", 0, { startMs: -40 })])],
    ["has an empty word", turnWith([word("", 0), word("b", 1), word("", 2)])],
    ["has a finer confidence", turnWith([word("a", 0, { confidence: 0.123_456 })])],
    ["has words with spaces", turnWith([word("New York", 0), word("City", 1)])],
    ["has an odd space", turnWith([word("a\u00a0b", 0), word("c\nd", 1)])],
    ["has times between milliseconds", turnWith([word("a", 0, { endMs: 60_000.1 + 0.2 })])],
    ["begins between milliseconds", turnWith(WORDS, { startMs: 59_999.5 })],
    ["has times that are not numbers", turnWith([word("a", 0, { startMs: Number.NaN })])],
  ])("comes back as it was if it %s", (_name, turn) => {
    expect(turnOf(structuredClone(rowOf(turn)))).toEqual(turn);
  });

  it("takes about half of what a list of words takes, and less in Chrome", () => {
    expect(serialize(rowOf(TURN)).length / serialize(TURN).length).toBeLessThan(0.55);
  });
});

describe("a row of an earlier version", () => {
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory();
  });

  it("is read as it is, and packed when it changes", async () => {
    const database = await openDatabase();
    await database.put("turns", TURN);
    expect(await getTurn(database, TURN)).toEqual(TURN);
    const edited = { ...TURN, insight: "Priya reports." };
    expect(
      await editTurn(database, TURN, (turn) => ({ ...turn, insight: "Priya reports." })),
    ).toEqual(edited);
    const [row] = await database.getAll("turns");
    expect(row?.words).not.toBeInstanceOf(Array);
    expect(await listTurns(database, TURN.meetingId)).toEqual([edited]);
  });
});

import { describe, expect, it } from "vitest";
import type { Turn } from "../../../core/meeting.ts";
import {
  dividedTurn,
  firstPartOf,
  lastPartOf,
  revisedTurn,
  type TurnRevision,
} from "../../../core/speech/turn-parts.ts";
import { spoken } from "../spoken.ts";
import { words } from "../words.ts";

const WORDS = words("we@100 ship@400 it@700 now@1000");
const whole = (change: Partial<Turn> = {}): Turn =>
  spoken({ order: firstPartOf(3), text: "We ship, it. Now!", words: WORDS, ...change });
const inShort = (turns: readonly Turn[]) =>
  turns.map(({ order, speaker, text }) => [order, speaker, text].join(" "));

const divided = (labels: string, change: Partial<Turn> = {}, before: readonly Turn[] = []) =>
  dividedTurn(whole({ text: "we ship it now", ...change }), [...labels], before);

describe("dividedTurn", () => {
  it.each([
    ["AAAA", ["3000 A we ship it now"]],
    ["AABB", ["3000 A we ship", "3002 B it now"]],
    ["ABBA", ["3000 A we", "3001 B ship it", "3003 A now"]],
  ])("cuts where the speaker changes: %s", (labels, parts) => {
    expect(inShort(divided(labels))).toEqual(parts);
  });

  it("keeps what the service wrote between the words", () => {
    const text = "“we ship” – it, now!";
    expect(divided("AABB", { text }).map((turn) => turn.text)).toEqual(["“we ship” –", "it, now!"]);
  });

  it("joins the words if the text does not have them", () => {
    expect(inShort(divided("AABB", { text: "other" }))).toEqual([
      "3000 A we ship",
      "3002 B it now",
    ]);
  });

  it("cuts a text without spaces", () => {
    const turn = whole({ text: "出荷します。はい。", words: words("出荷@1 します。@2 はい。@3") });
    const texts = dividedTurn(turn, ["A", "A", "B"], []).map(({ text }) => text);
    expect(texts).toEqual(["出荷します。", "はい。"]);
  });

  it("loses no word and leaves every part its own times", () => {
    const parts = divided("ABCA");
    expect(parts.flatMap((part) => part.words)).toEqual(WORDS);
    for (const part of parts)
      expect([part.startMs, part.endMs]).toEqual([
        part.words[0]?.startMs,
        part.words.at(-1)?.endMs,
      ]);
  });

  it("gives the insight to the last part", () => {
    const insights = divided("AABB", { insight: "Agreed." }).map(({ insight }) => insight);
    expect(insights).toEqual([null, "Agreed."]);
  });

  it("keeps earlier cuts in a copy that has none", () => {
    expect(inShort(divided("AAAA", {}, divided("AABB")))).toEqual([
      "3000 A we ship",
      "3002 A it now",
    ]);
  });

  it("empties the parts that a shorter copy does not reach", () => {
    const copy = { text: "we ship", words: WORDS.slice(0, 2) };
    expect(inShort(divided("AA", copy, divided("AABB")))).toEqual(["3000 A we ship", "3002 B "]);
  });

  it("tells no words apart beyond the orders that a turn reserves", () => {
    const many = Array.from({ length: 1_100 }, (_, at) => words(`w@${at}`)).flat();
    const labels = many.map((_, at) => (at % 2 === 0 ? "A" : "B"));
    const parts = dividedTurn(whole({ words: many }), labels, []);
    expect(parts).toHaveLength(1_000);
    expect(parts.at(-1)?.order).toBe(lastPartOf(3));
    expect(parts.flatMap((part) => part.words)).toEqual(many);
  });
});

describe("revisedTurn", () => {
  const revise = (parts: readonly Turn[], labels: string, change: Partial<TurnRevision> = {}) =>
    revisedTurn(parts, {
      speaker: null,
      formerSpeaker: null,
      words: new Map(
        WORDS.flatMap(({ startMs }, at) => {
          const label = labels[at] ?? " ";
          return label === " " ? [] : [[startMs, label]];
        }),
      ),
      ...change,
    });

  it.each([
    ["the speaker of a part", "AABB", "AACC", ["3000 A we ship", "3002 C it now"]],
    ["a cut that was too early", "AABB", "AAAB", ["3000 A we ship", "3002 A it", "3003 B now"]],
    ["a cut that was too late", "AABB", "ABBB", ["3000 A we", "3001 B ship", "3002 B it now"]],
    ["a turn that was whole", "AAAA", "AABB", ["3000 A we ship", "3002 B it now"]],
    [
      "words that it names, and no others",
      "AABB",
      "C   ",
      ["3000 C we", "3001 A ship", "3002 B it now"],
    ],
    ["a needless cut, which stays", "AABB", "AAAA", ["3000 A we ship", "3002 A it now"]],
  ])("corrects %s", (_, labels, revised, parts) => {
    expect(inShort(revise(divided(labels), revised))).toEqual(parts);
  });

  it("corrects the parts that had the label of the turn if words are not labelled", () => {
    const of = { speaker: "C", formerSpeaker: "A" };
    expect(inShort(revise(divided("AABB"), "", of))).toEqual(["3000 C we ship", "3002 B it now"]);
  });

  it("leaves a part whole that the user has edited, with the label of most of its words", () => {
    const parts = divided("AAAA").map((part): Turn => ({
      ...part,
      text: "We sail.",
      heardText: part.text,
    }));
    expect(inShort(revise(parts, "ABBB"))).toEqual(["3000 B We sail."]);
    const assigned = divided("AAAA").map((part): Turn => ({ ...part, saidBy: "person 1" }));
    expect(revise(assigned, "AABB")).toMatchObject([
      { saidBy: "person 1", text: "we ship it now" },
    ]);
  });
});

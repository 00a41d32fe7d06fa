import { describe, expect, it } from "vitest";
import { cuesOf } from "../../../../core/export/subtitles/spoken-cues.ts";
import type { Turn } from "../../../../core/meeting.ts";
import { between, seededRandom } from "../../../soak/random.ts";
import { heardWords, WORDS } from "../sample-meeting.ts";
import { turn } from "./subtitled-turns.ts";

const linesOf = (...turns: Turn[]): (readonly string[])[] =>
  cuesOf(turns, WORDS.speakers, () => 0).map(({ lines }) => lines);

describe("cuesOf", () => {
  it.each<[string, string, (readonly string[])[]]>([
    ["keeps a short sentence on one line", "We begin at nine.", [["We begin at nine."]]],
    [
      "breaks after a clause, with the longer line below",
      "When everybody is here, we begin with the numbers of last week.",
      [["When everybody is here,", "we begin with the numbers of last week."]],
    ],
    [
      "breaks after a sentence",
      "The first surprise is that the north sold more. The second one is that returns have doubled since then.",
      [
        ["The first surprise is", "that the north sold more."],
        ["The second one is that", "returns have doubled since then."],
      ],
    ],
    [
      "breaks within a long sentence without leaving a word alone",
      "a b c ".repeat(40).trim(),
      expect.toSatisfy((cues: string[][]) =>
        cues.every((lines) => lines.every((line) => line.includes(" "))),
      ),
    ],
    [
      "cuts a word that is longer than a line",
      "x".repeat(100),
      [["x".repeat(42), "x".repeat(42)], ["x".repeat(16)]],
    ],
    [
      "fills a line with sixteen Chinese letters",
      "北方地区的销售额比其他所有地区加起来还要多",
      [["北方地区的销售额比", "其他所有地区加起来还要多"]],
    ],
    [
      "keeps brackets with their content",
      "他说「我们下周再讨论预算」然后就离开了会议室。",
      [["他说「我们下周再讨论", "预算」然后就离开了会议室。"]],
    ],
  ])("%s", (_, text, lines) => {
    expect(linesOf(turn(text))).toEqual(lines);
  });

  it("breaks in a pause", () => {
    const words = [...heardWords("so let us", 0), ...heardWords("begin with the numbers", 5_000)];
    expect(linesOf(turn("so let us begin with the numbers", { words }))).toEqual([
      ["so let us"],
      ["begin with the numbers"],
    ]);
  });

  it("puts at most seven seconds of speech into one subtitle", () => {
    const words = heardWords("one two three four five six", 0, 3_000);
    const cues = linesOf(turn("one two three four five six", { words }));
    expect(cues).toEqual([["one two"], ["three four"], ["five six"]]);
  });

  it("leaves no word of a sentence alone", () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = seededRandom(seed);
      const word = (): string => "x".repeat(between(random, 2, 12));
      const sentence = `${Array.from({ length: between(random, 2, 40) }, word).join(" ")}.`;
      for (const lines of linesOf(turn(sentence))) expect(lines.join(" ")).toContain(" ");
    }
  });

  it("joins short consecutive turns of one speaker", () => {
    const cues = linesOf(turn("Yes."), turn("Of course.", { order: 1, startMs: 400 }));
    expect(cues).toEqual([["Yes. Of course."]]);
  });

  it("handles three hours of one voice", () => {
    const words = heardWords("and so on and on it goes without an end ".repeat(3_000).trim(), 0);
    expect(
      linesOf(turn(words.map(({ text }) => text).join(" "), { words })).length,
    ).toBeGreaterThan(1_000);
  });
});

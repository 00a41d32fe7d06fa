import { describe, expect, it } from "vitest";
import { cuesOf } from "../../../../core/export/subtitles/spoken-cues.ts";
import type { Turn } from "../../../../core/meeting.ts";
import { between, seededRandom } from "../../../soak/random.ts";
import { heardWords, WORDS } from "../sample-meeting.ts";
import { turn } from "./subtitled-turns.ts";

const linesOf = (...turns: Turn[]): (readonly string[])[] =>
  cuesOf(turns, WORDS.speakers, () => 0).map(({ lines }) => lines);

describe("where subtitles break", () => {
  it.each<[string, string, (readonly string[])[]]>([
    ["one that fits into a line", "We begin at nine.", [["We begin at nine."]]],
    [
      "at the end of a clause, the lower line the longer one",
      "When everybody is here, we begin with the numbers of last week.",
      [["When everybody is here,", "we begin with the numbers of last week."]],
    ],
    [
      "at the end of a sentence",
      "The first surprise is that the north sold more. The second one is that returns have doubled since then.",
      [
        ["The first surprise is", "that the north sold more."],
        ["The second one is that", "returns have doubled since then."],
      ],
    ],
    [
      "in the midst of a sentence that is too long, with no word left alone",
      "a b c ".repeat(40).trim(),
      expect.toSatisfy((cues: string[][]) =>
        cues.every((lines) => lines.every((line) => line.includes(" "))),
      ),
    ],
    [
      "a word longer than a line",
      "x".repeat(100),
      [["x".repeat(42), "x".repeat(42)], ["x".repeat(16)]],
    ],
    [
      "sixteen letters of Chinese a line",
      "北方地区的销售额比其他所有地区加起来还要多",
      [["北方地区的销售额比", "其他所有地区加起来还要多"]],
    ],
    [
      "brackets stay with what they hold",
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

  it("holds no more than is spoken in seven seconds", () => {
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

  it("shows short turns of one speaker together, when they follow each other", () => {
    const cues = linesOf(turn("Yes."), turn("Of course.", { order: 1, startMs: 400 }));
    expect(cues).toEqual([["Yes. Of course."]]);
  });

  it("takes three hours of one voice in its stride", () => {
    const words = heardWords("and so on and on it goes without an end ".repeat(3_000).trim(), 0);
    expect(
      linesOf(turn(words.map(({ text }) => text).join(" "), { words })).length,
    ).toBeGreaterThan(1_000);
  });
});

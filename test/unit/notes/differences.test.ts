import { describe, expect, it } from "vitest";
import { type ComparedLine, compareNotes } from "../../../core/notes/differences.ts";

const cite = (turnNumber: number) => `(0:0${turnNumber})`;
const compare = (before: string, after: string) =>
  compareNotes({ markdown: before, cite }, { markdown: after, cite });

/** A line with what was removed in [-…-] and what was added in {+…+}. */
const written = ({ before, after, isSame }: ComparedLine): string => {
  if (isSame) return `  ${before?.[0]?.text}`;
  const side = (pieces: ComparedLine["before"], open: string, close: string) =>
    pieces?.map(({ text, isChanged }) => (isChanged ? open + text + close : text)).join("") ?? "";
  return `${side(before, "[-", "-]")} → ${side(after, "{+", "+}")}`;
};

describe("compareNotes", () => {
  it.each([
    ["same words", "## A\n\n- **b** [3]", "# A\n- b [3]", ["  A", "  - b (0:03)"]],
    [
      "a changed word",
      "- It moves to the twelfth [2]",
      "- It moves to the nineteenth [2]",
      ["- It moves to the [-twelfth-] (0:02) → - It moves to the {+nineteenth+} (0:02)"],
    ],
    [
      "a removed citation",
      "- So it is [1][2]",
      "- So it is [1]",
      ["- So it is (0:01)[-(0:02)-] → - So it is (0:01)"],
    ],
    [
      "a ticked task",
      "- [ ] Write it",
      "- [x] Write it",
      ["- [[- -]] Write it → - [{+x+}] Write it"],
    ],
    [
      "added and removed lines",
      "- a\n- b\n- c",
      "- a\n- c\n- d",
      ["  - a", "[-- b-] → ", "  - c", " → {+- d+}"],
    ],
    [
      "a line that has nothing left",
      "Nothing of it",
      "All else here",
      ["[-Nothing of it-] → ", " → {+All else here+}"],
    ],
    [
      "words without spaces",
      "发布移到十二日",
      "发布移到十九日",
      ["发布移到[-十二-]日 → 发布移到{+十九+}日"],
    ],
    ["from nothing", "", "- a", [" → {+- a+}"]],
  ])("shows %s", (_, before, after, lines) => {
    expect(compare(before, after).map(written)).toEqual(lines);
  });

  it("holds every line of both versions", () => {
    const words = ["a b c", "d e", "f", "a b d", "g h i j", "d e f"];
    for (let seed = 0; seed < 200; seed++) {
      const pick = (by: number) =>
        words
          .filter((_, place) => ((seed * 31 + place * by) % 7) % 2 === 0)
          .map((each) => `- ${each}`);
      const [before, after] = [pick(3), pick(5)];
      const lines = compare(before.join("\n"), after.join("\n"));
      const side = (of: "before" | "after") =>
        lines.flatMap((line) => line[of]?.map(({ text }) => text).join("") ?? []);
      expect([side("before"), side("after")]).toEqual([before, after]);
    }
  });

  it("compares texts that are too long for a table as replaced", () => {
    const many = (word: string) =>
      Array.from({ length: 3_000 }, (_, at) => `- ${word}${at}`).join("\n");
    expect(compare(many("alpha"), many("omega")).length).toBe(6_000);
  });
});

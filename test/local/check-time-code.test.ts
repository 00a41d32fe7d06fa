import { describe, expect, it } from "vitest";
import { checkTimeCode, describeCheck, isFaultless } from "../time-code/check.ts";
import { isSaid, numbersSaid } from "../time-code/phrases.ts";

describe("checkTimeCode", () => {
  const cases: readonly {
    readonly what: string;
    readonly heard: readonly number[];
    readonly wrong: Partial<ReturnType<typeof checkTimeCode>>;
    readonly words: string;
  }[] = [
    { what: "all well", heard: [1, 2, 3, 5], wrong: {}, words: "" },
    { what: "one lost", heard: [1, 3, 5], wrong: { lost: [2] }, words: "1 lost (2)" },
    { what: "all lost", heard: [], wrong: { lost: [1, 2, 3, 5] }, words: "4 lost (1–3, 5)" },
    {
      what: "one doubled at its place",
      heard: [1, 2, 2, 3, 5],
      wrong: { doubled: [2] },
      words: "1 doubled (2)",
    },
    {
      what: "a turn doubled",
      heard: [1, 2, 3, 2, 3, 5],
      wrong: { doubled: [2, 3], disordered: [2] },
      words: "2 doubled (2–3), 1 disordered (2)",
    },
    {
      what: "one that is none of them",
      heard: [1, 2, 3, 4, 5],
      wrong: { invented: [4] },
      words: "1 invented (4)",
    },
    {
      what: "the wrong order",
      heard: [3, 5, 1, 2],
      wrong: { disordered: [1, 2] },
      words: "2 disordered (1–2)",
    },
  ];

  it.each(cases)("$what", ({ heard, wrong, words }) => {
    const check = checkTimeCode([1, 2, 3, 5], heard);
    const nothing = { lost: [], doubled: [], invented: [], disordered: [] };
    expect(check).toEqual({ expected: 4, ...nothing, ...wrong });
    expect(isFaultless(check)).toBe(words === "");
    expect(describeCheck(check)).toBe(words);
  });
});

describe("phrases", () => {
  it("sound the numbers of their time and are silent in the pauses", () => {
    expect(numbersSaid(0, 16)).toEqual([0, 1, 2, 3, 4, 5, 6, 12, 13, 14, 15]);
  });

  it("repeat with other numbers after their end", () => {
    expect(numbersSaid(145, 158)).toEqual([145, 146, 147, 148, 149, 150, 151, 157]);
    expect(isSaid(144)).toBe(false);
  });
});

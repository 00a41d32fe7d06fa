import { expect, it } from "vitest";
import { createFind, firstMatchFrom, stepped } from "../../../core/transcript/find.ts";
import { groupTurns } from "../../../core/transcript/turn-groups.ts";
import { spoken } from "../spoken.ts";

const TURNS = ["Über uns. Uber and out.", "Nothing.", "über", ""].map((text, order) =>
  spoken({ order, startMs: order * 1_000, text }),
);
const GROUPS = groupTurns(TURNS);

it.each<[string, readonly (readonly [number, number, number])[]]>([
  [
    "uber",
    [
      [0, 0, 4],
      [0, 10, 14],
      [2, 0, 4],
    ],
  ],
  [" NOTHING ", [[1, 0, 7]]],
  ["out.", [[0, 19, 23]]],
  ["elsewhere", []],
  ["", []],
  ["  ", []],
])("createFind finds “%s” in the order of the transcript", (words, expected) => {
  const matches = createFind()(GROUPS, words);
  expect(matches.map(({ turn, start, end }) => [turn.order, start, end])).toEqual(expected);
  expect(matches.every(({ turn }) => TURNS.includes(turn))).toBe(true);
});

it("createFind searches the new text of a changed turn", () => {
  const find = createFind();
  find(GROUPS, "other");
  const changed = TURNS.with(1, { ...spoken(), ...TURNS[1], text: "Other words." });
  expect(find(groupTurns(changed), "other")).toHaveLength(1);
});

it("firstMatchFrom returns the first match from a time on, otherwise the first match", () => {
  const matches = createFind()(GROUPS, "uber");
  expect([0, 1, 2_000, 2_001].map((ms) => firstMatchFrom(matches, ms))).toEqual([0, 2, 2, 0]);
});

it.each([
  [0, 1, 3, 1],
  [2, 1, 3, 0],
  [0, -1, 3, 2],
  [0, 1, 0, 0],
] as const)("stepped goes from %i by %i of %i matches to %i", (index, step, count, next) => {
  expect(stepped(index, step, count)).toBe(next);
});

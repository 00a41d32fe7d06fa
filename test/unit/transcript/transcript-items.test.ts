import { describe, expect, it } from "vitest";
import type { Mark } from "../../../core/meeting.ts";
import { sectionsOf, transcriptItems } from "../../../core/transcript/transcript-items.ts";
import { addTurn, GROUP_SIZE, groupTurns } from "../../../core/transcript/turn-groups.ts";
import { spoken } from "../spoken.ts";

const turn = (order: number, change = {}) => spoken({ order, startMs: order * 1_000, ...change });
const bookmark = (atMs: number, note = ""): Mark => ({
  type: "bookmark",
  id: `b${atMs}`,
  atMs,
  note,
});
const pause = (atMs: number): Mark => ({ type: "pause", atMs, pausedAt: atMs, resumedAt: null });

const written = (items: ReturnType<typeof transcriptItems>) =>
  items.map((item) => (item.type === "turn" ? item.turn.order : `${item.type} ${item.atMs}`));

it("transcriptItems puts marks between turns by time, before a turn that begins then", () => {
  const marks = [bookmark(0), pause(1_000), bookmark(1_500), bookmark(9_000)];
  expect(written(transcriptItems([turn(0), turn(1), turn(2)], marks))).toEqual([
    "bookmark 0",
    0,
    "pause 1000",
    1,
    "bookmark 1500",
    2,
    "bookmark 9000",
  ]);
});

it("transcriptItems leaves out turns without words", () => {
  const turns = [turn(0), turn(1, { text: "" }), turn(2, { text: " \n" }), turn(3)];
  expect(written(transcriptItems(turns, [pause(1_000)]))).toEqual([0, "pause 1000", 3]);
});

describe("sectionsOf", () => {
  const groups = groupTurns(Array.from({ length: 3 * GROUP_SIZE }, (_, order) => turn(order)));
  const edge = GROUP_SIZE * 1_000;
  const marks = [bookmark(500), bookmark(edge - 1), pause(edge), bookmark(9e9)];
  const before = sectionsOf(groups, marks);

  it("puts every mark into one section, with the turns around it", () => {
    expect(before.map((section) => section.marks.map(({ atMs }) => atMs))).toEqual([
      [500, edge - 1],
      [edge],
      [9e9],
    ]);
  });

  it("reuses all sections but the one with a new turn", () => {
    const after = sectionsOf(addTurn(groups, turn(0, { text: "New." })), marks, before);
    expect(after.map((section, index) => section === before[index])).toEqual([false, true, true]);
  });

  it("reuses all sections but the one with a new mark, even if all marks are new objects", () => {
    const more = structuredClone([...marks, bookmark(9e9 + 1)]);
    const after = sectionsOf(groups, more, before);
    expect(after.map((section, index) => section === before[index])).toEqual([true, true, false]);
    const noted = structuredClone(marks.with(0, bookmark(500, "A note")));
    const annotated = sectionsOf(groups, noted, before);
    expect(annotated.map((section, index) => section === before[index])).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("shows marks of a meeting without turns, and nothing without marks", () => {
    expect(sectionsOf([], [pause(0)]).map(({ items }) => written(items))).toEqual([["pause 0"]]);
    expect(sectionsOf([], [])).toEqual([]);
  });
});

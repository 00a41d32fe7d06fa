import { describe, expect, it } from "vitest";
import { addTurn, GROUP_SIZE, groupTurns } from "../../../core/transcript/turn-groups.ts";
import { spoken } from "../spoken.ts";

const turns = (count: number) =>
  Array.from({ length: count }, (_, order) => spoken({ order, startMs: order * 1_000 }));

it("groupTurns orders turns by time, and simultaneous ones always alike", () => {
  const mixed = [
    spoken({ order: 2, startMs: 500 }),
    spoken({ order: 1, startMs: 500 }),
    spoken({ channel: "mic", order: 0, startMs: 500 }),
    spoken({ order: 0, startMs: 0 }),
  ];
  const order = (of: typeof mixed) =>
    groupTurns(of)
      .flat()
      .map((each) => [each.channel, each.order]);
  expect(order(mixed)).toEqual([
    ["tab", 0],
    ["tab", 1],
    ["tab", 2],
    ["mic", 0],
  ]);
  expect(order(mixed.toReversed())).toEqual(order(mixed));
});

describe("addTurn", () => {
  const groups = groupTurns(turns(2 * GROUP_SIZE + 3));

  it("keeps all groups but the last", () => {
    const added = addTurn(groups, spoken({ order: 999, startMs: 1e9 }));
    expect(added.length).toBe(3);
    expect(added[0]).toBe(groups[0]);
    expect(added[1]).toBe(groups[1]);
    expect(added[2]).toHaveLength(4);
    expect(groups[2]).toHaveLength(3);
  });

  it("begins a new group if the last is full", () => {
    const full = groupTurns(turns(GROUP_SIZE));
    const added = addTurn(full, spoken({ order: 999, startMs: 1e9 }));
    expect(added.map((group) => group.length)).toEqual([GROUP_SIZE, 1]);
    expect(added[0]).toBe(full[0]);
  });

  it("puts an earlier turn in its place", () => {
    const late = spoken({ channel: "mic", order: 5, startMs: 1_500 });
    const added = addTurn(groups, late);
    expect(added.flat()[2]).toBe(late);
    expect(added[1]).toBe(groups[1]);
  });

  it("gives the same result as groupTurns, turn by turn", () => {
    const all = turns(GROUP_SIZE + 7);
    expect(all.toReversed().reduce(addTurn, groupTurns([])).flat()).toEqual(all);
  });
});

describe("addTurn with a known turn", () => {
  const groups = groupTurns([spoken({ text: "first", insight: "kept" }), spoken({ session: 1 })]);

  it("replaces it and keeps its insight", () => {
    const replaced = addTurn(groups, spoken({ text: "second" })).flat();
    expect(replaced.map(({ text, insight }) => [text, insight])).toEqual([
      ["second", "kept"],
      ["words", null],
    ]);
  });

  it("takes a new insight", () => {
    expect(addTurn(groups, spoken({ session: 1, insight: "new" })).flat()[1]?.insight).toBe("new");
  });

  it("adds a turn of another session, channel or meeting", () => {
    for (const change of [{ session: 2 }, { channel: "mic" }, { meetingId: "n" }] as const)
      expect(addTurn(groups, spoken(change)).flat()).toHaveLength(3);
  });
});

import { describe, expect, it } from "vitest";
import type { Turn } from "../../../core/meeting.ts";
import { type KeyPoints, keyPointsOf } from "../../../core/notes/key-points.ts";
import { addTurn, GROUP_SIZE, groupTurns } from "../../../core/transcript/turn-groups.ts";
import { spoken } from "../spoken.ts";

const BY_RULE = { isByModel: false };
const said = (order: number, text: string, change: Partial<Turn> = {}): Turn =>
  spoken({ order, startMs: order * 1_000, text, language: "en", ...change });
const linesOf = ({ points }: KeyPoints): readonly string[] =>
  points.map(({ kind, text, atMs }) => `${atMs / 1_000} ${kind}: ${text}`);
const pointsOf = (turns: readonly Turn[], reading = BY_RULE): readonly string[] =>
  linesOf(keyPointsOf(groupTurns(turns), reading));

const MEETING = [
  said(0, "Good morning."),
  said(1, "We decided to release it on Friday. I will write the notes by then."),
  said(2, "Who will train the new support team?"),
  said(3, "I don't know yet."),
  said(4, "About forty people tried it."),
];

it("key points come in spoken order with the time of their turn", () => {
  expect(pointsOf(MEETING)).toEqual([
    "1 decision: We decided to release it on Friday.",
    "1 task: I will write the notes by then.",
    "2 question: Who will train the new support team?",
    "4 number: About forty people tried it.",
  ]);
});

it("what is said again is listed once, where it was said first", () => {
  const again = said(9, "So we decided, to release it on Friday!");
  expect(pointsOf([...MEETING, again])).toEqual(pointsOf(MEETING));
  expect(pointsOf([again, ...MEETING.slice(2)])).toHaveLength(3);
});

describe("key points follow their turns:", () => {
  const before = keyPointsOf(groupTurns(MEETING), BY_RULE);
  const after = (turn: Turn): readonly string[] =>
    linesOf(
      keyPointsOf(
        addTurn(
          before.groups.map(({ group }) => group),
          turn,
        ),
        BY_RULE,
        before,
      ),
    );

  it("a new turn adds its own", () => {
    expect(after(said(5, "We agreed to wait for Anna.")).slice(4)).toEqual([
      "5 decision: We agreed to wait for Anna.",
    ]);
  });

  it("a late turn is put in its place", () => {
    const late = said(7, "We agreed to wait for Anna.", { startMs: 500 });
    expect(after(late)[0]).toBe("0.5 decision: We agreed to wait for Anna.");
  });

  it("an edited turn replaces its own", () => {
    expect(after(said(1, "We decided to release it in May."))[0]).toBe(
      "1 decision: We decided to release it in May.",
    );
  });

  it("a turn that turns out to be an echo takes its own away", () => {
    expect(after(said(1, ""))).toEqual(linesOf(before).slice(2));
  });

  it("a question goes once it is answered, past an echo too", () => {
    const groups = addTurn(
      before.groups.map(({ group }) => group),
      said(3, ""),
    );
    const answered = addTurn(groups, said(4, "Priya trains them in April."));
    expect(linesOf(keyPointsOf(answered, BY_RULE, before)).join()).not.toContain("question");
  });

  it("whatever changes, the result is that of reading everything", () => {
    const many = Array.from({ length: 3 * GROUP_SIZE }, (_, order) => said(order, "Fine."));
    let groups = groupTurns(many);
    let found = keyPointsOf(groups, BY_RULE);
    const texts = MEETING.map(({ text }) => text);
    for (let step = 0; step < 400; step++) {
      const order = (step * 37) % (3 * GROUP_SIZE + 40);
      groups = addTurn(groups, said(order, `${texts[(step * 7) % 5]} ${order % 11}`));
      found = keyPointsOf(groups, BY_RULE, found);
    }
    expect(groups.length).toBeGreaterThan(2);
    expect(found.points).toEqual(keyPointsOf(groupTurns(groups.flat()), BY_RULE).points);
  });
});

describe("with insights that list key points", () => {
  const listed = said(1, "Fine, let us do that.", {
    insight: "Decision: Launch in **May**\n- Task: Ann asks finance\nNumber: none",
  });
  const nothing = said(2, "We decided to release it on Friday.", { insight: "None." });
  const none = said(3, "We agreed to wait for Anna.");
  const other = said(4, "We settled on the blue one.", { insight: "A choice of colour." });

  it("they are the model's, and by rule where there is no such insight yet", () => {
    expect(pointsOf([listed, nothing, none, other], { isByModel: true })).toEqual([
      "1 decision: Launch in May",
      "1 task: Ann asks finance",
      "3 decision: We agreed to wait for Anna.",
      "4 decision: We settled on the blue one.",
    ]);
  });

  it('"None." to another question is not believed', () => {
    expect(pointsOf([nothing])).toEqual(["2 decision: We decided to release it on Friday."]);
  });

  it("another setting is followed", () => {
    const groups = groupTurns([nothing]);
    const byRule = keyPointsOf(groups, BY_RULE);
    expect(keyPointsOf(groups, { isByModel: true }, byRule).points).toEqual([]);
  });
});

/** Turns that count how often they are picked from, by reads of their language. */
function counted(count: number) {
  let reads = 0;
  const turns = Array.from({ length: count }, (_, order): Turn => ({
    ...said(order, `We decided to wait for number ${order}.`),
    get language() {
      reads++;
      return "en";
    },
  }));
  return { turns, reads: () => reads };
}

it("of 5,000 turns only the one before a new one is read again", () => {
  const { turns, reads } = counted(5_000);
  const groups = groupTurns(turns);
  const before = keyPointsOf(groups, BY_RULE);
  expect(before.points).toHaveLength(5_000);
  const first = reads();
  const readsOfOne = first / turns.length;
  const more = addTurn(groups, said(5_000, "We decided to wait for you."));
  const after = keyPointsOf(more, BY_RULE, before);
  expect(after.points).toHaveLength(5_001);
  expect(reads() - first).toBe(readsOfOne);
});

it("a long transcript can be read in steps, from its end", () => {
  const turns = Array.from({ length: GROUP_SIZE * 3 }, (_, order) =>
    said(order, `We decided to wait for number ${order}.`),
  );
  const groups = groupTurns(turns);
  const first = keyPointsOf(groups, { ...BY_RULE, most: 2 });
  expect(first.isWhole).toBe(false);
  expect(first.points[0]?.atMs).toBe(GROUP_SIZE * 1_000);
  const second = keyPointsOf(groups, { ...BY_RULE, most: 2 }, first);
  expect(second.isWhole).toBe(true);
  expect(second.points).toEqual(keyPointsOf(groups, BY_RULE).points);
});

/**
 * The turns of a meeting in the order they were spoken, in groups of stable identity: adding a turn makes a new array of
 * groups but leaves every group it does not touch as it was, so that a list of thousands redraws one of them.
 */

import type { Turn, TurnKey } from "../meeting.ts";

export type TurnGroup = readonly Turn[];
export type TurnGroups = readonly TurnGroup[];

/** So large that Chrome has few groups to look after in each frame, so small that one more turn draws few of them again. */
export const GROUP_SIZE = 100;

/** Groups turns that come in any order, each turn once. */
export function groupTurns(turns: readonly Turn[]): TurnGroups {
  const sorted = turns.toSorted(compareTurns);
  const groups: Turn[][] = [];
  for (let i = 0; i < sorted.length; i += GROUP_SIZE) groups.push(sorted.slice(i, i + GROUP_SIZE));
  return groups;
}

/** Adds a turn at its time, or replaces the one of the same key. A stored insight never disappears again. */
export function addTurn(groups: TurnGroups, turn: Turn): TurnGroups {
  for (let g = groups.length - 1; g >= 0; g--) {
    const group = groups[g] ?? [];
    const at = group.findIndex((each) => isSameTurn(each, turn));
    const before = group[at];
    if (before) {
      return groups.with(g, group.with(at, { ...turn, insight: turn.insight ?? before.insight }));
    }
  }
  return insertTurn(groups, turn);
}

function insertTurn(groups: TurnGroups, turn: Turn): TurnGroups {
  const g = groups.findIndex((group) => compareTurns(group.at(-1) ?? turn, turn) > 0);
  const last = groups.at(-1);
  if (g === -1) {
    if (!last || last.length >= GROUP_SIZE) return [...groups, [turn]];
    return groups.with(-1, [...last, turn]);
  }
  const group = groups[g] ?? [];
  const at = group.findIndex((each) => compareTurns(each, turn) > 0);
  return groups.with(g, group.toSpliced(at, 0, turn));
}

/** By time; where two begin at once, in an order that is always the same. */
const compareTurns = (a: Turn, b: Turn): number =>
  a.startMs - b.startMs ||
  (a.channel === b.channel ? 0 : a.channel === "tab" ? -1 : 1) ||
  a.session - b.session ||
  a.order - b.order;

const isSameTurn = (a: TurnKey, b: TurnKey): boolean =>
  a.order === b.order &&
  a.session === b.session &&
  a.channel === b.channel &&
  a.meetingId === b.meetingId;

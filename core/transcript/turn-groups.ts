/**
 * Groups the turns of a meeting in the order they were spoken. Adding a turn makes a new array of groups but keeps every group
 * that it does not touch, so that a list of thousands of turns redraws only one group.
 */

import type { ChannelName, Turn, TurnKey } from "../meeting.ts";
import { type Covered, withoutCovered } from "../speech/drafts.ts";

export type TurnGroup = readonly Turn[];
export type TurnGroups = readonly TurnGroup[];

/** Large enough that Chrome lays out few groups per frame, small enough that a new turn redraws few turns. */
export const GROUP_SIZE = 100;

/** @param turns in any order, each once */
export function groupTurns(turns: readonly Turn[]): TurnGroups {
  const sorted = turns.toSorted(compareTurns);
  const groups: Turn[][] = [];
  for (let i = 0; i < sorted.length; i += GROUP_SIZE) groups.push(sorted.slice(i, i + GROUP_SIZE));
  return groups;
}

/**
 * Adds a turn at its time, or replaces the one with its key. An insight is never lost by that; if the turn was cut in two, it has moved to
 * the second one.
 */
export function addTurn(groups: TurnGroups, turn: Turn): TurnGroups {
  for (let g = groups.length - 1; g >= 0; g--) {
    const group = groups[g] ?? [];
    const at = group.findIndex((each) => isSameTurn(each, turn));
    const before = group[at];
    if (before) {
      const wasCut = turn.words.length < before.words.length;
      const insight = turn.insight ?? (wasCut ? null : before.insight);
      return groups.with(g, group.with(at, { ...turn, insight }));
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

/** Removes the words of a channel's drafts that the speech service has written itself. */
export function withoutReplaced(
  groups: TurnGroups,
  channel: ChannelName,
  covered: Covered,
): TurnGroups {
  const rest = (turn: Turn): Turn | null =>
    turn.isDraft && turn.channel === channel ? withoutCovered(turn, covered) : turn;
  return groups
    .map((group) => {
      const left = group.flatMap((turn) => rest(turn) ?? []);
      const isSame = left.length === group.length && left.every((turn, at) => turn === group[at]);
      return isSame ? group : left;
    })
    .filter((group) => group.length > 0);
}

/** Compares by time, and by key if two turns begin at once. */
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

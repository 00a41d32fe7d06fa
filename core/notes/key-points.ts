/**
 * Key points of a meeting: decisions, tasks, questions and numbers, from insights that list them, otherwise picked by rule. They
 * follow the turns: a new or changed turn is read alone, with what was said next.
 */

import { plainMarkdown } from "../export/plain-markdown.ts";
import { contentWordsOf, stemOf } from "../language/english/content-words.ts";
import { saidPoints } from "../language/extractive/said-points.ts";
import { type Turn, turnId } from "../meeting.ts";
import { plainWords } from "../text/fold.ts";
import { hasWords } from "../transcript/transcript-items.ts";
import type { TurnGroup, TurnGroups } from "../transcript/turn-groups.ts";
import { saysNothing } from "./insight.ts";
import { readKeyPoints, type SaidPoint } from "./key-point-lines.ts";

export interface KeyPoint extends SaidPoint {
  /** Unique in its meeting, and stable. */
  readonly id: string;
  readonly turnId: string;
  /** Start of its turn. */
  readonly atMs: number;
  /** Equal for points that say the same. */
  readonly content: string;
}

interface TurnPoints {
  readonly turn: Turn;
  /** Text of the next turn with words, which may answer a question. */
  readonly next: string | null;
  readonly points: readonly KeyPoint[];
}

interface GroupPoints {
  readonly group: TurnGroup;
  readonly next: string | null;
  readonly turns: readonly TurnPoints[];
}

export interface KeyPoints {
  readonly isByModel: boolean;
  readonly groups: readonly GroupPoints[];
  /** False until all groups are read; `points` are those of the groups that are. */
  readonly isWhole: boolean;
  /** In spoken order. What is said again later is left out. */
  readonly points: readonly KeyPoint[];
}

export const NO_KEY_POINTS: KeyPoints = {
  isByModel: false,
  groups: [],
  isWhole: true,
  points: [],
};

interface Reading {
  /** The present insights list key points, so one that says "None." is believed. */
  readonly isByModel: boolean;
  /** How many groups are read at most; of the others, what was read before is reused. */
  readonly most?: number;
}

/** @param before result of the last call, whose unchanged turns are not read again */
export function keyPointsOf(
  groups: TurnGroups,
  { isByModel, most = Infinity }: Reading,
  before: KeyPoints = NO_KEY_POINTS,
): KeyPoints {
  const usable = before.isByModel === isByModel ? before.groups : [];
  const known = new Map(usable.map((each) => [each.group, each]));
  const read: GroupPoints[] = [];
  let left = most;
  let isWhole = true;
  let next: string | null = null;
  // From the end, where a group depends on the one after it and most changes are.
  for (const [index, group] of [...groups.entries()].toReversed()) {
    const same = known.get(group);
    if (same && same.next === next) read.push(same);
    else if (left-- > 0) read.push(readGroup(group, next, isByModel, same ?? usable[index]));
    else isWhole = false;
    next = group.find(hasWords)?.text ?? next;
  }
  read.reverse();
  return { isByModel, groups: read, isWhole, points: withoutRepeated(read) };
}

function readGroup(
  group: TurnGroup,
  after: string | null,
  isByModel: boolean,
  before: GroupPoints | undefined,
): GroupPoints {
  const known = new Map(before?.turns.map((each) => [each.turn, each]));
  const turns: TurnPoints[] = [];
  let next = after;
  for (const turn of group.toReversed()) {
    if (!hasWords(turn)) continue;
    const same = known.get(turn);
    if (same && same.next === next) turns.push(same);
    else turns.push({ turn, next, points: pointsOf(turn, next, isByModel) });
    next = turn.text;
  }
  return { group, next: after, turns: turns.toReversed() };
}

function pointsOf(turn: Turn, next: string | null, isByModel: boolean): readonly KeyPoint[] {
  const id = turnId(turn);
  return saidIn(turn, next, isByModel).map((point, index) => ({
    ...point,
    id: `${id} ${index}`,
    turnId: id,
    atMs: turn.startMs,
    content: contentOf(point),
  }));
}

function saidIn(turn: Turn, next: string | null, isByModel: boolean): readonly SaidPoint[] {
  const { insight, language } = turn;
  const listed = insight === null ? null : readKeyPoints(insight);
  if (listed)
    return listed
      .filter(({ text }) => !saysNothing(text))
      .map(({ kind, text }) => ({ kind, text: plainMarkdown(text) }));
  if (isByModel && insight !== null && saysNothing(insight)) return [];
  return saidPoints(turn, next === null ? null : { text: next, language });
}

function contentOf({ kind, text }: SaidPoint): string {
  const stems = new Set(contentWordsOf(text).map(stemOf));
  return `${kind} ${stems.size === 0 ? plainWords(text) : [...stems].toSorted().join(" ")}`;
}

function withoutRepeated(groups: readonly GroupPoints[]): readonly KeyPoint[] {
  const said = new Set<string>();
  return groups.flatMap(({ turns }) =>
    turns.flatMap(({ points }) =>
      points.filter(({ content }) => !said.has(content) && said.add(content)),
    ),
  );
}

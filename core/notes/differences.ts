/** Compares two versions of a note, line by line and within lines word by word. */

import { plainMarkdown } from "../export/plain-markdown.ts";
import { replaceCitations } from "./citations.ts";

export interface Piece {
  readonly text: string;
  readonly isChanged: boolean;
}

/** A line of both versions. `null`: this version lacks it. */
export interface ComparedLine {
  readonly before: readonly Piece[] | null;
  readonly after: readonly Piece[] | null;
  readonly isSame: boolean;
}

/** One version as it is compared. */
export interface ComparedNote {
  readonly markdown: string;
  /** Returns what stands for a citation, or null to leave it. */
  readonly cite: (turnNumber: number) => string | null;
}

export function compareNotes(before: ComparedNote, after: ComparedNote): readonly ComparedLine[] {
  const lines: ComparedLine[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  function flush(): void {
    for (let place = 0; place < Math.max(removed.length, added.length); place++)
      lines.push(...comparedLines(removed[place] ?? null, added[place] ?? null));
    removed = [];
    added = [];
  }
  for (const { kind, text } of stepsBetween(linesOf(before), linesOf(after))) {
    if (kind === "removed") removed.push(text);
    else if (kind === "added") added.push(text);
    else {
      flush();
      const piece = [{ text, isChanged: false }];
      lines.push({ before: piece, after: piece, isSame: true });
    }
  }
  flush();
  return lines;
}

const linesOf = ({ markdown, cite }: ComparedNote): readonly string[] =>
  plainMarkdown(replaceCitations(markdown, cite))
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");

/** Lines with less in common are two lines, not one that was changed. */
const LEAST_COMMON = 0.4;

function comparedLines(before: string | null, after: string | null): readonly ComparedLine[] {
  const whole = (text: string | null) => (text === null ? null : [{ text, isChanged: true }]);
  if (before !== null && after !== null) {
    const steps = stepsBetween(wordsOf(before), wordsOf(after));
    const same = steps.filter(({ kind }) => kind === "same").map(({ text }) => text);
    const longer = Math.max(before.length, after.length);
    if (same.join("").length >= LEAST_COMMON * longer)
      return [
        { before: piecesOf(steps, "removed"), after: piecesOf(steps, "added"), isSame: false },
      ];
    return [...comparedLines(before, null), ...comparedLines(null, after)];
  }
  return [{ before: whole(before), after: whole(after), isSame: false }];
}

const segmenter = new Intl.Segmenter("und", { granularity: "word" });
const wordsOf = (line: string): readonly string[] =>
  Array.from(segmenter.segment(line), ({ segment }) => segment);

/** Joins neighbours that are both changed or both not. */
function piecesOf(steps: readonly Step[], own: "removed" | "added"): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const { kind, text } of steps) {
    if (kind !== own && kind !== "same") continue;
    const last = pieces.at(-1);
    const isChanged = kind === own;
    if (last?.isChanged === isChanged)
      pieces[pieces.length - 1] = { text: last.text + text, isChanged };
    else pieces.push({ text, isChanged });
  }
  return pieces;
}

interface Step {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** The table of longer texts would take too long; they count as replaced. */
const MOST_CELLS = 4_000_000;

/** Leads from one list to the other by a longest common subsequence. */
function stepsBetween(before: readonly string[], after: readonly string[]): readonly Step[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const isSameEnd = (): boolean =>
    end < Math.min(before.length, after.length) - start &&
    before.at(-1 - end) === after.at(-1 - end);
  while (isSameEnd()) end++;
  const same = (text: string): Step => ({ kind: "same", text });
  return [
    ...before.slice(0, start).map(same),
    ...stepsWithin(
      before.slice(start, before.length - end),
      after.slice(start, after.length - end),
    ),
    ...before.slice(before.length - end).map(same),
  ];
}

function stepsWithin(before: readonly string[], after: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  const width = after.length + 1;
  const isTooLong = (before.length + 1) * width > MOST_CELLS;
  const common = isTooLong ? null : commonLengths(before, after);
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [removed, added] = [before[row], after[column]];
    if (removed !== undefined && removed === added && common) {
      steps.push({ kind: "same", text: removed });
      row++;
      column++;
      continue;
    }
    const below = common?.[(row + 1) * width + column] ?? 0;
    const beside = common?.[row * width + column + 1] ?? 0;
    if (removed !== undefined && (added === undefined || below >= beside)) {
      steps.push({ kind: "removed", text: removed });
      row++;
    } else {
      steps.push({ kind: "added", text: added ?? "" });
      column++;
    }
  }
  return steps;
}

/** At [row, column] the length of the longest common subsequence of what follows in both. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      lengths[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  return lengths;
}

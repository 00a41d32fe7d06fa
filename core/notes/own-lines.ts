/**
 * Lines that the user writes during a meeting. They are stored with it as they were typed, and no model changes them: a note holds
 * only what it adds below each line.
 */

import { MOST } from "../bounds.ts";
import type { Meeting, Note, OwnLine } from "../meeting.ts";

/** A change to one line, so that two panels do not overwrite each other's lines. */
export type LineChange =
  /** Replaces the line of this id, or adds it behind `after`; null: before all others. */
  | { readonly type: "put"; readonly line: OwnLine; readonly after: string | null }
  | { readonly type: "remove"; readonly id: string };

export const withLineChanges = (meeting: Meeting, changes: readonly LineChange[]): Meeting => ({
  ...meeting,
  ownLines: changes.reduce(withChange, meeting.ownLines ?? []),
});

function withChange(lines: readonly OwnLine[], change: LineChange): readonly OwnLine[] {
  if (change.type === "remove") return lines.filter(({ id }) => id !== change.id);
  const { line, after } = change;
  if (lines.some(({ id }) => id === line.id))
    return lines.map((each) => (each.id === line.id ? line : each));
  if (lines.length >= MOST.ownLines) return lines;
  if (after === null) return [line, ...lines];
  const place = lines.findIndex(({ id }) => id === after);
  // Another panel has removed the line before.
  return place === -1 ? [...lines, line] : lines.toSpliced(place + 1, 0, line);
}

const KINDS: readonly {
  readonly typed: RegExp;
  readonly mark: Pick<OwnLine, "kind" | "isDone">;
}[] = [
  { typed: /^\[ ?\] /, mark: { kind: "task" } },
  { typed: /^\[x\] /i, mark: { kind: "task", isDone: true } },
  { typed: /^! /, mark: { kind: "decision" } },
];

/** Turns "[] " or "! " at the beginning of a plain line into its kind. */
export function withTypedKind(line: OwnLine): OwnLine {
  const found = line.kind ? undefined : KINDS.find(({ typed }) => typed.test(line.text));
  return found ? { ...line, ...found.mark, text: line.text.replace(found.typed, "") } : line;
}

/** Gives the line this kind, or takes it away if the line has it. */
export function toggledKind(line: OwnLine, kind: "task" | "decision"): OwnLine {
  const { kind: before, isDone: _, ...plain } = line;
  return before === kind ? plain : { ...plain, kind };
}

export function toggledDone({ isDone, ...line }: OwnLine): OwnLine {
  return isDone ? line : { ...line, isDone: true };
}

/** What the note adds below a line, as Markdown; "" if nothing. */
export const pointsBelow = ({ ownPoints = [] }: Pick<Note, "ownPoints">, lineId: string): string =>
  ownPoints.find(({ line }) => line === lineId)?.markdown ?? "";

/** One bullet of notes: words that were said, whose task they are where they are one, and the turns that say so. */

import type { ActionItem } from "./cue-words.ts";
import type { Clause } from "./passages.ts";
import { inert } from "./notes-request.ts";

export interface Point {
  /** Inert (transcript.ts). */
  readonly text: string;
  readonly task: ActionItem | null;
  /** Of the turns, in the order they were said. */
  readonly numbers: readonly number[];
}

export const pointOf = ({ text, turn }: Clause, task: ActionItem | null = null): Point => ({
  text: statement(text),
  task,
  numbers: [turn.number],
});

/** The exact words. */
export const quoteOf = ({ text, turn }: Clause): Point => ({
  text: `"${text.replace(/["“”„«»「」]/g, "'")}"`,
  task: null,
  numbers: [turn.number],
});

/** "**Them** (by next Wednesday): I will write the release notes. [8]", as much of it as was said. */
export const bullet = ({ text, task, numbers }: Point): string =>
  `${task === null ? "" : headOf(task)}${text} ${numbers.map((number) => `[${number}]`).join("")}`;

function headOf({ owner, due }: ActionItem): string {
  if (owner === null) return due === null ? "" : `(${due}) `;
  return `**${owner}**${due === null ? "" : ` (${due})`}: `;
}

export interface NotedPoint extends Point {
  /** The heading it stands under, or null. */
  readonly heading: string | null;
}

const HEADING = /^#{1,6} +(.+)$/;
const BULLET = /^(?:[-*+]|\d+\.) +(.+)$/;
const CITATION = /\s*\[(\d{1,6})\]/g;
const HEAD = /^(?:\*\*([^*]+)\*\*(?: \(([^)]+)\))?: |\(([^)]+)\) )/;

/**
 * The bullets of notes that were made before; those without a citation are left out. Notes of a part name the heading in
 * the bullet: "Decisions: We agreed to wait. [4]".
 *
 * @param titles Of the headings that may be named so.
 */
export function readPoints(markdown: string, titles: readonly string[]): NotedPoint[] {
  let heading: string | null = null;
  return markdown.split("\n").flatMap((line) => {
    heading = HEADING.exec(line)?.[1]?.trim() ?? heading;
    const words = BULLET.exec(line.trim())?.[1] ?? "";
    const numbers = [...words.matchAll(CITATION)].map(([, digits]) => Number(digits));
    if (numbers.length === 0) return [];
    const title = titles.find((named) => words.startsWith(`${named}: `));
    const said = title === undefined ? words : words.slice(title.length + 2);
    return [{ heading: title ?? heading, numbers, ...readTask(said.replace(CITATION, "")) }];
  });
}

function readTask(said: string): Pick<Point, "text" | "task"> {
  const [head, owner, due, dueAlone] = HEAD.exec(said) ?? [];
  if (head === undefined) return { text: inert(said), task: null };
  return {
    text: inert(said.slice(head.length)),
    task: { owner: safe(owner), due: safe(due ?? dueAlone) },
  };
}

const safe = (text: string | undefined): string | null => (text === undefined ? null : inert(text));

/** How a clause is written as a statement: its own words, without the throat-clearing before them. */

/** "so far we …" and "good morning" begin what is meant. */
const LEAD_IN =
  /^(?:(?:okay|ok|well|so(?! far)|and|but|yeah|yes|no|right|now|then|oh|great|good(?! morning| afternoon| evening)|alright|agreed|very well|um|uh)\b[,.]?\s+)+/i;

/** The clause must be inert (transcript.ts). */
export function statement(clause: string): string {
  const bare = clause.replace(LEAD_IN, "").replace(/[,;:\s]+$/, "");
  const ended = /[.?!]$/.test(bare) ? bare : `${bare}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}

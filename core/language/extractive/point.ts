/** A point of notes: spoken words, their task if any, and the turns they cite. */

import type { ActionItem } from "./cue-words.ts";
import type { Clause } from "./passages.ts";
import { inert } from "./notes-request.ts";

export interface Point {
  /** Without Markdown (`inert`). */
  readonly text: string;
  readonly task: ActionItem | null;
  /** Numbers of the turns, in spoken order. */
  readonly numbers: readonly number[];
}

export const pointOf = ({ text, turn }: Clause, task: ActionItem | null = null): Point => ({
  text: statement(text),
  task,
  numbers: [turn.number],
});

/** Quotes the exact words. */
export const quoteOf = ({ text, turn }: Clause): Point => ({
  text: `"${text.replace(/["“”„«»「」]/g, "'")}"`,
  task: null,
  numbers: [turn.number],
});

/** For instance "**Them** (by next Wednesday): I will write the release notes. [8]"; absent parts are left out. */
export const bullet = ({ text, task, numbers }: Point): string =>
  `${task === null ? "" : headOf(task)}${text} ${numbers.map((number) => `[${number}]`).join("")}`;

function headOf({ owner, due }: ActionItem): string {
  if (owner === null) return due === null ? "" : `(${due}) `;
  return `**${owner}**${due === null ? "" : ` (${due})`}: `;
}

export interface NotedPoint extends Point {
  /** Heading of the notes above it. */
  readonly heading: string | null;
}

const HEADING = /^#{1,6} +(.+)$/;
const BULLET = /^(?:[-*+]|\d+\.) +(?:\[[ xX]\] +)?(.+)$/;
const CITATION = /\s*\[(\d{1,6})\]/g;
const HEAD = /^(?:\*\*([^*]+)\*\*(?: \(([^)]+)\))?: |\(([^)]+)\) )/;

/**
 * Reads the bullets of earlier notes that have a citation. Notes of a part name the heading in the bullet: "Decisions:
 * We agreed to wait. [4]".
 *
 * @param titles Headings that may be named so.
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

/** Not of "so far we …" and "good morning". */
const LEAD_IN =
  /^(?:(?:okay|ok|well|so(?! far)|and|but|yeah|yes|no|right|now|then|oh|great|good(?! morning| afternoon| evening)|alright|agreed|very well|um|uh)\b[,.]?\s+)+/i;

/**
 * Writes a clause as a statement, without filler words at its beginning.
 *
 * @param clause Without Markdown (`inert`).
 */
export function statement(clause: string): string {
  const bare = clause.replace(LEAD_IN, "").replace(/[,;:\s]+$/, "");
  const ended = /[.?!]$/.test(bare) ? bare : `${bare}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}

const MAX_WORDS = 20;
/** As many characters of a script without spaces as words of one with spaces. */
const MAX_CHARACTERS = 160;

/** Cuts a long statement with "…". */
export function shortened(sentence: string): string {
  const words = sentence.split(" ");
  const cut = words.length <= MAX_WORDS ? sentence : words.slice(0, MAX_WORDS).join(" ");
  const short = cut.length <= MAX_CHARACTERS ? cut : cut.slice(0, MAX_CHARACTERS).toWellFormed();
  return short === sentence ? sentence : `${short}…`;
}

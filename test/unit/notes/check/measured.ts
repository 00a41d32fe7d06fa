/** Reads the meetings with true and false statements, and makes more false ones by rule. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Turn } from "../../../../core/meeting.ts";
import { spoken } from "../../spoken.ts";

const FOLDER = join(import.meta.dirname, "meetings");

export interface MeasuredMeeting {
  readonly name: string;
  readonly title: string;
  readonly turns: readonly Turn[];
  /** Speaker of each turn. */
  readonly speakers: readonly string[];
  readonly trueOnes: readonly string[];
  readonly falseOnes: readonly { readonly kind: string; readonly text: string }[];
}

export const measuredMeetings = (): readonly MeasuredMeeting[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(".txt"))
    .toSorted()
    .map((name) => read(name.replace(".txt", ""), readFileSync(join(FOLDER, name), "utf8")));

function read(name: string, text: string): MeasuredMeeting {
  const [head = "", trueOnes = "", falseOnes = ""] = text.split(/^--- (?:true|false)\n/m);
  const lines = head.trim().split("\n").slice(2);
  const spokenLines = lines.map((line) => /^([^:]+): (.*)$/.exec(line)?.slice(1) ?? ["", line]);
  return {
    name,
    title: /^title (.*)$/m.exec(head)?.[1] ?? "",
    turns: spokenLines.map(([, words = ""], order) =>
      spoken({ order, text: words, startMs: order * 5_000 }),
    ),
    speakers: spokenLines.map(([speaker = ""]) => speaker),
    trueOnes: trueOnes.trim().split("\n"),
    falseOnes: falseOnes
      .trim()
      .split("\n")
      .map((line) => {
        const at = line.indexOf(": ");
        return { kind: line.slice(0, at), text: line.slice(at + 2) };
      }),
  };
}

/** Turns a true statement into false ones: another number, other turns, another owner, the opposite. */
export function falsified(meeting: MeasuredMeeting): MeasuredMeeting["falseOnes"] {
  return meeting.trueOnes.flatMap((statement) =>
    (
      [
        ["number", otherNumber(statement)],
        ["turn", otherTurns(statement, meeting.turns.length)],
        ["owner", otherOwner(statement, meeting.speakers)],
        ["negation", negated(statement)],
      ] as const
    ).flatMap(([kind, text]) => (text === null || text === statement ? [] : [{ kind, text }])),
  );
}

/** Outside of citations and quotes. */
const otherNumber = (text: string): string | null =>
  /["“„«「]/.test(text)
    ? null
    : text.replace(/(?<![[\d.,])\d+(?![\d\]])/, (digits) => String(Number(digits) + 7));

const otherTurns = (text: string, turns: number): string =>
  text.replace(
    /\[(\d+)\]/g,
    (_, number: string) => `[${((Number(number) - 1 + Math.floor(turns / 2)) % turns) + 1}]`,
  );

function otherOwner(text: string, speakers: readonly string[]): string | null {
  const names = [...new Set(speakers)];
  const at = names.findIndex(
    (name) =>
      text.startsWith(`${name}:`) || text.startsWith(`${name}：`) || text.startsWith(`${name} :`),
  );
  const name = names[at];
  return name === undefined ? null : `${names[(at + 1) % names.length]}${text.slice(name.length)}`;
}

/** In English, where one word denies a sentence. */
const negated = (text: string): string | null =>
  /\b(?:not|no|never|nobody|without|can't|doesn't|isn't)\b|["“]/i.test(text)
    ? null
    : text.replace(/\b(?:is|are|has|have|will|was|were|can)\b/, "$& not");

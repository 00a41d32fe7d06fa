/** Notes of a meeting, picked from its transcript: every bullet is words of one turn and ends in that turn's citation. */

import { clausesOf } from "../../english/clauses.ts";
import { contentWordsOf, wordsOf } from "../../english/words.ts";
import { statement } from "./bullet.ts";
import {
  actionItem,
  isDecision,
  isQuestion,
  isUnknown,
  leavesOpen,
  type ActionItem,
} from "./cues.ts";
import type { TranscriptTurn } from "./transcript.ts";
import { textRank } from "./text-rank.ts";

const NOTES_LABEL =
  "_Local engine: sentences picked from the transcript, not written by a language model._";

const DEFAULT_HEADINGS = ["Summary", "Decisions", "Action items", "Open questions"];

/** Shorter ones are courtesies more often than not. */
const LEAST_WORDS = 4;
const LEAST_SUMMARY_WORDS = 6;

const MAX_SUMMARY_WORDS = 25;

/** One bullet of summary for so many turns that could be in it, within bounds. */
const TURNS_PER_BULLET = 4;
const SUMMARY_BULLETS = { least: 2, most: 8 };

interface Clause {
  readonly turn: TranscriptTurn;
  readonly text: string;
}

type Section = (clauses: readonly Clause[]) => string[];

/** Which section a heading asks for, by a word in it. */
const SECTIONS: readonly { readonly asked: RegExp; readonly write: Section }[] = [
  { asked: /decision|decided/i, write: decisions },
  { asked: /action|to-?dos?\b|task|next step|follow/i, write: actionItems },
  { asked: /question|unresolved|unclear/i, write: openQuestions },
  { asked: /summary|overview|recap|key point|topic/i, write: summary },
];

/** Markdown with a section for each heading; one that is not understood, or has nothing under it, says "None." */
export function writeNotes(
  turns: readonly TranscriptTurn[],
  headings: readonly string[] = DEFAULT_HEADINGS,
): string {
  const clauses = turns.flatMap((turn) =>
    clausesOf(turn.text).map((text): Clause => ({ turn, text })),
  );
  if (clauses.length === 0)
    return `${NOTES_LABEL}\n\nThe transcript is empty: there is nothing to summarize.`;

  const sections = headings.map((heading) => {
    const section = SECTIONS.find(({ asked }) => asked.test(heading));
    const bullets = section?.write(clauses) ?? [];
    const body = bullets.length === 0 ? "None." : bullets.map((text) => `- ${text}`).join("\n");
    return `## ${heading}\n${body}`;
  });
  return [NOTES_LABEL, ...sections].join("\n\n");
}

const cited = ({ turn, text }: Clause): string => `${statement(text)} [${turn.number}]`;

function decisions(clauses: readonly Clause[]): string[] {
  return clauses
    .filter(({ text }) => wordsOf(text).length >= LEAST_WORDS && isDecision(text))
    .map(cited);
}

function actionItems(clauses: readonly Clause[]): string[] {
  return clauses.flatMap((clause) => {
    const item = actionItem(clause.text, clause.turn.speaker);
    if (item === null || wordsOf(clause.text).length < LEAST_WORDS) return [];
    return [`${headOf(item)}${cited(clause)}`];
  });
}

/** "**Them** (by next Wednesday): ", as much of it as was said. */
function headOf({ owner, due }: ActionItem): string {
  if (owner === null) return due === null ? "" : `(${due}) `;
  return `**${owner}**${due === null ? "" : ` (${due})`}: `;
}

/** Questions that what comes next leaves open, and statements that something is not known where no question was asked. */
function openQuestions(clauses: readonly Clause[]): string[] {
  return clauses
    .filter(({ text, turn }, index) => {
      if (wordsOf(text).length < LEAST_WORDS || contentWordsOf(text).length === 0) return false;
      if (isQuestion(text)) {
        const next = clauses[index + 1]?.text;
        const isRequest = actionItem(text, turn.speaker) !== null;
        return !isRequest && (next === undefined || leavesOpen(next) || announced(clauses, index));
      }
      return (
        isUnknown(text) && !isQuestion(clauses[index - 1]?.text ?? "") && !announces(clauses, index)
      );
    })
    .map(cited);
}

/** "we still have one open question" and then the question: the question counts. */
const announces = (clauses: readonly Clause[], index: number): boolean =>
  isQuestion(clauses[index + 1]?.text ?? "");
const announced = (clauses: readonly Clause[], index: number): boolean =>
  index > 0 && isUnknown(clauses[index - 1]?.text ?? "");

/** The highest ranking turns, in the order they were said; of a long turn its clauses. */
function summary(clauses: readonly Clause[]): string[] {
  const units = wholeTurns(clauses);
  const telling = units.filter(({ text }) => isTelling(text));
  const candidates = telling.length > 0 ? telling : units;
  const scores = textRank(candidates.map(({ text }) => text));
  const wanted = Math.round(candidates.length / TURNS_PER_BULLET);
  const count = Math.min(SUMMARY_BULLETS.most, Math.max(SUMMARY_BULLETS.least, wanted));
  return candidates
    .map((clause, index) => ({ clause, index, score: scores[index] ?? 0 }))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, count)
    .toSorted((one, other) => one.index - other.index)
    .map(({ clause }) => cited(clause));
}

function wholeTurns(clauses: readonly Clause[]): Clause[] {
  const turns = Map.groupBy(clauses, ({ turn }) => turn);
  return [...turns].flatMap(([turn, parts]) =>
    wordsOf(turn.text).length > MAX_SUMMARY_WORDS ? parts : [{ turn, text: turn.text }],
  );
}

const COURTESY = /\b(?:welcome|good (?:morning|afternoon|evening)|thank you|thanks|bye)\b/i;

const isTelling = (text: string): boolean =>
  wordsOf(text).length >= LEAST_SUMMARY_WORDS && !isQuestion(text) && !COURTESY.test(text);

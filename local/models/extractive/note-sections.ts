/** What can stand under a heading of notes: which points of what was said, and which of those that notes already hold. */

import {
  actionItem,
  isDecision,
  isQuestion,
  isUnknown,
  isCriticism,
  isPraise,
  isSuggestion,
} from "./cue-words.ts";
import {
  actionItems,
  decisions,
  missed,
  openQuestions,
  quotes,
  summary,
  takeaway,
} from "./finding.ts";
import { isMostOf, termsIn, termsOf } from "./matching.ts";
import { type Point, pointOf } from "./point.ts";
import { type Clause, passagesIn } from "./passages.ts";

export interface Section {
  /** For notes whose headings are left to us. */
  readonly title: string;
  /** Words in a heading, or in a question, that ask for it. */
  readonly asked: RegExp;
  /** In the order they were said. */
  readonly find: (clauses: readonly Clause[]) => Point[];
  /** Whether words of earlier notes belong here that stand under no heading of ours. */
  readonly holds: (point: Point) => boolean;
  /** How many points at most, of so many found and so many noted before. */
  readonly most: (found: number, noted: number) => number;
  /** What counts before the rank in the text; absent: nothing does. */
  readonly weigh?: (point: Point) => number;
  /** The most important first, not the earliest. */
  readonly isByWeight?: boolean;
}

/** More under one heading nobody reads. */
const MOST_LISTED = 20;
const listed = (): number => MOST_LISTED;

/** One bullet of summary for so many turns that could be in it, within bounds. */
const TURNS_PER_BULLET = 4;
const SUMMARY_BULLETS = { least: 2, most: 8 };
const CATCH_UP_BULLETS = 6;

const isTask = ({ task, text }: Point): boolean => task !== null || actionItem(text, "") !== null;

/** What matters for going on: what was decided, then who does what by when, then what is open. */
function weightOf(point: Point): number {
  const { text, task } = point;
  if (isDecision(text)) return 40;
  if (isTask(point)) return 20 + (task?.owner ? 5 : 0) + (task?.due ? 5 : 0);
  return isQuestion(text) ? 10 : 0;
}

const SECTIONS: readonly Section[] = [
  {
    title: "What you missed",
    asked: /\b(?:missed|catch(?:ing)? up)\b/i,
    find: missed,
    holds: () => true,
    most: () => CATCH_UP_BULLETS,
    weigh: weightOf,
    isByWeight: true,
  },
  {
    title: "Main take-away",
    asked: /\b(?:take-?aways?|gist|bottom line)\b/i,
    find: takeaway,
    holds: () => true,
    most: () => 1,
    weigh: weightOf,
  },
  {
    title: "Decisions",
    asked: /\b(?:decisions?|decided?|agreements?|agreed?)\b/i,
    find: decisions,
    holds: ({ text }) => isDecision(text),
    most: listed,
  },
  {
    title: "Action items",
    asked: /\b(?:actions?(?: items?)?|to-?dos?|tasks?|next steps?|follow-?ups?|assigned)\b/i,
    find: actionItems,
    holds: isTask,
    most: listed,
    weigh: weightOf,
  },
  {
    title: "Open questions",
    asked: /\b(?:questions?|open|unanswered|unresolved|unclear)\b/i,
    find: openQuestions,
    holds: ({ text }) => isQuestion(text) || isUnknown(text),
    most: listed,
  },
  {
    title: "Praise",
    asked: /\b(?:praise\w*|positives?|liked|strengths?)\b/i,
    find: quotes(isPraise),
    holds: ({ text }) => isPraise(text),
    most: listed,
  },
  {
    title: "Criticism",
    asked: /\b(?:critici\w*|complain\w*|negatives?|disliked|problems?|weakness\w*)\b/i,
    find: quotes(isCriticism),
    holds: ({ text }) => isCriticism(text),
    most: listed,
  },
  {
    title: "Suggestions",
    asked: /\b(?:suggest\w*|ideas?|proposals?|proposed|recommend\w*)\b/i,
    find: quotes(isSuggestion),
    holds: ({ text }) => isSuggestion(text),
    most: listed,
  },
  {
    title: "Summary",
    asked: /\b(?:summar\w*|overview|recap|(?:key|main) points?|topics?)\b/i,
    find: summary,
    holds: (point) => !isTask(point) && !isDecision(point.text) && !isQuestion(point.text),
    most: (found, noted) =>
      Math.min(
        SUMMARY_BULLETS.most,
        Math.max(SUMMARY_BULLETS.least, noted + Math.ceil(found / TURNS_PER_BULLET)),
      ),
  },
];

/** The sections that the words name, if any. */
export const sectionsNamed = (words: string): Section[] =>
  SECTIONS.filter(({ asked }) => asked.test(words));

const USUAL = ["Summary", "Decisions", "Action items", "Open questions"];

/** For a task without headings: what it names, or else the usual four. */
export function sectionsFor(task: string): Section[] {
  const named = sectionsNamed(task);
  return named.length > 0 ? named : USUAL.map(sectionFor);
}

/** A heading of the person's own, such as "Risks", asks for what has its words. */
export function sectionFor(title: string): Section {
  const [named] = sectionsNamed(title);
  if (named) return named;
  const terms = termsOf(title);
  const isAbout = (text: string): boolean => isMostOf(termsIn(text, terms).size, terms.size);
  return {
    title,
    asked: /(?!)/,
    find: (clauses) =>
      passagesIn(clauses)
        .filter(({ text }) => isAbout(text))
        .map((clause) => pointOf(clause)),
    holds: ({ text }) => isAbout(text),
    most: listed,
  };
}

/** Sections of notes: which points of the transcript and of earlier notes belong under a heading. */

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
  /** Heading if the task gives none. */
  readonly title: string;
  /** Words in a heading or a question that ask for this section. */
  readonly asked: RegExp;
  /** Finds its points in spoken order. */
  readonly find: (clauses: readonly Clause[]) => Point[];
  /** Whether a point of earlier notes under another heading belongs here. */
  readonly holds: (point: Point) => boolean;
  /** Limit of points, given how many were found now and noted before. */
  readonly most: (found: number, noted: number) => number;
  /** Added to the rank of a point; 0 by default. */
  readonly weigh?: (point: Point) => number;
  /** Sorts by importance instead of by time. */
  readonly isByWeight?: boolean;
  /** Its points are tasks. */
  readonly hasTasks?: boolean;
}

/** Longer lists are not read. */
const MOST_LISTED = 20;
const listed = (): number => MOST_LISTED;

/** One bullet of summary per this many turns, within bounds. */
const TURNS_PER_BULLET = 4;
const SUMMARY_BULLETS = { least: 2, most: 8 };
const CATCH_UP_BULLETS = 6;

const isTask = ({ task, text }: Point): boolean => task !== null || actionItem(text, "") !== null;

/** Ranks decisions first, then tasks with owner and date, then open questions. */
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
    hasTasks: true,
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
    asked: /\b(?:suggest\w*|ideas?|improv\w*|proposals?|proposed|recommend\w*)\b/i,
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

export const sectionsNamed = (words: string): Section[] =>
  SECTIONS.filter(({ asked }) => asked.test(words));

const USUAL = ["Summary", "Decisions", "Action items", "Open questions"];

/** For a task without headings: the sections it names, or else the usual four. */
export function sectionsFor(task: string): Section[] {
  const named = sectionsNamed(task);
  return named.length > 0 ? named : USUAL.map(sectionFor);
}

/** A heading of the user's own, such as "Risks", gets the points that share its words. */
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

/** Finds the points of each kind in spoken order: decisions, action items, open questions, … */

import { contentWordsOf, wordsOf } from "../english/content-words.ts";
import {
  accepts,
  type ActionItem,
  actionItem,
  isDecision,
  isQuestion,
  isRequest,
  isUnknown,
  leavesOpen,
  peopleOf,
} from "./cue-words.ts";
import { type Point, pointOf, quoteOf } from "./point.ts";
import { type Clause, isCourtesy, isTelling, passagesIn } from "./passages.ts";

/** Most shorter clauses are courtesies. */
const LEAST_WORDS = 4;

const isLong = ({ text }: Clause): boolean => wordsOf(text).length >= LEAST_WORDS;

export const decisions = (clauses: readonly Clause[]): Point[] =>
  clauses.filter((clause) => isLong(clause) && isDecision(clause.text)).map((c) => pointOf(c));

export function actionItems(clauses: readonly Clause[]): Point[] {
  const taskOf = tasksOf(clauses);
  return clauses.filter(isLong).flatMap((clause) => {
    const task = taskOf(clause);
    return task === null ? [] : [pointOf(clause, task)];
  });
}

/** Makes a function that finds the task of a clause. Who takes on a request without a name owns it. */
export function tasksOf(clauses: readonly Clause[]): (clause: Clause) => ActionItem | null {
  const turns = [...new Set(clauses.map(({ turn }) => turn))];
  const people = peopleOf(turns.map(({ speaker }) => speaker));
  const places = new Map(turns.map((turn, index) => [turn, index]));
  return ({ text, turn }) => {
    const task = actionItem(text, turn.speaker, people);
    if (task === null || task.owner !== null || !isRequest(text)) return task;
    const reply = turns[(places.get(turn) ?? turns.length) + 1];
    const isTaken = reply && reply.speaker !== turn.speaker && accepts(reply.text);
    return isTaken ? { ...task, owner: reply.speaker } : task;
  };
}

const SOUND_CHECK = /\bcan (?:you|everyone|everybody|anyone) (?:all )?(?:hear|see)\b/i;

/**
 * Questions that the next clause leaves open, and statements that something is unknown without a question next to them.
 */
export function openQuestions(clauses: readonly Clause[]): Point[] {
  const textAt = (index: number): string => clauses[index]?.text ?? "";
  const isOpen = (clause: Clause, index: number): boolean => {
    const { text, turn } = clause;
    if (!isLong(clause) || contentWordsOf(text).length === 0 || SOUND_CHECK.test(text))
      return false;
    // "We still have one open question" next to the question itself: the question counts.
    if (!isQuestion(text))
      return isUnknown(text) && !isQuestion(textAt(index - 1)) && !isQuestion(textAt(index + 1));
    const isLast = index === clauses.length - 1;
    const isRequest = actionItem(text, turn.speaker) !== null;
    return !isRequest && (isLast || leavesOpen(textAt(index + 1)) || isUnknown(textAt(index - 1)));
  };
  return clauses.filter(isOpen).map((clause) => pointOf(clause));
}

export function summary(clauses: readonly Clause[]): Point[] {
  const passages = passagesIn(clauses);
  const telling = passages.filter(isTelling);
  return (telling.length > 0 ? telling : passages).map((clause) => pointOf(clause));
}

export function takeaway(clauses: readonly Clause[]): Point[] {
  const decided = decisions(clauses);
  return decided.length > 0 ? decided : summary(clauses);
}

/** At most one point per turn, of its most important kind. */
export function missed(clauses: readonly Clause[]): Point[] {
  const points = [decisions, actionItems, openQuestions, summary].flatMap((find) => find(clauses));
  return [...Map.groupBy(points, ({ numbers }) => numbers[0]).values()].flatMap(([point]) =>
    point ? [point] : [],
  );
}

export const quotes =
  (isOne: (clause: string) => boolean) =>
  (clauses: readonly Clause[]): Point[] =>
    clauses
      .filter((clause) => isLong(clause) && !isCourtesy(clause) && isOne(clause.text))
      .map(quoteOf);

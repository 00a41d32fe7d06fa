/**
 * Answers a question about a meeting with turns that share its words, first those in the form that the question asks
 * for.
 */

import { inSpokenOrder, chosenFor } from "./ranking.ts";
import { isQuestion } from "./cue-words.ts";
import { tasksOf } from "./finding.ts";
import { asksFor, isMostOf, termsIn, termsOf, weightsOf } from "./matching.ts";
import { type Point, pointOf } from "./point.ts";
import { type Clause, passagesIn } from "./passages.ts";
import { sectionsNamed } from "./note-sections.ts";
import type { TranscriptTurn } from "./notes-request.ts";

interface Scored {
  readonly point: Point;
  readonly score: number;
}

interface Candidates {
  /** Best first. */
  readonly scored: readonly Scored[];
  /** The question asks for all points of one kind. */
  readonly isList: boolean;
}

/** Points below this share of the best score are left out. */
const LEAST_SHARE = 0.7;
const MOST_ANSWERS = 3;
/** Limit for questions like "What was decided?" */
const MOST_LISTED = 5;

/**
 * @param noted Answers found in other parts of the transcript.
 * @returns the best first; none if the transcript does not answer the question
 */
export function answersTo(
  question: string,
  clauses: readonly Clause[],
  noted: readonly Point[],
): Point[] {
  const { scored, isList } = candidatesFor(question, clauses, noted);
  const least = (scored[0]?.score ?? 0) * LEAST_SHARE;
  const good = scored.filter(({ score }) => score >= least).map(({ point }) => point);
  return oncePerTurn(good).slice(0, isList ? MOST_LISTED : MOST_ANSWERS);
}

function oncePerTurn(points: readonly Point[]): Point[] {
  const cited = new Set<number>();
  return points.filter(({ numbers }) => {
    const isNew = numbers.every((number) => !cited.has(number));
    if (isNew) for (const number of numbers) cited.add(number);
    return isNew;
  });
}

/** Candidates of one part of the transcript, best first. */
export const answersInPart = (question: string, clauses: readonly Clause[]): Point[] =>
  candidatesFor(question, clauses, []).scored.map(({ point }) => point);

/** Ignored in questions: "Summarize the meeting" asks about all of it. */
const THE_MEETING = /\b(?:meeting|call|conversation|discussion|lecture|video|transcript)\b/gi;

function candidatesFor(
  question: string,
  clauses: readonly Clause[],
  noted: readonly Point[],
): Candidates {
  const around = surroundings(clauses);
  const [section] = sectionsNamed(question);
  if (section) {
    const about = question
      .replaceAll(new RegExp(section.asked, "gi"), " ")
      .replaceAll(THE_MEETING, " ");
    const held = noted.filter(section.holds);
    if (termsOf(about).size === 0) return listOf(chosenFor(section, clauses, held));
    const scored = fitting([...held, ...section.find(clauses)], about, around, 0);
    if (scored.length > 0) return { scored, isList: true };
  }
  const taskOf = tasksOf(clauses);
  const passages = passagesIn(clauses).map((passage) => pointOf(passage, taskOf(passage)));
  const scored = fitting([...noted, ...passages], question, around, 1);
  return {
    scored: scored.map(({ point, score }) => ({ point: around.withReply(point), score })),
    isList: false,
  };
}

const listOf = (bestFirst: readonly Point[]): Candidates => ({
  scored: inSpokenOrder(bestFirst.slice(0, MOST_LISTED)).map((point) => ({ point, score: 1 })),
  isList: true,
});

/** Weight of words in the turns before, relative to those of the turn itself. */
const CONTEXT_SHARE = 0.3;
/** For points in the form that was asked for, such as a date for "when". */
const FORM_BONUS = 0.25;
/** For points that repeat the question. */
const QUESTION_MALUS = 0.15;

/** Points with most of the question's words, of which at least `leastOwn` are in the turn itself. */
function fitting(
  points: readonly Point[],
  question: string,
  around: Surroundings,
  leastOwn: number,
): Scored[] {
  const terms = termsOf(question);
  const weigh = weightsOf(terms, [...around.texts, ...points.map(({ text }) => text)]);
  const isAskedFor = asksFor(question);
  return points
    .flatMap((point) => {
      const place = around.placeOf(point);
      const own = termsIn(
        `${place?.speaker ?? ""} ${point.task?.owner ?? ""} ${point.text}`,
        terms,
      );
      const before = new Set(
        [...termsIn(place?.before ?? "", terms)].filter((term) => !own.has(term)),
      );
      // Notes of another part were found to fit there.
      const fits = !place || (own.size >= leastOwn && isMostOf(own.size + before.size, terms.size));
      const score =
        weigh(own) +
        CONTEXT_SHARE * weigh(before) +
        (isAskedFor(point) ? FORM_BONUS : 0) -
        (isQuestion(point.text) ? QUESTION_MALUS : 0);
      return fits ? [{ point, score }] : [];
    })
    .toSorted((one, other) => other.score - one.score);
}

/** Number of turns that "it" and "that" may refer back to. */
const CONTEXT_TURNS = 3;

/** Context of a point in the transcript: its speaker, the turns before it and the reply to it. */
export interface Surroundings {
  readonly texts: readonly string[];
  /** `null` for a point of earlier notes. */
  placeOf(point: Point): { readonly speaker: string; readonly before: string } | null;
  /** Appends the reply to a point that is a question. */
  withReply(point: Point): Point;
}

export function surroundings(clauses: readonly Clause[]): Surroundings {
  const turns: readonly TranscriptTurn[] = [...new Set(clauses.map(({ turn }) => turn))];
  const places = new Map(turns.map(({ number }, index) => [number, index]));
  const indexOf = ({ numbers }: Point): number => places.get(numbers.at(-1) ?? -1) ?? -1;
  return {
    texts: turns.map(({ text }) => text),
    placeOf(point) {
      const index = indexOf(point);
      const turn = turns[index];
      if (!turn) return null;
      const earlier = turns.slice(Math.max(0, index - CONTEXT_TURNS), index);
      return { speaker: turn.speaker, before: earlier.map(({ text }) => text).join(" ") };
    },
    withReply(point) {
      const index = indexOf(point);
      const reply = index === -1 ? undefined : turns[index + 1];
      if (!reply || !isQuestion(point.text)) return point;
      const [said] = passagesIn(clauses.filter(({ turn }) => turn === reply));
      if (!said) return point;
      const { text } = pointOf(said);
      return {
        text: `${point.text.replace(/\.$/, "?")} ${text}`,
        task: null,
        numbers: [...point.numbers, reply.number],
      };
    },
  };
}

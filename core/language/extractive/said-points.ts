/**
 * Picks decisions, tasks, questions and numbers from one turn by rule. All four in English; in other languages only what signs
 * tell: questions by their mark, numbers by their digits.
 */

import type { SaidPoint } from "../../notes/key-point-lines.ts";
import { soundsEnglish, wordsOf } from "../english/content-words.ts";
import { dueIn } from "../english/dates.ts";
import { putsOff } from "./cue-words.ts";
import { decisions, actionItems, openQuestions } from "./finding.ts";
import { inert } from "./notes-request.ts";
import { type Clause, clausesIn } from "./passages.ts";
import { type Point, pointOf, shortened } from "./point.ts";

export interface TurnWords {
  readonly text: string;
  /** ISO 639-1 code; null if it is not known. */
  readonly language: string | null;
}

/**
 * @param next what is said next, which may answer a question; null if nothing is
 * @returns in spoken order, each clause at most once
 */
export function saidPoints(turn: TurnWords, next: TurnWords | null): readonly SaidPoint[] {
  const isEnglish =
    turn.language === null
      ? soundsEnglish(`${turn.text} ${next?.text ?? ""}`)
      : /^en\b/i.test(turn.language);
  return isEnglish ? inEnglish(turn.text, next?.text ?? null) : bySigns(turn.text);
}

const NUMBER_OF_TURN = 1;
const NUMBER_OF_NEXT = 2;

const clauses = (number: number, text: string): readonly Clause[] =>
  clausesIn([{ number, speaker: "", text: inert(text) }]);

function inEnglish(text: string, next: string | null): readonly SaidPoint[] {
  const own = clauses(NUMBER_OF_TURN, text);
  const reply = next === null ? [] : clauses(NUMBER_OF_NEXT, next).slice(0, 1);
  const questions = openQuestions([...own, ...reply]).filter(({ numbers }) =>
    numbers.includes(NUMBER_OF_TURN),
  );
  return own.flatMap((clause): readonly SaidPoint[] => {
    const point = pointOf(clause);
    const said = { text: shortened(point.text) };
    if (decisions([clause]).length > 0) return [{ kind: "decision", ...said }];
    if (actionItems([clause]).length > 0 && !isPutOff(clause.text))
      return [{ kind: "task", ...said }];
    if (questions.some((question) => isSame(question, point)))
      return [{ kind: "question", ...said }];
    return holdsFigure(withoutDate(clause.text)) ? [{ kind: "number", ...said }] : [];
  });
}

/** "Let's talk about that next week" is nobody's task. */
const isPutOff = (clause: string): boolean => /\blet's\b/i.test(clause) && putsOff(clause);

const isSame = (one: Point, other: Point): boolean => one.text === other.text;

/** A date is no number worth noting. */
function withoutDate(clause: string): string {
  const due = dueIn(clause);
  const at = due === null ? -1 : clause.toLowerCase().indexOf(due.toLowerCase());
  return at === -1 ? clause : clause.slice(0, at) + clause.slice(at + (due?.length ?? 0));
}

const SENTENCE_END = /(?<=[.!?…])\s+|(?<=[。！？])/u;
const QUESTION = /[?？؟]["”»」』)]*$/u;
/** Shorter questions, such as "Really?", say nothing by themselves: three words, or five characters without spaces. */
const LEAST_QUESTION = /\S\s+\S+\s+\S|[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]{5}/u;

const bySigns = (text: string): readonly SaidPoint[] =>
  inert(text)
    .split(SENTENCE_END)
    .map((sentence) => sentence.trim())
    .flatMap((sentence): readonly SaidPoint[] => {
      if (QUESTION.test(sentence))
        return LEAST_QUESTION.test(sentence)
          ? [{ kind: "question", text: shortened(sentence) }]
          : [];
      return holdsFigure(sentence) ? [{ kind: "number", text: shortened(sentence) }] : [];
    });

/** Times of day, dates, years and ordinals, which are no figures. */
const NO_FIGURE = new RegExp(
  [
    "\\d{1,2}[:h.]\\d{2}(?:[:.]\\d{2})?(?:\\s?(?:uhr|h|[ap]\\.?m)\\b)?",
    "\\d{1,2}\\s?(?:uhr|o'clock|[ap]\\.?m\\.?\\b|heures?|h\\b|[時时点點])",
    "\\d{1,4}[./-]\\d{1,2}[./-]\\d{0,4}",
    "\\d{1,4}\\s?[年月日号]",
    "\\d{1,2}(?:st|nd|rd|th|\\.(?=\\s\\p{L})|ers?|[ºª°])",
    "(?<![\\d.,])(?:19|20)\\d\\d(?![\\d.,]\\d|\\s?[%€$£¥])",
  ].join("|"),
  "giu",
);
const FIGURE =
  /[$€£¥]\s?\d|\d[\d.,]*\s?(?:%|[$€£¥]|percent|prozent|pour cent|por ciento|dollars?|euros?|pounds?|yen|millions?|million(?:en|es)|billions?|thousand|tausend|mille|mil\b|[万億亿円元])|\d[.,]?\d/iu;
const FIGURE_IN_WORDS =
  /\b(?:hundred|thousand|million|billion|dozen|percent|per cent)s?\b|\b(?:ten|eleven|twelve|\w{3,5}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b(?! (?:o'clock|minutes?|seconds?|past|to))|\b(?:two|three|four|five|six|seven|eight|nine) (?:dollars|euros|pounds)\b/;

/** Amounts, shares and numbers from 10 on. */
const holdsFigure = (text: string): boolean =>
  FIGURE.test(text.replace(NO_FIGURE, " ")) || FIGURE_IN_WORDS.test(wordsOf(text).join(" "));

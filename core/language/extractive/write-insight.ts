/** Insight of one turn: its most important clause, or the one that the prompt asks for, in the turn's own words. */

import { clausesOf } from "../english/clauses.ts";
import { dueIn } from "../english/dates.ts";
import { contentWordsOf } from "../english/content-words.ts";
import { statement } from "./point.ts";
import { actionItem, isDecision, isQuestion } from "./cue-words.ts";
import { inert } from "./notes-request.ts";

/** For a turn that holds nothing of what is asked for. */
const NONE = "None.";

/** Longer clauses are cut with "…". */
const MAX_WORDS = 20;

interface Kind {
  /** Words of a prompt that asks for this kind only. */
  readonly asked: RegExp;
  readonly isOne: (clause: string) => boolean;
}

const KINDS: readonly Kind[] = [
  {
    asked: /action item|to-?do|task|next step|follow-?up/i,
    isOne: (clause) => actionItem(clause, "") !== null,
  },
  { asked: /decision/i, isOne: isDecision },
  { asked: /question/i, isOne: isQuestion },
];

/**
 * @param request What the prompt asks for.
 * @param turn Words of the turn.
 */
export function writeInsight(request: string, turn: string): string {
  const clauses = clausesOf(inert(turn));
  if (clauses.length === 0) return NONE;

  const kind = KINDS.find(({ asked }) => asked.test(request));
  const candidates = kind === undefined ? clauses : clauses.filter(kind.isOne);
  const best = candidates.toSorted((one, other) => weight(other) - weight(one))[0];
  return best === undefined ? NONE : shortened(statement(best));
}

/** Counts content words, and adds weight for decisions, tasks and dates. */
function weight(clause: string): number {
  const cues = [isDecision(clause), actionItem(clause, "") !== null, dueIn(clause) !== null];
  return contentWordsOf(clause).length + 3 * cues.filter(Boolean).length;
}

function shortened(sentence: string): string {
  const words = sentence.split(" ");
  return words.length <= MAX_WORDS ? sentence : `${words.slice(0, MAX_WORDS).join(" ")}…`;
}

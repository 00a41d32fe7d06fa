/** Splits turns into clauses and passages. */

import { clausesOf } from "../english/clauses.ts";
import { wordsOf } from "../english/content-words.ts";
import { isQuestion, isUnknown, putsOff } from "./cue-words.ts";
import type { TranscriptTurn } from "./notes-request.ts";

export interface Clause {
  readonly turn: TranscriptTurn;
  readonly text: string;
}

export const clausesIn = (turns: readonly TranscriptTurn[]): Clause[] =>
  turns.flatMap((turn) => clausesOf(turn.text).map((text): Clause => ({ turn, text })));

/** Longer turns are split into their clauses. */
const MAX_TURN_WORDS = 25;

/** Whole turns; of a long turn its clauses. */
export const passagesIn = (clauses: readonly Clause[]): Clause[] =>
  [...Map.groupBy(clauses, ({ turn }) => turn)].flatMap(([turn, parts]) =>
    wordsOf(turn.text).length > MAX_TURN_WORDS ? parts : [{ turn, text: turn.text }],
  );

const LEAST_TELLING_WORDS = 6;

const COURTESY = /\b(?:welcome|good (?:morning|afternoon|evening)|thank you|thanks|bye)\b/i;

export const isCourtesy = ({ text }: Clause): boolean => COURTESY.test(text);

/** A statement with content: no question, no courtesy, nothing postponed, and long enough. */
export const isTelling = (clause: Clause): boolean =>
  wordsOf(clause.text).length >= LEAST_TELLING_WORDS &&
  !isCourtesy(clause) &&
  ![isQuestion, isUnknown, putsOff].some((isEmpty) => isEmpty(clause.text));

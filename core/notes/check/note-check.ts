/** Checks all statements of a note: its Markdown by rules, and by the verdicts of the second reading that are stored with it. */

import type { Token } from "marked";
import { LONGEST } from "../../bounds.ts";
import { type Meeting, type Note, turnId } from "../../meeting.ts";
import { citedTurns } from "../citations.ts";
import { markdownTokens } from "../markdown-limits.ts";
import { saysNotSaid } from "../support.ts";
import { lineSpeakers } from "../transcript-lines.ts";
import { type Fault, faultOf } from "./check.ts";
import type { CheckedTranscript } from "./evidence.ts";
import { languageOf } from "./languages.ts";
import { type Statement, statementsIn } from "./statements.ts";

export interface NoteCheck {
  /** Tokens of the note; `null` if it is too much to be read, and then it is not checked. */
  readonly tokens: readonly Token[] | null;
  /** Fault of each marked statement, by the token or the cells of the row that the mark follows. */
  readonly faults: ReadonlyMap<object, Fault>;
  /** How many statements were checked. */
  readonly statements: number;
}

type CheckedNote = Pick<Note, "markdown" | "citations" | "secondReading">;

/** @param turns in the order they were spoken */
export const checkedTranscript = (
  turns: CheckedTranscript["turns"],
  meeting: Pick<Meeting, "title"> & Pick<Partial<Meeting>, "names" | "merged" | "channels">,
): CheckedTranscript => ({
  turns,
  speakers: turns.map(lineSpeakers(meeting)),
  known: [meeting.title],
  language: spokenLanguage(turns),
});

/** So many turns tell the language. */
const SAMPLE_TURNS = 100;

export const spokenLanguage = (turns: CheckedTranscript["turns"]): CheckedTranscript["language"] =>
  languageOf(
    turns
      .slice(0, SAMPLE_TURNS)
      .map(({ text }) => text)
      .join("\n"),
  );

export function checkNote(note: CheckedNote, transcript: CheckedTranscript): NoteCheck {
  const steps = checkSteps(note, transcript);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same, with a stop after each statement: one that cites much takes long to compare. */
export function* checkSteps(
  note: CheckedNote,
  transcript: CheckedTranscript,
): Generator<undefined, NoteCheck> {
  const unchecked = uncheckedNote(note.markdown);
  const { tokens } = unchecked;
  if (tokens === null) return unchecked;
  const statements = statementsIn(tokens);
  const placeOf = places(note, transcript);
  const doubts = new Map(
    note.secondReading?.doubts.map(({ statement, verdict }) => [statement, verdict]),
  );
  const faults = new Map<object, Fault>();
  let checked = 0;
  for (const statement of statements) {
    const found = statementFault(statement, placeOf, transcript);
    if (found !== NOT_COMPARED) checked++;
    const fault =
      (found === NOT_COMPARED ? null : found) ?? verdictFault(doubts.get(statement.text));
    if (fault) faults.set(statement.place, fault);
    yield;
  }
  return { tokens, faults, statements: checked };
}

/** A note that is not to be checked, as while it is written. */
export const uncheckedNote = (markdown: string): NoteCheck => ({
  tokens: markdownTokens(markdown.trim()),
  faults: new Map(),
  statements: 0,
});

/** Returns the index of the turn that a number of the note cites. */
export function places(
  note: Pick<Note, "citations">,
  { turns }: CheckedTranscript,
): (number: number) => number | null {
  const turnOf = citedTurns(note, turns);
  const byId = new Map(turns.map((turn, place) => [turnId(turn), place]));
  return (number) => {
    const turn = turnOf(number);
    return turn ? (byId.get(turnId(turn)) ?? null) : null;
  };
}

function statementFault(
  { text, parts, numbers, kind }: Statement,
  placeOf: (number: number) => number | null,
  transcript: CheckedTranscript,
): Fault | null | typeof NOT_COMPARED {
  if (numbers.length === 0) return saysNotSaid(text) ? null : { reason: "no-citation" };
  if (numbers.some((number) => placeOf(number) === null)) return { reason: "no-such-turn" };
  for (const part of parts) {
    const cited = (part.numbers.length > 0 ? part.numbers : numbers).flatMap(
      (number) => placeOf(number) ?? [],
    );
    if (isTooMuch(cited, transcript)) return NOT_COMPARED;
    const fault = faultOf(part.text, cited, transcript);
    // A heading sums up what several turns say.
    if (fault && !(kind === "heading" && fault.reason === "unrelated")) return fault;
  }
  return null;
}

/** Cites more than can be compared while the user waits. */
const NOT_COMPARED = "not compared";

/** @param places indexes of the cited turns; their neighbours are compared too */
function isTooMuch(places: readonly number[], { turns }: CheckedTranscript): boolean {
  const near = new Set(places.flatMap((place) => [place - 1, place, place + 1]));
  let length = 0;
  for (const place of near) length += turns[place]?.text.length ?? 0;
  return length > LONGEST.evidence;
}

const verdictFault = (verdict: "partly" | "not" | undefined): Fault | null =>
  verdict === undefined ? null : { reason: verdict === "partly" ? "partly" : "unsupported" };

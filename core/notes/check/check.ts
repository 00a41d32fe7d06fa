/** Checks a statement of a note against the turns it cites, by rules (docs/decisions/0010-notes-cite-turns.md). */

import { folded } from "../../text/fold.ts";
import { datesIn, datesNotSaid } from "./dates.ts";
import {
  type CheckedTranscript,
  type Evidence,
  evidenceOf,
  runsOf,
  type SpokenClause,
} from "./evidence.ts";
import { type CheckedLanguage, isWrittenIn, languageOf } from "./languages.ts";
import { isNameSaid, namesIn } from "./names.ts";
import { type FoundNumber, heardNumbers, isNumberSaid, numbersIn } from "./numbers.ts";
import { isOwnerWrong, namesOf, ownerOf } from "./owner.ts";
import { clausesIn } from "./clauses.ts";
import { isPlanned, type Polarity, polarityOf, sayOpposite } from "./polarity.ts";
import { isQuoted, quotesIn, withoutQuotes } from "./quotes.ts";
import { hits, isSameTerm, termsIn } from "./terms.ts";

export type FaultReason =
  | "no-citation"
  | "no-such-turn"
  | "quote"
  | "number"
  | "date"
  | "name"
  | "owner"
  | "negation"
  | "unrelated"
  /** Verdicts of the second reading. */
  | "partly"
  | "unsupported";

export interface Fault {
  readonly reason: FaultReason;
  /** What was not said. */
  readonly term?: string;
}

/**
 * In a language that the check does not know only quotes are compared.
 *
 * @param places indexes of the cited turns
 */
export function faultOf(
  text: string,
  places: readonly number[],
  transcript: CheckedTranscript,
): Fault | null {
  const evidence = evidenceOf(places, transcript);
  const quote = quoteFault(text, evidence);
  if (quote || evidence.language === null) return quote;
  const speakers = [...new Set(transcript.speakers)];
  const own = languageOf(text) ?? (isWrittenIn(text, evidence.language) ? evidence.language : null);
  const shared = own === evidence.language ? own : null;
  return (
    numberFault(text, evidence, own, transcript.known) ??
    dateFault(text, evidence, own, transcript.known) ??
    nameFault(text, evidence, {
      language: own,
      isForeign: shared === null,
      speakers,
      known: transcript.known,
    }) ??
    ownerFault(text, evidence, speakers, shared) ??
    denialFault(text, evidence, own) ??
    (shared && (negationFault(text, evidence, shared) ?? unrelatedFault(text, evidence, shared)))
  );
}

function quoteFault(text: string, evidence: Evidence): Fault | null {
  const runs = runsOf(evidence);
  const missing = quotesIn(text).find((quote) => !isQuoted(quote, runs));
  return missing === undefined ? null : { reason: "quote" };
}

function numberFault(
  text: string,
  evidence: Evidence,
  language: CheckedLanguage | null,
  known: readonly string[],
): Fault | null {
  const spoken = [evidence.text, ...evidence.said.map(({ speaker }) => speaker), ...known];
  const heard = heardNumbers(spoken.join("\n"), evidence.language);
  const numbers = numbersIn(text, language);
  const missing = numbers.find(
    (number) => !isNumberSaid(number, heard) && !isCount(number, text, numbers),
  );
  return missing ? { reason: "number", term: missing.text } : null;
}

const MOST_COUNTED = 9;

/** Whether a number counts what the statement itself lists: "two options, A and B". */
function isCount(
  { value, isWord }: FoundNumber,
  text: string,
  numbers: readonly FoundNumber[],
): boolean {
  if (!isWord || value > MOST_COUNTED) return false;
  const listed =
    text.match(/, | and | und | et | y | or | oder | ou | o |、|和|と|及び|;/gu)?.length ?? 0;
  return listed + 1 === value || numbers.length - 1 === value;
}

function dateFault(
  text: string,
  evidence: Evidence,
  language: CheckedLanguage | null,
  known: readonly string[],
): Fault | null {
  const heard = new Set(
    datesIn([evidence.text, ...known].join("\n"), evidence.language, false).map(({ key }) => key),
  );
  const [missing] = datesNotSaid(datesIn(text, language, true), heard);
  return missing ? { reason: "date", term: asWritten(missing.text, text) } : null;
}

/** Dates are found in lower case. */
function asWritten(found: string, text: string): string {
  const at = text.toLowerCase().indexOf(found);
  return at < 0 ? found : text.slice(at, at + found.length);
}

function nameFault(
  text: string,
  { text: said, said: passages, asked }: Evidence,
  {
    language,
    isForeign,
    speakers,
    known,
  }: {
    readonly language: CheckedLanguage | null;
    readonly isForeign: boolean;
    readonly speakers: readonly string[];
    readonly known: readonly string[];
  },
): Fault | null {
  const people = speakers.flatMap(namesOf).filter((name) => name !== "you" && name !== "them");
  const dates = new Set(datesIn(text, language, true).map((date) => folded(date.text)));
  const own = [...passages.map(({ speaker }) => speaker), ...asked];
  const missing = namesIn(text, language, people, isForeign).find(
    (name) =>
      !dates.has(folded(name)) &&
      numbersIn(name, language).length === 0 &&
      !isNameSaid(name, said, own, known, language),
  );
  return missing === undefined ? null : { reason: "name", term: missing };
}

function ownerFault(
  text: string,
  evidence: Evidence,
  speakers: readonly string[],
  language: CheckedLanguage | null,
): Fault | null {
  const owner = ownerOf(text, speakers);
  return owner !== null && isOwnerWrong(text, owner, evidence, speakers, language)
    ? { reason: "owner", term: owner }
    : null;
}

function negationFault(
  text: string,
  { clauses }: Evidence,
  language: CheckedLanguage,
): Fault | null {
  const heard = clauses.map((clause) => ({ ...clause, ...polarityOf(clause.text, language) }));
  const whole = withoutQuotes(text);
  const isOpposite = clausesIn(whole, language).some(
    (clause) => !clause.isQuestion && isDenied(clause.text, whole, heard, language),
  );
  return isOpposite || sayOpposite(text, clauses, language) ? { reason: "negation" } : null;
}

/** In any language: a statement denies something, and nothing near the cited turns does. */
function denialFault(
  text: string,
  { around, language }: Evidence,
  own: CheckedLanguage | null,
): Fault | null {
  if (own === null || language === null || !polarityOf(withoutQuotes(text), own).isNegated)
    return null;
  const spoken = polarityOf(around.map((passage) => passage.text).join("\n"), language);
  return spoken.isNegated || spoken.denying.size > 0 ? null : { reason: "negation" };
}

/** A clause says as much as the best one if it holds so much of its terms. */
const NEARLY_BEST = 0.7;

type HeardClause = SpokenClause & Polarity;

/** Whether the cited clauses deny what one clause of a statement says, or say what it denies. */
function isDenied(
  text: string,
  whole: string,
  clauses: readonly HeardClause[],
  language: CheckedLanguage,
): boolean {
  const terms = termsIn(text, language);
  const own = polarityOf(text, language);
  const relevant = clauses
    .map((clause) => ({ clause, score: hits(terms, clause.terms) }))
    .filter(({ clause, score }) => score > 0 && (!clause.isQuestion || clause.isDenied));
  const negated = relevant.filter(({ clause }) => clause.isNegated || clause.isDenied);
  const others = relevant.filter(({ clause }) => !clause.isNegated && !clause.isDenied);
  if (own.isNegated) {
    const best = Math.max(0, ...others.map(({ score }) => score));
    return (
      negated.length === 0 &&
      best >= Math.min(2, terms.length) &&
      others.every(
        ({ clause, score }) =>
          score < best * NEARLY_BEST || [...clause.denying].every((word) => own.denying.has(word)),
      )
    );
  }
  const { isNegated, denying } = polarityOf(whole, language);
  if (isNegated) return false;
  return negated.some(({ clause }) => {
    if (
      ![...denying].every((word) => clause.denying.has(word)) ||
      isPlanned(whole, clause.text, language)
    )
      return false;
    // A term that was said only where it was denied.
    return terms.some(
      (term) =>
        hits([term], clause.ownTerms) > 0 &&
        others.every((other) => hits([term], other.clause.terms) === 0),
    );
  });
}

/** Statements with fewer terms say too little to be compared. */
const LEAST_TERMS = 2;
const LEAST_SHARE = 0.2;

function unrelatedFault(
  text: string,
  { around }: Evidence,
  language: CheckedLanguage,
): Fault | null {
  const terms = termsIn(text, language);
  if (terms.length < LEAST_TERMS) return null;
  const heard = around.flatMap((passage) => [
    ...termsIn(passage.text, language),
    ...termsIn(passage.speaker, language),
  ]);
  const found = terms.filter((term) => heard.some((other) => isSameTerm(term, other))).length;
  return found / terms.length < LEAST_SHARE ? { reason: "unrelated" } : null;
}

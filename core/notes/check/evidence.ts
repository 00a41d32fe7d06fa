/** What a statement rests on: the turns it cites, what their speakers said right before and after, and what was said between. */

import type { Turn } from "../../meeting.ts";
import { wordsIn, type CheckedLanguage, languageOf } from "./languages.ts";
import { asksAtEnd, beginsWithNo, type Clause, clausesIn } from "./clauses.ts";
import { termsIn } from "./terms.ts";

/** Transcript that notes are checked against. */
export interface CheckedTranscript {
  /** In the order they were spoken. */
  readonly turns: readonly Turn[];
  /** Name of the speaker of each turn, as the notes have it. */
  readonly speakers: readonly string[];
  /** Text that notes may use although nobody said it, such as the title of the meeting. */
  readonly known: readonly string[];
  /** Of most of it; `null` if the check does not know it. */
  readonly language: CheckedLanguage | null;
}

export interface Passage {
  readonly place: number;
  readonly text: string;
  readonly speaker: string;
}

export interface SpokenClause extends Clause {
  readonly speaker: string;
  readonly ownTerms: readonly string[];
  /** Its own terms, and those of the question that it answers. */
  readonly terms: readonly string[];
  /** Somebody answered the question with no. */
  readonly isDenied: boolean;
}

export interface Evidence {
  readonly cited: readonly Passage[];
  /** Cited turns with the neighbours of the same speakers. */
  readonly said: readonly Passage[];
  /** `said` and the turns beside the cited ones. */
  readonly around: readonly Passage[];
  /** Who answers what a cited turn asks, unless with no: whoever is asked to do something is seldom named. */
  readonly asked: readonly string[];
  readonly text: string;
  readonly language: CheckedLanguage | null;
  readonly clauses: readonly SpokenClause[];
}

/** A listener's "mm-hm" does not part what a speaker says. */
const LISTENING_WORDS = 2;

export function evidenceOf(places: readonly number[], transcript: CheckedTranscript): Evidence {
  const passage = (place: number): Passage | null => {
    const turn = transcript.turns[place];
    return turn ? { place, text: turn.text, speaker: transcript.speakers[place] ?? "" } : null;
  };
  const byPlace = (wanted: readonly number[]): readonly Passage[] =>
    [...new Set(wanted)]
      .toSorted((one, other) => one - other)
      .flatMap((place) => passage(place) ?? []);
  const cited = byPlace(places);
  const said = byPlace(
    cited.flatMap(({ place, speaker }) => [
      place,
      ...[-1, 1].flatMap((step) => {
        let next = passage(place + step);
        if (next && next.speaker !== speaker && wordsIn(next.text, null).length <= LISTENING_WORDS)
          next = passage(place + 2 * step);
        return next?.speaker === speaker ? [next.place] : [];
      }),
    ]),
  );
  const around = byPlace([
    ...said.map(({ place }) => place),
    ...cited.flatMap(({ place }) => [place - 1, place + 1]),
  ]);
  const text = said.map((each) => each.text).join("\n");
  const language = languageOf(around.map((each) => each.text).join("\n")) ?? transcript.language;
  return {
    cited,
    said,
    around,
    asked: cited.flatMap(({ place, text: request, speaker }) => {
      const answer = passage(place + 1);
      return answer &&
        answer.speaker !== speaker &&
        asksAtEnd(request, language) &&
        !beginsWithNo(answer.text, language)
        ? [answer.speaker]
        : [];
    }),
    text,
    language,
    clauses: cited.flatMap((each) => spokenClauses(each, passage, language)),
  };
}

function spokenClauses(
  { place, text, speaker }: Passage,
  passage: (place: number) => Passage | null,
  language: CheckedLanguage | null,
): readonly SpokenClause[] {
  const before = passage(place - 1);
  const after = passage(place + 1);
  const question =
    before && asksAtEnd(before.text, language)
      ? clausesIn(before.text, language).filter(({ isQuestion }) => isQuestion)
      : [];
  const asked = question.flatMap((clause) => termsIn(clause.text, language));
  const clauses = clausesIn(text, language);
  const firstWords = wordsIn(clauses[0]?.text ?? "", language);
  // "Yes, I will": the clause behind a bare yes answers; behind a no it gives the reason.
  const answering =
    firstWords.length > 2 ||
    termsIn(clauses[0]?.text ?? "", language).length > 0 ||
    beginsWithNo(text, language)
      ? 1
      : 2;
  return clauses.map((clause, index) => {
    const ownTerms = termsIn(clause.text, language);
    return {
      ...clause,
      speaker,
      ownTerms,
      terms: [...ownTerms, ...(index < answering ? asked : [])],
      isDenied: clause.isQuestion && after !== null && beginsWithNo(after.text, language),
    };
  });
}

/** Passages of one speaker without a break, joined: a sentence may go on in the next turn. */
export function runsOf({ said }: Evidence): readonly string[] {
  const runs: string[] = [];
  let last: Passage | undefined;
  for (const each of said) {
    const goesOn = last?.speaker === each.speaker && each.place - last.place <= 2;
    if (goesOn) runs.push(`${runs.pop() ?? ""} ${each.text}`);
    else runs.push(each.text);
    last = each;
  }
  return runs;
}

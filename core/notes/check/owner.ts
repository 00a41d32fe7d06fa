/** Compares who does something: the owner that a statement begins with must be who said so, or who was asked. */

import { folded } from "../../text/fold.ts";
import type { Evidence, SpokenClause } from "./evidence.ts";
import { type CheckedLanguage, wordsIn } from "./languages.ts";
import { hits, termsIn } from "./terms.ts";

/** Somebody takes something on. */
const COMMITS: Readonly<Record<CheckedLanguage, RegExp>> = {
  en: /\b(?:i'll|i will|i can|i'm going to|i am going to|let me|i shall|i do that)\b/u,
  de: /\bich\b(?! (?:wurde|mochte|denke|glaube|finde|schlage|hatte|will))|\bmach ich\b/u,
  fr: /\bj(?:e |')(?!aimerais|voudrais|pense|crois|prefere|trouve)/u,
  es: /\byo\b|\b(?:lo|la|los|las|le|les|me) \w+o\b|\bvoy a\b|\b\w{3,}re\b|\bme encargo\b/u,
  ja: /ます(?!か)|やる|私が/u,
  zh: /我(?!们|建议|觉得|认为|想)/u,
};

const SPEAKS_OF_SELF: Readonly<Record<CheckedLanguage, RegExp>> = {
  en: /\b(?:i|i'm|i've|i'd|i'll|me|my)\b/u,
  de: /\b(?:ich|mir|mich|meine?[nrs]?)\b/u,
  fr: /\bj(?:e\b|')|\b(?:moi|mon|ma|mes)\b/u,
  es: /\b(?:yo|me|mi|mis)\b|\b\w{2,}o\b/u,
  ja: /私|ます|です|ました|ません/u,
  zh: /我/u,
};

/** A wish is for others to fulfil. */
const WISHES: Readonly<Partial<Record<CheckedLanguage, RegExp>>> = {
  en: /\bi(?:'d| would) like\b|\bi want\b|\bi need you\b/u,
};

/** Names that are pronouns: the usual names of the two sides. */
const PRONOUNS = new Set(["you", "them"]);

/** @returns the speaker that the statement names as its subject; "Speaker B" is not "Speaker A", although both are speakers */
export function ownerOf(text: string, speakers: readonly string[]): string | null {
  const plain = folded(text).trim();
  const named = speakers.flatMap((speaker) =>
    namesOf(speaker)
      .filter((name) => beginsWith(plain, name))
      .map((name) => ({ speaker, length: name.length })),
  );
  return named.toSorted((one, other) => other.length - one.length)[0]?.speaker ?? null;
}

function beginsWith(plain: string, name: string): boolean {
  if (!plain.startsWith(name)) return false;
  const after = plain.slice(name.length);
  if (/^\s*(?:and|und|et|y|e|&|,|\/|和|と|与|、)(?:[\s\p{sc=Han}]|$)/u.test(after)) return false;
  if (isHan(name)) return /^(?:さん)?\s*[::はがも、决建会将提去来说]/u.test(after) || after === "";
  return PRONOUNS.has(name) ? /^\s?:/u.test(after) : /^(?:\s|:|')/u.test(after);
}

const isHan = (name: string): boolean => /\p{sc=Han}/u.test(name);

/** A speaker's whole name and its parts, without titles. */
export const namesOf = (speaker: string): readonly string[] => {
  const plain = folded(speaker);
  const parts = plain
    .split(/[\s.]+/)
    .filter((part) => part.length > 2 && !/^(?:prof|dr|frau|herr|mrs?|the)$/.test(part));
  return [...new Set([plain, ...parts])].filter((name) => name !== "");
};

/** Whether other people than the owner do what the statement says. */
export function isOwnerWrong(
  text: string,
  owner: string,
  { clauses, said, asked }: Evidence,
  speakers: readonly string[],
  language: CheckedLanguage | null,
): boolean {
  const isNamed =
    asked.includes(owner) ||
    said.some((passage) => passage.speaker === owner || mentions(passage.text, owner));
  if (!isNamed) return true;
  if (language === null) return false;
  const names = namesOf(owner);
  const terms = termsIn(text, language).filter((term) => !names.includes(term));
  // The verb, which a task names first, or last in German.
  const act = language === "de" ? terms.at(-1) : terms[0];
  const scored = clauses
    .map((clause) => ({
      clause,
      doers: doersOf(clause, speakers, language),
      score: hits(terms, clause.terms) + (act === undefined ? 0 : hits([act], clause.terms)),
    }))
    .filter(({ score }) => score > 0);
  const commitments = scored.filter(
    ({ clause }) => commits(clause, language) || assigns(clause, speakers),
  );
  const relevant = commitments.length > 0 ? commitments : scored;
  const best = Math.max(0, ...relevant.map(({ score }) => score));
  const doers = relevant.filter(({ score }) => score === best).map((each) => each.doers);
  return doers.length > 0 && doers.every((who) => who !== null && !who.includes(owner));
}

/** "Tom will check it." */
const assigns = (clause: SpokenClause, speakers: readonly string[]): boolean =>
  !clause.isQuestion &&
  speakers.some((name) => name !== clause.speaker && mentions(clause.text, name));

const commits = ({ text, isQuestion }: SpokenClause, language: CheckedLanguage): boolean =>
  !isQuestion && COMMITS[language].test(folded(text));

/** @returns who does what the clause says; `null` if that is not clear */
function doersOf(
  clause: SpokenClause,
  speakers: readonly string[],
  language: CheckedLanguage,
): readonly string[] | null {
  const named = speakers.filter((name) => name !== clause.speaker && mentions(clause.text, name));
  if (commits(clause, language)) return [clause.speaker];
  if (named.length > 0) return named;
  const plain = folded(clause.text);
  if (clause.isQuestion || WISHES[language]?.test(plain)) return null;
  return SPEAKS_OF_SELF[language].test(plain) ? [clause.speaker] : null;
}

const mentions = (text: string, speaker: string): boolean => {
  const words = wordsIn(text, "fr");
  return namesOf(speaker).some(
    (name) =>
      !PRONOUNS.has(name) && (isHan(name) ? folded(text).includes(name) : words.includes(name)),
  );
};

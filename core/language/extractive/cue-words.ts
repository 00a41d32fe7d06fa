/**
 * Classifies clauses by cue words: decision, action item, open question, praise, criticism, suggestion. Made for text
 * from a recogniser: lower case, few marks. Such rules miss the same meaning in other words.
 */

import { dueIn } from "../english/dates.ts";
import { capitalized, isGivenName } from "../english/names.ts";
import { asksQuestion } from "../english/question.ts";
import { wordsOf } from "../english/content-words.ts";

const plain = (clause: string): string => wordsOf(clause).join(" ");

const DECISION = new RegExp(
  "\\b(?:" +
    "(?:decided|agreed|voted) (?:to|that|it|on|against|for|not)|settled on|signed off|(?:we|they|board|team) (?:have |has |had )?approved|" +
    "(?:is|was|are|were|been|get|gets) (?:approved|rejected|decided|agreed|confirmed|postponed|canceled|cancelled)|" +
    "(?:let's|we will|we'll|we're going to|we are going to) go (?:with|ahead)|(?:going|gone|went) with|decision (?:is|was)|it's decided" +
    ")\\b",
);

const UNDECIDED =
  /\b(?:not|haven't|hasn't|isn't|aren't|wasn't|weren't|never|nobody|if|unless|until|once|before|whether)\b(?: \w+){0,4} (?:decided|agreed|approved|confirmed|voted|settled)\b/;

export const isQuestion = (clause: string): boolean =>
  clause.endsWith("?") || asksQuestion(wordsOf(clause));

export const isDecision = (clause: string): boolean => {
  const words = plain(clause);
  return DECISION.test(words) && !UNDECIDED.test(words) && !isQuestion(clause);
};

export interface ActionItem {
  /** A name, "We", or the speaker's label for "I"; `null` if the words name no one. */
  readonly owner: string | null;
  /** In the words of the clause: "by next Wednesday". */
  readonly due: string | null;
}

/** Verbs like "be" and "see" make it a forecast or a courtesy, not a task. */
const NO_TASK =
  "(?!(?:i|not|never|probably|be|have|see|say|know|hear|need|want|like|remember|tell you|imagine|believe|understand)\\b)";
const WILL = "(?: will|'ll| am going to| is going to| are going to|'m going to|'re going to)";
const MUST = "(?: need to| needs to| have to| has to| must| should)";

const COMMITMENT = new RegExp(
  `\\b([a-z]+)(?: still| also| just| really)?(?:${WILL}|${MUST})(?: (?:also|then|just))? ${NO_TASK}[a-z]+`,
  "g",
);
const REQUEST = new RegExp(`\\b(?:can|could|would|will) you (?:please |also )*${NO_TASK}[a-z]+`);
const PLEASE = new RegExp(`\\bplease ${NO_TASK}[a-z]+`);
const EXPLICIT = /\b(?:action items?|to do list|don't forget to|make sure)\b/;
const PROPOSAL = /\blet's (?!get started|start|begin|see)[a-z]+/;

/** Words for people who can commit to something, besides given names. */
const PERSONS = new Set("i we he she they someone somebody everyone everybody team".split(" "));

/** Tells who can own a task: the known given names, and the speakers of the meeting. */
export interface People {
  /** Name of a person by its first word in lower case; `undefined` for other words. */
  nameOf(word: string): string | undefined;
}

const KNOWN_NAMES: People = {
  nameOf: (word) => (isGivenName(word) ? capitalized(word) : undefined),
};

/** @param speakers their names, of which the first words count too */
export function peopleOf(speakers: Iterable<string>): People {
  const byFirst = new Map(Array.from(speakers, (name) => [wordsOf(name)[0] ?? "", name]));
  return { nameOf: (word) => byFirst.get(word) ?? KNOWN_NAMES.nameOf(word) };
}

/**
 * @param speaker Label that stands for "I".
 * @returns `null` if the clause is not an action item
 */
export function actionItem(
  clause: string,
  speaker: string,
  people: People = KNOWN_NAMES,
): ActionItem | null {
  const words = plain(clause);
  const due = dueIn(clause);
  if (isRequest(clause)) return { owner: addressee(clause, people), due };
  if (isQuestion(clause)) return null;

  const owner = ownerOf(words, speaker, people);
  if (owner !== undefined && !(owner === "We" && isDecision(clause))) return { owner, due };
  if (EXPLICIT.test(words)) return { owner: addressee(clause, people), due };
  return PROPOSAL.test(words) && due !== null ? { owner: "We", due } : null;
}

/** Asks one person to do something: "can you …", "please …". */
export const isRequest = (clause: string): boolean => {
  const words = plain(clause);
  return REQUEST.test(words) || PLEASE.test(words);
};

const ACCEPTANCE =
  /^(?:(?:yes|yeah|yep|sure|okay|ok|right|fine|good|great|absolutely|certainly|definitely|gladly)\b|of course|no problem|will do|with pleasure|happy to|i can\b|i will\b|i'll\b|on it\b)/;

/** Whether words begin by taking on what was asked for. */
export const accepts = (text: string): boolean => ACCEPTANCE.test(plain(text));

/** @returns who commits to something; `undefined` if it is not a person, as in "the page will load" */
function ownerOf(words: string, speaker: string, people: People): string | undefined {
  const doers = [...words.matchAll(COMMITMENT)].map(([, doer = ""]) => doer);
  const person = doers.find((doer) => PERSONS.has(doer) || people.nameOf(doer) !== undefined);
  if (person === undefined) return undefined;
  if (person === "i") return speaker;
  return PERSONS.has(person) ? capitalized(person) : people.nameOf(person);
}

/** @returns the name at the beginning, as in "tom can you …" */
function addressee(clause: string, people: People): string | null {
  const names = wordsOf(clause)
    .slice(0, 3)
    .map((word) => people.nameOf(word));
  return names.find((name) => name !== undefined) ?? null;
}

const NOT_KNOWN =
  /\b(?:open question|don't know|do not know|nobody knows|not sure|unclear|not clear|no idea|to be decided|not decided|haven't decided|figure out|find out whether)\b/;
const PUT_OFF =
  /\b(?:come back to|get back to|talk about (?:that|it|this)|discuss (?:that|it|this)|later|next (?:week|time|meeting)|park (?:that|it|this))\b/;

export const isUnknown = (clause: string): boolean => NOT_KNOWN.test(plain(clause));

export const putsOff = (clause: string): boolean => PUT_OFF.test(plain(clause));

/** Whether a clause after a question leaves it open. */
export const leavesOpen = (clause: string): boolean =>
  isUnknown(clause) || putsOff(clause) || isQuestion(clause);

const GOOD =
  "(?:good|great|excellent|fantastic|amazing|wonderful|brilliant|impressive|impressed|helpful|useful|nice|perfect|beautiful|easy|happy|pleased|fast|clear)";
const NOT = "(?:not|never|isn't|wasn't|aren't|weren't|don't|doesn't|didn't|no)";

const PRAISE = new RegExp(
  `\\b(?:(?:is|was|are|were|looks?|feels?|works?|sounds?|found|find)(?: \\w+){0,3} (?:${GOOD}|well)|(?:very|really|so) ${GOOD}|` +
    "(?:i|we|they|he|she|people|customers|everyone|everybody) (?:really |all )*(?:love|loved|like|liked|enjoy|enjoyed|appreciate|appreciated)|" +
    "well done|(?:good|great|nice) (?:job|work|idea)|want to keep it|much better)\\b",
);
const NOT_GOOD = new RegExp(
  `\\b${NOT}(?: \\w+){0,3} (?:${GOOD}|well|like|love|enjoy|appreciate)\\b`,
);

const CRITICISM =
  /\b(?:slow|bad|worse|worst|terrible|awful|poor|poorly|confusing|confused|broken|annoying|annoyed|frustrating|frustrated|disappointing|disappointed|unhappy|complain(?:s|ed|ing)?|complaints?|crash(?:es|ed|ing)?|bugs?|buggy|fails?|failed|problems?|difficult|hard to|doesn't work|didn't work|not working|too (?:slow|long|many|much|late|early|expensive|hard|small|big|few|little|complicated)|still takes)\b/;

const SUGGESTION =
  /\b(?:(?:i|we) (?:would )?(?:suggest|recommend|propose)|(?:i|we)'d (?:suggest|recommend|prefer|like)|my suggestion|(?:we|you|they|it) (?:should|could|might want to)|how about|what about|what if|why (?:don't|not) (?:we|you)|why not|(?:could|should|can) we|maybe (?:we|you|it)|it would be (?:better|nice|good|great|helpful)|would be better|let's (?:try|use|change|make|add|move))\b/;

/** "It is not good" is not praise. */
export const isPraise = (clause: string): boolean =>
  PRAISE.test(plain(clause)) && !NOT_GOOD.test(plain(clause)) && !isCriticism(clause);

export const isCriticism = (clause: string): boolean =>
  CRITICISM.test(plain(clause)) || NOT_GOOD.test(plain(clause));

/** A suggestion to do something differently; postponing is not one. */
export const isSuggestion = (clause: string): boolean =>
  SUGGESTION.test(plain(clause)) && !putsOff(clause) && !isUnknown(clause);

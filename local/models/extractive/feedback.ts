/** Praise, criticism and suggestions, told by cue words; like those of cues.ts, made for text from a recogniser. */

import { wordsOf } from "../../english/words.ts";
import { isUnknown, putsOff } from "./cues.ts";

const plain = (clause: string): string => wordsOf(clause).join(" ");

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

/** "it is not good" is none. */
export const isPraise = (clause: string): boolean =>
  PRAISE.test(plain(clause)) && !NOT_GOOD.test(plain(clause)) && !isCriticism(clause);

export const isCriticism = (clause: string): boolean =>
  CRITICISM.test(plain(clause)) || NOT_GOOD.test(plain(clause));

/** Something to do otherwise; what is only put off is none. */
export const isSuggestion = (clause: string): boolean =>
  SUGGESTION.test(plain(clause)) && !putsOff(clause) && !isUnknown(clause);

/**
 * Recognises questions without punctuation by their beginning: "what is …", "how many …", "can you …", "is there …".
 */

import { isGivenName, isName } from "./names.ts";

/** Words before the question itself, besides a name. */
const LEAD_IN = new Set(
  "and but so well okay ok yeah yes no right now then oh great good thanks".split(" "),
);

const QUESTION_WORD = new Set("what when where who whom whose which why how".split(" "));

const AUXILIARY = new Set(
  (
    "is are was were am do does did can could will would should shall may have has had isn't aren't wasn't don't " +
    "doesn't didn't can't couldn't won't wouldn't shouldn't haven't hasn't"
  ).split(" "),
);

/** After these a question word needs no auxiliary: "how many", "what time", "which team". */
const AFTER_QUESTION_WORD = new Set(
  "about many much long often far soon else time kind sort day date team one ones come not".split(
    " ",
  ),
);

const SUBJECT = new Set(
  (
    "i you he she it we they there this that these those the a an any anyone anybody anything everyone everybody " +
    "everything someone my your our his her their its"
  ).split(" "),
);

export function asksQuestion(spoken: readonly string[]): boolean {
  // As in "one open question who will …".
  const words = spoken.slice(spoken.lastIndexOf("question") + 1);
  const begin = words.findIndex((word) => !LEAD_IN.has(word) && !isGivenName(word));
  const [first = "", second = ""] = words.slice(begin === -1 ? words.length : begin);
  const [stem = "", contracted] = first.split("'");

  if (QUESTION_WORD.has(stem)) {
    if (contracted !== undefined) return true;
    return AUXILIARY.has(second) || AFTER_QUESTION_WORD.has(second);
  }
  return AUXILIARY.has(first) && (SUBJECT.has(second) || isName(words, begin + 1));
}

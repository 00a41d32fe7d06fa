/** Finds the person whose words a question is about: "What did Laura say about the budget?" */

import type { Meeting, SpeakerKey, Turn } from "../meeting.ts";
import { plainWords, UNSPACED_CHARACTER } from "../text/fold.ts";
import { speakersIn } from "../transcript/speaker.ts";
import { nameInNotes, namesInNotes } from "./transcript-lines.ts";

/** Beginnings of words for saying and meaning in the panel's languages, as `plainWords` gives them. */
const SAYING = (
  "say said says according opinion think thought mention suggest propos told promis explain " +
  "sagt sagte gesagt meint meinte gemeint erwahnt vorgeschlagen laut erklart versprochen " +
  "dit disait pense propose mentionn selon expliqu promis " +
  "dijo dice dicho piensa propuso mencion segun explic promet"
).split(" ");
const SAYING_UNSPACED = ["言", "話", "述べ", "意見", "说", "提到", "建议", "认为", "觉得"];

/** After these the named person is spoken to or of; "according to" is no such case. */
const NOT_SUBJECT =
  /(?<! according) (?:to|about|of|for|with|an|zu|uber|mit|von|a|sur|avec|de|sobre|con) $/;

/** "What did I say …". */
const SELF = /(?: did| have| what| was| habe)? (?:i|ich) /;

const HAS_UNSPACED = new RegExp(UNSPACED_CHARACTER, "v");

/**
 * @param turns of the whole meeting
 * @returns `null` if the question asks for more than what one person has said
 */
export function askedSpeaker(
  question: string,
  turns: readonly Turn[],
  meeting: Meeting,
): SpeakerKey | null {
  const words = plainWords(question);
  if (!isAboutSaying(words)) return null;
  const people = speakersIn(turns, namesInNotes(meeting));
  const named = people.flatMap((key) => {
    const before = textBefore(nameInNotes(key, meeting), words);
    return before === null ? [] : [{ key, before }];
  });
  const [only, ...others] = named;
  if (!only) return people.includes("mic") && SELF.test(words) ? "mic" : null;
  return others.length === 0 && !NOT_SUBJECT.test(only.before) ? only.key : null;
}

const isAboutSaying = (words: string): boolean =>
  SAYING.some((word) => words.includes(` ${word}`)) ||
  SAYING_UNSPACED.some((word) => words.includes(word));

/** Returns the words before a name, or before its first word; `null` if neither is there. */
function textBefore(name: string, words: string): string | null {
  const whole = plainWords(name).trim();
  if (HAS_UNSPACED.test(whole)) return words.includes(whole) ? "" : null;
  const [first = ""] = whole.split(" ");
  // "Speaker" alone is no name.
  for (const wanted of first === "speaker" ? [whole] : [whole, first]) {
    const at = wanted === "" ? -1 : words.indexOf(` ${wanted} `);
    if (at >= 0) return words.slice(0, at + 1);
  }
  return null;
}

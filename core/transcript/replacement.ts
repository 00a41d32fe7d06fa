/** Replaces words in a whole transcript and its notes: finds what an edit has changed, and writes the same change elsewhere. */

import type { Note, Turn } from "../meeting.ts";
import { contentWordsOf } from "../language/english/content-words.ts";
import { renumbered } from "../notes/citations.ts";
import { isQuestion, versionsOf } from "../notes/versions.ts";
import { fold, folded, rangesOf, SPACED_CHARACTER, type TextRange } from "../text/fold.ts";

export interface Replacement {
  readonly from: string;
  readonly to: string;
  /** `words`: whole words, in any case. `name`: of a speaker, in this case and in notes alone. `text`: anywhere, in any case. */
  readonly match: "words" | "name" | "text";
}

/** A longer change is a new sentence rather than a correction. */
const MAX_WORDS = 4;
const OUTER_MARKS = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/**
 * Finds the words that an edit has corrected.
 *
 * @returns `null` if words were only added or removed, if much was changed, or if only frequent words were
 */
export function correctionOf(before: string, after: string): Replacement | null {
  const [old, now] = withoutSame(before.split(/\s+/), after.split(/\s+/));
  if (old.length > MAX_WORDS || now.length > MAX_WORDS) return null;
  const [from, to] = [old, now].map((words) => words.join(" ").replace(OUTER_MARKS, ""));
  if (!from || !to || from === to || contentWordsOf(from).length === 0) return null;
  return { from, to, match: "words" };
}

/** Removes the words with which both begin and end, ignoring the marks around them. */
function withoutSame(
  before: readonly string[],
  after: readonly string[],
): readonly [readonly string[], readonly string[]] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && isSame(before[start], after[start])) start++;
  let end = 0;
  while (end < most - start && isSame(before.at(-1 - end), after.at(-1 - end))) end++;
  return [before.slice(start, before.length - end), after.slice(start, after.length - end)];
}

const isSame = (word = "", other = ""): boolean =>
  word.replace(OUTER_MARKS, "") === other.replace(OUTER_MARKS, "");

export interface Replaced {
  readonly text: string;
  /** Number of places that differ now. */
  readonly count: number;
}

export function replaceIn(text: string, replacement: Replacement): Replaced {
  let [replaced, end, count] = ["", 0, 0];
  for (const range of placesIn(text, replacement)) {
    const found = text.slice(range.start, range.end);
    const written = writtenFor(found, replacement);
    if (written !== found) count++;
    replaced += text.slice(end, range.start) + written;
    end = range.end;
  }
  return { text: replaced + text.slice(end), count };
}

function placesIn(text: string, { from, match }: Replacement): readonly TextRange[] {
  const ranges = rangesOf(fold(text), folded(from));
  if (match === "text") return ranges;
  return ranges.filter(
    (range) =>
      isWhole(text, range) && (match === "words" || text.slice(range.start, range.end) === from),
  );
}

const ENDS_SPACED = new RegExp(`${SPACED_CHARACTER}$`, "v");
const BEGINS_SPACED = new RegExp(`^${SPACED_CHARACTER}`, "v");

/** Scripts without spaces have no borders of words. */
function isWhole(text: string, { start, end }: TextRange): boolean {
  const found = text.slice(start, end);
  const isCutBefore = BEGINS_SPACED.test(found) && ENDS_SPACED.test(text.slice(0, start));
  const isCutAfter = ENDS_SPACED.test(found) && BEGINS_SPACED.test(text.slice(end));
  return !isCutBefore && !isCutAfter;
}

/** A word at the beginning of a sentence keeps its capital. */
const writtenFor = (found: string, { from, to, match }: Replacement): string =>
  match === "words" && isCapital(found) && !isCapital(from) && !isCapital(to)
    ? to.charAt(0).toUpperCase() + to.slice(1)
    : to;

const isCapital = (word: string): boolean => /^\p{Lu}/u.test(word);

export interface ReplacedTurn {
  readonly turn: Turn;
  readonly text: string;
}

export interface ReplacedPlaces {
  readonly turns: readonly ReplacedTurn[];
  /** New versions of notes, marked as edited. Live notes follow the transcript by themselves, and answers stay as they were given. */
  readonly notes: readonly { readonly note: Note; readonly markdown: string }[];
  /** Number of places in turns and notes. */
  readonly count: number;
}

/** @param turns in the order they were spoken */
export function replacedPlaces(
  turns: readonly Turn[],
  notes: readonly Note[],
  replacement: Replacement,
): ReplacedPlaces {
  let count = 0;
  const counted = (text: string): string | null => {
    const replaced = replaceIn(text, replacement);
    count += replaced.count;
    return replaced.count > 0 ? replaced.text : null;
  };
  const spoken = replacement.match === "name" ? [] : turns;
  const changedTurns = spoken.flatMap((turn): ReplacedTurn | [] => {
    const text = counted(turn.text);
    return text === null ? [] : { turn, text };
  });
  const changedNotes = versionsOf(notes).flatMap(({ latest: note }) => {
    if (isQuestion(note) || note.isLive) return [];
    const markdown = counted(renumbered(note, turns));
    return markdown === null ? [] : [{ note, markdown }];
  });
  return { turns: changedTurns, notes: changedNotes, count };
}

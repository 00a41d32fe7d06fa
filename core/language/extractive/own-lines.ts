/** Finds the turns that a line of the user is about: near in time, with the same words, or simply the last telling one before it. */

import { actionItem, isDecision } from "./cue-words.ts";
import { termsIn, termsOf } from "./matching.ts";
import { blocks, inert, parseTranscript, type TranscriptTurn } from "./notes-request.ts";
import { type Clause, clausesIn, isTelling, passagesIn } from "./passages.ts";
import { statement } from "./point.ts";

const LINE = /^\[(\d{1,6})\] ((?:\d+:)?\d{1,2}:\d\d) (.*)$/;

const secondsOf = (clock: string): number =>
  clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

interface Timed {
  readonly number: number;
  readonly seconds: number;
  readonly text: string;
}

const timedLines = (block: string): readonly Timed[] =>
  block.split("\n").flatMap((line) => {
    const [, number, clock = "", text = ""] = LINE.exec(line.trim()) ?? [];
    return number === undefined
      ? []
      : [{ number: Number(number), seconds: secondsOf(clock), text: inert(text) }];
  });

/** Seconds between a line and what it is about. */
const BEFORE = 90;
const AFTER = 30;
/** Without a common word, only what was said just before. */
const JUST_BEFORE = 30;
const MOST_POINTS = 2;

/** @returns JSON with points for each line; `null` if the request has no lines to fill in (core/notes/prompt.ts) */
export function pointsForLines(material: string): string | null {
  const lines = blocks(material, "lines").flatMap(timedLines);
  if (lines.length === 0) return null;
  const transcripts = blocks(material, "transcript");
  const times = new Map(
    transcripts.flatMap(timedLines).map(({ number, seconds }) => [number, seconds]),
  );
  const passages = passagesIn(clausesIn(transcripts.flatMap(parseTranscript)));
  return JSON.stringify({
    lines: lines.map((line) => ({
      line: line.number,
      points: chosen(
        line,
        passages,
        ({ number }) => (times.get(number) ?? Infinity) - line.seconds,
      ),
    })),
  });
}

/** @param distance seconds from the line to the turn */
function chosen(
  line: Timed,
  passages: readonly Clause[],
  distance: (turn: TranscriptTurn) => number,
): readonly { readonly text: string; readonly turns: readonly number[] }[] {
  const terms = termsOf(line.text);
  const scored = passages
    .filter(({ turn }) => distance(turn) >= -BEFORE && distance(turn) <= AFTER)
    .map((passage) => ({ passage, common: termsIn(passage.text, terms).size }));
  const matching = scored
    .filter(({ common }) => common > 0)
    .toSorted(
      (one, other) => other.common - one.common || weight(other.passage) - weight(one.passage),
    )
    .slice(0, MOST_POINTS)
    .map(({ passage }) => passage);
  const last = scored.findLast(
    ({ passage }) =>
      isTelling(passage) && distance(passage.turn) <= 0 && distance(passage.turn) >= -JUST_BEFORE,
  );
  const found = matching.length > 0 ? matching : last ? [last.passage] : [];
  return found
    .toSorted((one, other) => one.turn.number - other.turn.number)
    .map(({ text, turn }) => ({ text: statement(text), turns: [turn.number] }));
}

const weight = ({ text, turn }: Clause): number =>
  Number(isDecision(text)) + Number(actionItem(text, turn.speaker) !== null);

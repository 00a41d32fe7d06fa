/** Context of a point in the transcript: its speaker, the turns before it and the reply to it. */

import { isQuestion } from "./cue-words.ts";
import { type Point, pointOf } from "./point.ts";
import { type Clause, passagesIn } from "./passages.ts";
import type { TranscriptTurn } from "./notes-request.ts";

/** Number of turns that "it" and "that" may refer back to. */
const CONTEXT_TURNS = 3;

export interface Surroundings {
  readonly texts: readonly string[];
  /** `null` for a point of earlier notes. */
  placeOf(point: Point): { readonly speaker: string; readonly before: string } | null;
  /** Appends the reply to a point that is a question. */
  withReply(point: Point): Point;
}

export function surroundings(clauses: readonly Clause[]): Surroundings {
  const turns: readonly TranscriptTurn[] = [...new Set(clauses.map(({ turn }) => turn))];
  const places = new Map(turns.map(({ number }, index) => [number, index]));
  const indexOf = ({ numbers }: Point): number => places.get(numbers.at(-1) ?? -1) ?? -1;
  return {
    texts: turns.map(({ text }) => text),
    placeOf(point) {
      const index = indexOf(point);
      const turn = turns[index];
      if (!turn) return null;
      const earlier = turns.slice(Math.max(0, index - CONTEXT_TURNS), index);
      return { speaker: turn.speaker, before: earlier.map(({ text }) => text).join(" ") };
    },
    withReply(point) {
      const index = indexOf(point);
      const reply = index === -1 ? undefined : turns[index + 1];
      if (!reply || !isQuestion(point.text)) return point;
      const [said] = passagesIn(clauses.filter(({ turn }) => turn === reply));
      if (!said) return point;
      const { text } = pointOf(said);
      return {
        text: `${point.text.replace(/\.$/, "?")} ${text}`,
        task: null,
        numbers: [...point.numbers, reply.number],
      };
    },
  };
}

/**
 * Phrases and pauses of time-coded audio (`time-code.ts`). Number n sounds at n × 100 ms; a number that falls into a pause is
 * silent.
 */

/**
 * Lengths in blocks of 100 ms. Two phrases are longer than a turn of the engine (20 numbers), so that turns also end during
 * speech; one pause is too short to end a turn.
 */
const PATTERN = [
  { phrase: 7, pause: 5 },
  { phrase: 13, pause: 3 },
  { phrase: 26, pause: 8 },
  { phrase: 9, pause: 5 },
  { phrase: 46, pause: 6 },
  { phrase: 5, pause: 12 },
] as const;

const SAID = PATTERN.flatMap(({ phrase, pause }) =>
  Array.from({ length: phrase + pause }, (_, block) => block < phrase),
);

export const isSaid = (number: number): boolean => SAID[number % SAID.length] === true;

/** @param to Exclusive */
export const numbersSaid = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index).filter(isSaid);

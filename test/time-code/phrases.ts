/**
 * What is said in time-coded sound (`local/speech/time-code.ts`): numbers in phrases, with pauses between them as people
 * make them. Number n sounds from n × 100 ms on; a number that falls into a pause is never said.
 */

/**
 * Lengths in blocks of 100 ms. Of the phrases two are longer than a turn of the engine (20 numbers), so that turns end in the
 * middle of speech too; of the pauses one is too short to end a turn.
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

/** In their order, `to` not among them. */
export const numbersSaid = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index).filter(isSaid);

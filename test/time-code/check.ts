/** Compares the numbers that were heard with the expected ones. */

export interface TimeCodeCheck {
  /** Count of expected numbers. */
  readonly expected: number;
  readonly lost: readonly number[];
  /** Numbers heard more than once, each listed once. */
  readonly doubled: readonly number[];
  /** Numbers heard but not expected. */
  readonly invented: readonly number[];
  /** Numbers heard after a greater one. */
  readonly disordered: readonly number[];
}

/** @param expected Numbers in order, each once */
export function checkTimeCode(
  expected: readonly number[],
  heard: readonly number[],
): TimeCodeCheck {
  const due = new Set(expected);
  const times = new Map<number, number>();
  const disordered: number[] = [];
  let greatest = -1;
  for (const number of heard) {
    times.set(number, (times.get(number) ?? 0) + 1);
    if (number < greatest) disordered.push(number);
    greatest = Math.max(greatest, number);
  }
  return {
    expected: expected.length,
    lost: expected.filter((number) => !times.has(number)),
    doubled: [...times].filter(([, count]) => count > 1).map(([number]) => number),
    invented: [...times.keys()].filter((number) => !due.has(number)),
    disordered,
  };
}

/** Returns true if every number was heard once and in order. */
export const isFaultless = ({ lost, doubled, invented, disordered }: TimeCodeCheck): boolean =>
  lost.length + doubled.length + invented.length + disordered.length === 0;

/** Returns for instance `2 lost (31–32), 1 doubled (40)`, or "" for a faultless check. */
export function describeCheck({ lost, doubled, invented, disordered }: TimeCodeCheck): string {
  return Object.entries({ lost, doubled, invented, disordered })
    .filter(([, numbers]) => numbers.length > 0)
    .map(([fault, numbers]) => `${numbers.length} ${fault} (${ranges(numbers)})`)
    .join(", ");
}

function ranges(numbers: readonly number[]): string {
  const spans: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = spans.at(-1);
    if (last && number === last.to + 1) last.to = number;
    else spans.push({ from: number, to: number });
  }
  return spans.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
}

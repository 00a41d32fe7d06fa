/** English words that are always capitalised, as far as a list can know them. */

const words = (lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => line.split(" ")));

const ALWAYS = words([
  "i monday tuesday wednesday thursday friday saturday sunday",
  "january february april june july september october november december",
  "english french german spanish italian chinese japanese america american europe european",
]);

/** Frequent given names without another meaning; "will", "mark" and the like are left out. */
const GIVEN_NAMES = words([
  "adam alex alice amanda amy andrea andrew anna anthony barbara ben betty brandon brian carol charles chris",
  "christopher cynthia dan daniel david deborah dennis diana donna dorothy edward elena elizabeth emily emma eric",
  "george hannah helen henry jacob james jane jason jennifer jessica jim joe john jonathan joseph joshua julia julie",
  "karen kate katherine kevin kimberly larry laura linda lisa maria mary matthew melissa michael michelle mike nancy",
  "nicole olivia patricia paul peter priya rachel rebecca richard robert ryan samantha sandra sarah scott sharon",
  "sophia stephanie stephen steven susan thomas timothy tim tom william zoe",
]);

/** Months that are also other words: capitalised only next to words that make a date of them. */
const AMBIGUOUS_MONTHS = new Set(["march", "may", "august"]);
const BEFORE_MONTH = new Set(["in", "by", "until", "since", "early", "late", "mid", "of"]);
const AFTER_MONTH = new Set(
  (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth " +
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty thirtieth thirty"
  ).split(" "),
);

/** Whether the lower-case `words[index]` is a name, a day, a month or "I", also with `'s`, `'ll` and the like. */
export function isName(words: readonly string[], index: number): boolean {
  const stem = stemOf(words[index] ?? "");
  if (ALWAYS.has(stem) || GIVEN_NAMES.has(stem)) return true;
  if (!AMBIGUOUS_MONTHS.has(stem)) return false;
  return BEFORE_MONTH.has(words[index - 1] ?? "") || AFTER_MONTH.has(words[index + 1] ?? "");
}

export const isGivenName = (word: string): boolean => GIVEN_NAMES.has(stemOf(word));

const stemOf = (word: string): string => word.split("'")[0] ?? "";

export const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Finds the names before the words of a line: "Ann Lee: Hello." A colon alone makes no name, so the whole file decides. */

export interface NamePrefix {
  readonly name: string;
  readonly words: string;
}

/** Splits a line if it begins with a name; `null` otherwise. */
export type NamedLines = (line: string) => NamePrefix | null;

const PREFIX =
  /^(?:\*\*|__)?([\p{L}\p{N}>][^:：\n]{0,79}?)(?:\*\*|__)?\s*(?::(?:\*\*|__)?\s+|：\s*|:$)(.*)$/u;
const MOST_NAME_WORDS = 7;
/** Ends of sentences and addresses don't occur in names; the point of an initial or a title does. */
const NOT_IN_NAMES = /[?!;"“”„/\\]|\p{Ll}{4,}\.(?:\s|$)|,\s.*,\s/u;
const PARTICLE = /^(?:da|de|del|della|den|der|di|dos|du|el|la|le|van|von|zu|bin|ibn|al|and|&|-)$/i;

/** Most lines begin with a name: then each prefix is one. */
const MOST_LINES = 0.5;
/** Names at changes of the speaker only: those that come again, and look like names. */
const SOME_LINES = 0.05;

/** @param lines of the whole file */
export function namedLines(lines: readonly string[]): NamedLines {
  const spoken = lines.filter((line) => line !== "");
  const counts = new Map<string, number>();
  for (const line of spoken) {
    const name = prefixOf(line)?.name;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const prefixed = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const isMostly =
    prefixed === spoken.length || (prefixed > 1 && prefixed >= spoken.length * MOST_LINES);
  const recurring = [...counts].filter(([name, count]) => count > 1 && isProperName(name));
  const recurringLines = recurring.reduce((sum, [, count]) => sum + count, 0);
  const isSometimes = recurringLines >= Math.max(2, spoken.length * SOME_LINES);
  const names = new Set(
    isMostly ? counts.keys() : isSometimes ? recurring.map(([name]) => name) : [],
  );
  return (line) => {
    const prefix = prefixOf(line);
    return prefix && names.has(prefix.name) ? prefix : null;
  };
}

function prefixOf(line: string): NamePrefix | null {
  const [, name = "", words = ""] = PREFIX.exec(line) ?? [];
  const isName =
    name !== "" &&
    !/^\d+$/.test(name) &&
    !NOT_IN_NAMES.test(name) &&
    name.split(/\s+/).length <= MOST_NAME_WORDS;
  return isName ? { name: name.trim(), words: words.trim() } : null;
}

/** Each word begins with a capital, or with a letter that has no capital. */
export const isProperName = (name: string): boolean =>
  name.split(/\s+/).length <= MOST_NAME_WORDS &&
  !NOT_IN_NAMES.test(name) &&
  /\p{L}/u.test(name) &&
  name.split(/\s+/).every((word) => PARTICLE.test(word) || !/^[^\p{L}]*\p{Ll}/u.test(word));

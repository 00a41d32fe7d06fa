/** The last surprises, each once: for whoever mends them, without anything that was said, any address or any secret. */

export interface UnexpectedError {
  /** What was being done, in our own words. */
  readonly where: string;
  /** Kind, message and innermost frames of the error. */
  readonly error: string;
  readonly count: number;
  /** Unix times in ms. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Enough for a bad day, and little enough to read. */
const MOST_SURPRISES = 50;
const MOST_FRAMES = 3;
const MOST_CHARACTERS = 500;

/** Latest first. One that has been before is counted; of too many the oldest are forgotten. */
export function withError(
  surprises: readonly UnexpectedError[],
  where: string,
  error: string,
  now: number,
): readonly UnexpectedError[] {
  const isSame = (each: UnexpectedError): boolean => each.where === where && each.error === error;
  const before = surprises.find(isSame);
  const surprise: UnexpectedError = {
    where,
    error,
    count: (before?.count ?? 0) + 1,
    firstAt: before?.firstAt ?? now,
    lastAt: now,
  };
  return [surprise, ...surprises.filter((each) => !isSame(each))].slice(0, MOST_SURPRISES);
}

/** One line. Addresses and quoted words are taken out: a message may hold the title of a meeting, or where it was. */
export function toldError(error: unknown): string {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const frames = error instanceof Error ? framesOf(error.stack ?? "") : [];
  return [withoutContent(said), ...frames].join(" < ").slice(0, MOST_CHARACTERS);
}

const withoutContent = (message: string): string =>
  message
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, "<address>")
    .replace(/“[^”]*”|"[^"]*"|'[^']*'(?!\w)|`[^`]*`/g, "“…”")
    .replace(/\s+/g, " ")
    .trim();

/** Such as `start background.js:1:204`: files of the extension alone, by their names. */
function framesOf(stack: string): readonly string[] {
  const frames = stack.matchAll(
    /^\s*at (?:(?<name>[^\s(]+) \()?[^\s(]*\/(?<place>[\w.-]+:\d+:\d+)\)?$/gm,
  );
  return [...frames]
    .slice(0, MOST_FRAMES)
    .map(({ groups }) => [groups?.["name"], groups?.["place"]].filter(Boolean).join(" "));
}

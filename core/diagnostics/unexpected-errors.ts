/** The log of unexpected errors: the latest, each once, without content, addresses or secrets. */

export interface UnexpectedError {
  /** The activity that failed, as named in the code. */
  readonly where: string;
  /** Name, message and innermost frames of the error. */
  readonly error: string;
  readonly count: number;
  /** Unix times in ms. */
  readonly firstAt: number;
  readonly lastAt: number;
}

const MAX_ERRORS = 50;
const MAX_FRAMES = 3;
const MAX_CHARACTERS = 500;

/** Adds an error to a log, or counts it if it has occurred before. @returns the log, latest first, without the oldest if it is full */
export function withError(
  log: readonly UnexpectedError[],
  where: string,
  error: string,
  now: number,
): readonly UnexpectedError[] {
  const isSame = (logged: UnexpectedError): boolean =>
    logged.where === where && logged.error === error;
  const before = log.find(isSame);
  const latest: UnexpectedError = {
    where,
    error,
    count: (before?.count ?? 0) + 1,
    firstAt: before?.firstAt ?? now,
    lastAt: now,
  };
  return [latest, ...log.filter((logged) => !isSame(logged))].slice(0, MAX_ERRORS);
}

/**
 * Describes an error in one line. Addresses and quoted words are replaced, because a message may hold the title or the address
 * of a meeting.
 */
export function describeError(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const frames = error instanceof Error ? framesOf(error.stack ?? "") : [];
  return [withoutContent(message), ...frames].join(" < ").slice(0, MAX_CHARACTERS);
}

const withoutContent = (message: string): string =>
  message
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, "<address>")
    .replace(/“[^”]*”|"[^"]*"|'[^']*'(?!\w)|`[^`]*`/g, "“…”")
    .replace(/\s+/g, " ")
    .trim();

/** @returns the innermost frames such as `start background.js:1:204`, with file names in place of addresses */
function framesOf(stack: string): readonly string[] {
  const frames = stack.matchAll(
    /^\s*at (?:(?<name>[^\s(]+) \()?[^\s(]*\/(?<place>[\w.-]+:\d+:\d+)\)?$/gm,
  );
  return [...frames]
    .slice(0, MAX_FRAMES)
    .map(({ groups }) => [groups?.["name"], groups?.["place"]].filter(Boolean).join(" "));
}

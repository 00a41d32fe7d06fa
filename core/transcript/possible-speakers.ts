/**
 * Finds a speaker with a letter who may be a person with a name. Labels are of one speech session, and a speaker who could not be carried
 * over has a new letter (docs/protocol.md#turns-and-speakers). The user is asked only if there is evidence, and each question once.
 */

import type { Meeting, SpeakerKey, Turn } from "../meeting.ts";
import { isChannel, isPerson, speakerKey, type SpeakerNames } from "./speaker.ts";

export interface PossibleSpeaker {
  /** Has a letter and no name. */
  readonly speaker: SpeakerKey;
  /** Has a name, and has not been heard since the speaker is. */
  readonly person: SpeakerKey;
  /** First turn of the speaker. */
  readonly turn: Turn;
}

/** Fewer words may be a mistake of the service that its next correction takes back. */
const LEAST_WORDS = 12;
/** To conclude from who is missing, the speaker must have said more. */
const LEAST_WORDS_OF_LAST = 40;
/** Between the last words before a cut and the first ones after it, if one person went on. */
const LONGEST_PAUSE_MS = 10_000;

interface Heard {
  readonly key: SpeakerKey;
  readonly first: Turn;
  readonly last: Turn;
  readonly sessions: ReadonlySet<number>;
  readonly words: number;
}

/** @param turns in the order they were spoken */
export function possibleSpeaker(
  turns: readonly Turn[],
  names: SpeakerNames,
  different: Meeting["different"] = {},
): PossibleSpeaker | null {
  const heard = heardSpeakers(turns, names);
  const isNamed = ({ key }: Heard): boolean =>
    names.names !== undefined && Object.hasOwn(names.names, key) && !!names.names[key]?.trim();
  for (const letter of heard.filter((each) => !isNamed(each))) {
    const { channel, session } = letter.first;
    if (letter.words < LEAST_WORDS) continue;
    const no = Object.hasOwn(different, letter.key) ? (different[letter.key] ?? []) : [];
    const absent = heard.filter(
      (each) =>
        isNamed(each) &&
        each.first.channel === channel &&
        each.last.startMs < letter.first.startMs &&
        ![...each.sessions].some((at) => letter.sessions.has(at)),
    );
    const others = heard.filter(
      (each) => !isNamed(each) && each.first.channel === channel && each.first.session === session,
    );
    const person =
      absent.find((each) => wentOn(each, letter, turns)) ??
      (absent.length === 1 && others.length === 1 && letter.words >= LEAST_WORDS_OF_LAST
        ? absent[0]
        : undefined);
    if (person && !no.includes(person.key))
      return { speaker: letter.key, person: person.key, turn: letter.first };
  }
  return null;
}

/** Whether a person spoke last before a session, and this speaker first and soon in it. */
function wentOn({ last }: Heard, { first }: Heard, turns: readonly Turn[]): boolean {
  if (first.startMs - last.endMs > LONGEST_PAUSE_MS) return false;
  const between = turns.some(
    (turn) =>
      turn.channel === first.channel &&
      turn.words.length > 0 &&
      turn.startMs > last.startMs &&
      turn.startMs < first.startMs,
  );
  return !between && last.session < first.session;
}

/** Speakers with a label, in the order in which they first speak. */
function heardSpeakers(turns: readonly Turn[], names: SpeakerNames): readonly Heard[] {
  const heard = new Map<SpeakerKey, Heard>();
  for (const turn of turns) {
    const key = speakerKey(turn, names);
    if (isChannel(key) || isPerson(key) || turn.saidBy !== undefined) continue;
    const before = heard.get(key);
    heard.set(key, {
      key,
      first: before?.first ?? turn,
      last: turn,
      sessions: new Set([...(before?.sessions ?? []), turn.session]),
      words: (before?.words ?? 0) + turn.words.length,
    });
  }
  return [...heard.values()];
}

/** Stores that two speakers are different people. */
export function withDifferent(meeting: Meeting, speaker: SpeakerKey, person: SpeakerKey): Meeting {
  const { different = {} } = meeting;
  const known = Object.hasOwn(different, speaker) ? (different[speaker] ?? []) : [];
  return { ...meeting, different: { ...different, [speaker]: [...known, person] } };
}

/**
 * Suggests names for speakers without one by what was said, each with the turn that shows it. A suggestion is made only if
 * nothing contradicts it; the user decides.
 */

import { type Meeting, type SpeakerKey, type Turn, turnId } from "../meeting.ts";
import { type NameCue, nameCuesIn, type NamedPerson } from "../language/english/name-cues.ts";
import { folded } from "../text/fold.ts";
import { isChannel, isPerson, speakerKey, type SpeakerNames } from "./speaker.ts";
import { hasWords } from "./transcript-items.ts";

export interface NameSuggestion {
  readonly speaker: SpeakerKey;
  readonly name: string;
  /** Shows it best. */
  readonly turn: Turn;
}

/** How much a cue counts: people say their own name with certainty, and may call somebody who does not answer. */
const WEIGHT: Readonly<Record<NamedPerson, number>> = { self: 4, before: 2, next: 1 };
const LEAST_WEIGHT = 2;
/** How much more a name must speak for one person than for another, and for one name than for another. */
const MARGIN = 2;

/** Longer pauses separate a call from the answer. */
const MAX_PAUSE_MS = 10_000;
/** Thanks come at the beginning of a turn and calls at its end, within so many characters. */
const NEAR = 100;

interface Evidence {
  weight: number;
  best: { readonly weight: number; readonly turn: Turn };
}

/** Makes a function that reads each turn once. */
export function createNameSuggestions() {
  const cuesOf = new WeakMap<Turn, readonly NameCue[]>();

  function cuesIn(turn: Turn): readonly NameCue[] {
    const known = cuesOf.get(turn);
    if (known) return known;
    const cues = nameCuesIn(turn.text);
    cuesOf.set(turn, cues);
    return cues;
  }

  /** @param turns in the order they were spoken @returns at most one suggestion for each speaker */
  return (turns: readonly Turn[], names: SpeakerNames): readonly NameSuggestion[] => {
    const spoken = turns.filter(hasWords).map((turn) => ({ turn, key: speakerKey(turn, names) }));
    const keys = new Set(spoken.map(({ key }) => key));
    if (keys.size < 2) return [];
    const votes = createVotes();
    for (const [index, { turn, key }] of spoken.entries())
      for (const { person, name, at } of cuesIn(turn)) {
        if (person === "self") votes.add(key, name, WEIGHT.self, turn);
        else votes.veto(key, name);
        const other = personMeant(spoken, index, person, at);
        if (other !== null) votes.add(other, name, WEIGHT[person], turn);
      }
    const open = [...keys].filter((key) => isUnnamed(key, names, keys));
    const taken = new Set(Object.values(names.names ?? {}).map(firstWord));
    return open.flatMap((speaker) => {
      const found = votes.best(speaker);
      return found && !taken.has(firstWord(found.name)) ? { speaker, ...found } : [];
    });
  };
}

interface Spoken {
  readonly turn: Turn;
  readonly key: SpeakerKey;
}

/** Speaker of the turn before or after, if it is another's and close by. */
function personMeant(
  spoken: readonly Spoken[],
  index: number,
  person: NamedPerson,
  at: number,
): SpeakerKey | null {
  const here = spoken[index];
  const other = spoken[person === "before" ? index - 1 : index + 1];
  if (person === "self" || !here || !other || other.key === here.key) return null;
  const [first, second] = person === "before" ? [other, here] : [here, other];
  const isNear = person === "before" ? at <= NEAR : here.turn.text.length - at <= NEAR;
  return isNear && second.turn.startMs - first.turn.endMs <= MAX_PAUSE_MS ? other.key : null;
}

/** A speaker that the user has neither named nor declined to name, and who is one person. */
function isUnnamed(
  key: SpeakerKey,
  { names = {} }: SpeakerNames,
  keys: ReadonlySet<string>,
): boolean {
  if (Object.hasOwn(names, key) || isPerson(key)) return false;
  // Beside labelled speakers, the channel stands for all whom the service could not tell apart.
  return !isChannel(key) || [...keys].every((other) => !other.startsWith(`${key} `));
}

function createVotes() {
  /** By first name, so that "Laura" and "Laura Schmidt" are one. */
  const byName = new Map<string, { readonly people: Map<SpeakerKey, Evidence>; name: string }>();
  const vetoes = new Set<string>();
  const weightOf = (name: string, key: SpeakerKey): number =>
    vetoes.has(`${name} ${key}`) ? 0 : (byName.get(name)?.people.get(key)?.weight ?? 0);

  return {
    add(key: SpeakerKey, name: string, weight: number, turn: Turn): void {
      const first = firstWord(name);
      const entry = byName.get(first) ?? { people: new Map<SpeakerKey, Evidence>(), name };
      byName.set(first, entry);
      if (name.length > entry.name.length) entry.name = name;
      const before = entry.people.get(key);
      const best = before && before.best.weight >= weight ? before.best : { weight, turn };
      entry.people.set(key, { weight: (before?.weight ?? 0) + weight, best });
    },
    /** Whoever says the name to another is not that person. */
    veto(key: SpeakerKey, name: string): void {
      vetoes.add(`${firstWord(name)} ${key}`);
    },
    best(key: SpeakerKey): Pick<NameSuggestion, "name" | "turn"> | null {
      const [first, second] = [...byName.keys()].toSorted(
        (one, other) => weightOf(other, key) - weightOf(one, key),
      );
      if (first === undefined) return null;
      const weight = weightOf(first, key);
      const rivals = [
        second === undefined ? 0 : weightOf(second, key),
        ...[...(byName.get(first)?.people.keys() ?? [])].map((other) =>
          other === key ? 0 : weightOf(first, other),
        ),
      ];
      const entry = byName.get(first);
      const evidence = entry?.people.get(key);
      if (!entry || !evidence || weight < LEAST_WEIGHT) return null;
      if (rivals.some((rival) => rival * MARGIN > weight)) return null;
      return { name: entry.name, turn: evidence.best.turn };
    },
  };
}

const firstWord = (name: string): string => folded(name.trim()).split(" ")[0] ?? "";

/** Suggestions of a language model for speakers who have not been named since, with turns that still show them. */
export function heardSuggestions(
  { heardNames = [], names = {} }: Pick<Meeting, "heardNames" | "names">,
  turns: readonly Turn[],
): readonly NameSuggestion[] {
  if (heardNames.length === 0) return [];
  const byId = new Map(turns.map((turn) => [turnId(turn), turn]));
  const taken = new Set(Object.values(names).map(firstWord));
  return heardNames.flatMap(({ speaker, name, turn: id }): NameSuggestion | [] => {
    const turn = byId.get(id);
    const isOpen = !Object.hasOwn(names, speaker) && !taken.has(firstWord(name));
    return turn && isOpen && folded(turn.text).includes(firstWord(name))
      ? { speaker, name, turn }
      : [];
  });
}

/** Longest list of offered names. */
const MOST_NAMES = 8;

/**
 * The people of earlier meetings with the same title, those of the latest meeting first. Numbers in a title, such as its date, do
 * not count.
 *
 * @param meetings newest first
 */
export function earlierNames(
  meetings: readonly Pick<Meeting, "id" | "title" | "names">[],
  { id, title, names: own = {} }: Pick<Meeting, "id" | "title" | "names">,
): readonly string[] {
  const wanted = plainTitle(title);
  if (wanted === "") return [];
  const known = new Set(Object.values(own).map((name) => folded(name.trim())));
  const found: string[] = [];
  for (const meeting of meetings) {
    if (meeting.id === id || plainTitle(meeting.title) !== wanted) continue;
    for (const [key, given] of Object.entries(meeting.names ?? {})) {
      const name = given.trim();
      if (key === "mic" || name === "" || known.has(folded(name))) continue;
      known.add(folded(name));
      found.push(name);
    }
  }
  return found.slice(0, MOST_NAMES);
}

const plainTitle = (title: string): string =>
  folded(title)
    .replace(/[^\p{L}]+/gu, " ")
    .trim();

/**
 * Labels of a channel's speakers that hold over its sessions. The service's labels begin anew with each session, so "A" may be another
 * person there (docs/protocol.md#order-and-replacement). A label is carried over if the session heard that speaker's words again; any
 * other speaker gets a new label, because a wrong name is worse than one more letter. So one person may have got two labels; a session
 * that hears both as one tells, unless some session has told them apart.
 */

import { isSpeakerLabel } from "../transcript/speaker.ts";
import type { RepeatedSpeaker } from "./turns.ts";

export interface SpeakerLabels {
  /** A session begins, whose labels are not known yet. */
  begin(): void;
  /** The session has heard speakers again. A speaker who is taken for two, or two who are taken for one, are not carried over. */
  recognise(speakers: readonly RepeatedSpeaker[]): void;
  /** The user has named these labels, so no two of them are one person. */
  named(labels: readonly string[]): void;
  /** The first label of this label's person. */
  firstOf(label: string): string;
  /** The label for a speaker of the session, a new one if necessary. */
  of<Label extends string | null>(heard: Label): Label | string;
  /** The same, but `null` if there is none yet. */
  known(heard: string | null): string | null;
}

/** @param taken labels of the channel that a new speaker must not get: of stored turns, and those that have a name */
export function createSpeakerLabels(taken: Iterable<string | null>): SpeakerLabels {
  const used = new Set([...taken].filter(isSpeakerLabel));
  /** Labels of the session → labels of the channel. */
  let labels = new Map<string, string>();
  let repeated: RepeatedSpeaker[] = [];
  const first = new Map<string, string>();
  const firstOf = (label: string): string => first.get(label) ?? label;
  /** Pairs that a session or the user has told apart. What was heard before this job counts as told apart. */
  const apart = new Set<string>();
  const tellApart = (all: Iterable<string>): void => {
    for (const one of all) for (const other of all) apart.add(pairOf(one, other));
  };
  tellApart([...used]);

  const areApart = (all: readonly string[]): boolean =>
    all.some((one) => all.some((other) => other !== one && apart.has(pairOf(one, other))));

  function recognised(heard: string): string | null {
    const { main, wholly } = sameSpeakers(repeated, heard);
    const person = [...used].filter((label) => wholly.has(label));
    const [label] = areApart(person) ? [main] : person;
    if (!label || [...labels.values()].includes(firstOf(label))) return null;
    if (!areApart(person)) for (const other of person) first.set(other, firstOf(label));
    return firstOf(label);
  }

  function add(heard: string): string {
    const label = recognised(heard) ?? (used.has(heard) ? freeLabel(used) : heard);
    used.add(label);
    labels.set(heard, label);
    tellApart([...labels.values()]);
    return label;
  }

  return {
    begin() {
      labels = new Map();
      repeated = [];
    },
    recognise(speakers) {
      repeated.push(
        ...speakers.filter(({ heard, stored }) => isSpeakerLabel(heard) && isSpeakerLabel(stored)),
      );
      for (const { stored } of speakers) if (isSpeakerLabel(stored)) used.add(stored);
    },
    named: tellApart,
    firstOf,
    of: (heard) => (isSpeakerLabel(heard) ? (labels.get(heard) ?? add(heard)) : heard),
    known: (heard) => (isSpeakerLabel(heard) ? (labels.get(heard) ?? recognised(heard)) : heard),
  };
}

/** The service labels some words wrongly; more than this share of them is no mistake. */
const LEAST_SHARE = 0.8;

/** Fewer words of a speaker may be mistakes of the service. */
const LEAST_WORDS = 3;

interface SameSpeakers {
  /** The one who has most of the words of the session's speaker; null if nobody has. */
  readonly main: string | null;
  /** All whose words are those of the session's speaker, and of no other. They are one person, or several taken for one. */
  readonly wholly: ReadonlySet<string>;
}

function sameSpeakers(repeated: readonly RepeatedSpeaker[], heard: string): SameSpeakers {
  const own = repeated.filter((each) => each.heard === heard);
  const wordsOf = (stored: string): number => own.filter((each) => each.stored === stored).length;
  const wholly = [...new Set(own.map(({ stored }) => stored))].filter(
    (stored) =>
      wordsOf(stored) >= LEAST_SHARE * repeated.filter((each) => each.stored === stored).length,
  );
  const main = wholly.find((stored) => wordsOf(stored) >= LEAST_SHARE * own.length) ?? null;
  const sure = wholly.filter((stored) => stored === main || wordsOf(stored) >= LEAST_WORDS);
  const covered = sure.reduce((words, stored) => words + wordsOf(stored), 0);
  return { main, wholly: new Set(covered >= LEAST_SHARE * own.length ? sure : []) };
}

const pairOf = (one: string, other: string): string => [one, other].toSorted().join(" ");

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** A, B, …, Z, A2, B2, … */
function freeLabel(used: ReadonlySet<string>): string {
  for (let round = 1; ; round++) {
    const labels = LETTERS.map((letter) => (round === 1 ? letter : `${letter}${round}`));
    const free = labels.find((label) => !used.has(label));
    if (free !== undefined) return free;
  }
}

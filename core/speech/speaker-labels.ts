/**
 * Labels of a channel's speakers that hold over its sessions. The service's labels begin anew with each session, so "A" may be another
 * person there (docs/protocol.md#order-and-replacement). A label is carried over if the session heard that speaker's words again; any
 * other speaker gets a new label, because a wrong name is worse than one more letter.
 */

import { isSpeakerLabel } from "../transcript/speaker.ts";
import type { RepeatedSpeaker } from "./turns.ts";

export interface SpeakerLabels {
  /** A session begins, whose labels are not known yet. */
  begin(): void;
  /** The session has heard speakers again. A speaker who is taken for two, or two who are taken for one, are not carried over. */
  recognise(speakers: readonly RepeatedSpeaker[]): void;
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

  function recognised(heard: string): string | null {
    const stored = sameSpeaker(repeated, heard);
    return stored !== null && [...labels.values()].includes(stored) ? null : stored;
  }

  function add(heard: string): string {
    const label = recognised(heard) ?? (used.has(heard) ? freeLabel(used) : heard);
    used.add(label);
    labels.set(heard, label);
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
    of: (heard) => (isSpeakerLabel(heard) ? (labels.get(heard) ?? add(heard)) : heard),
    known: (heard) => (isSpeakerLabel(heard) ? (labels.get(heard) ?? recognised(heard)) : heard),
  };
}

/** The service labels some words wrongly; more than this share of them is no mistake. */
const LEAST_SHARE = 0.8;

/** The stored speaker whose words are those of a speaker of the session, and of no other; null if there is none. */
function sameSpeaker(repeated: readonly RepeatedSpeaker[], heard: string): string | null {
  const own = repeated.filter((each) => each.heard === heard);
  for (const stored of new Set(own.map((each) => each.stored))) {
    const both = own.filter((each) => each.stored === stored).length;
    const words = repeated.filter((each) => each.stored === stored).length;
    if (both >= LEAST_SHARE * Math.max(own.length, words)) return stored;
  }
  return null;
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** A, B, …, Z, A2, B2, … */
function freeLabel(used: ReadonlySet<string>): string {
  for (let round = 1; ; round++) {
    const labels = LETTERS.map((letter) => (round === 1 ? letter : `${letter}${round}`));
    const free = labels.find((label) => !used.has(label));
    if (free !== undefined) return free;
  }
}

/**
 * Labels of a channel's speakers that hold over its sessions. The service's labels begin anew with each session, so "A" may be another
 * person there (docs/protocol.md#order-and-replacement). A label is carried over if the session heard that speaker's words again; any
 * other speaker gets a new label, because a wrong name is worse than one more letter.
 */

import { UNKNOWN_SPEAKER } from "../transcript/speaker.ts";

export interface SpeakerLabels {
  /** A session begins, whose labels are not known yet. @param last label of the last stored word */
  begin(last: string | null): void;
  /** The session has heard the last stored word again, from this speaker of its own if it is not `null`. */
  recognise(heard: string | null): void;
  /** The label for a speaker of the session, a new one if necessary. */
  of<Label extends string | null>(heard: Label): Label | string;
  /** The same, but `null` if there is none yet. */
  known(heard: string | null): string | null;
}

/** @param stored labels of the turns that are stored already */
export function createSpeakerLabels(stored: readonly (string | null)[]): SpeakerLabels {
  const used = new Set(stored.filter(isPerson));
  /** Labels of the session → labels of the channel. */
  let labels = new Map<string, string>();
  let last: string | null = null;

  function add(heard: string): string {
    const label = used.has(heard) ? freeLabel(used) : heard;
    used.add(label);
    labels.set(heard, label);
    return label;
  }

  return {
    begin(lastLabel) {
      labels = new Map();
      last = lastLabel;
    },
    recognise(heard) {
      if (!isPerson(heard) || !isPerson(last) || labels.has(heard)) return;
      if (![...labels.values()].includes(last)) labels.set(heard, last);
    },
    of: (heard) => (isPerson(heard) ? (labels.get(heard) ?? add(heard)) : heard),
    known: (heard) => (isPerson(heard) ? (labels.get(heard) ?? null) : heard),
  };
}

function isPerson(label: string | null): label is string {
  return label !== null && label !== UNKNOWN_SPEAKER;
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

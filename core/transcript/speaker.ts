/**
 * Who speaks in a turn. By the channel it came through, or by what diarization made of a meeting with one channel, or as a
 * person has said: who can name speakers, hold two of them to be one, and give a turn to another.
 */

import type { ChannelName, Meeting, PartialTurn, SpeakerKey, Turn } from "../meeting.ts";

/** What the speakers of a meeting are called. */
export interface SpeakerNames extends Pick<Partial<Meeting>, "names" | "merged"> {
  /** Of each channel, where nobody gave it another. */
  readonly usual: Readonly<Record<ChannelName, string>>;
  /** Of a diarization label such as "A"; null where each channel is one side. */
  readonly labelled: ((label: string) => string) | null;
}

/** What protocol §4 calls a speaker of whom too little was heard. */
const UNKNOWN = "UNKNOWN";

type Spoken = Pick<PartialTurn, "channel" | "speaker"> & Partial<Pick<Turn, "saidBy">>;

/** The same for two turns of one speaker, however often that speaker is renamed. */
export function speakerKey(turn: Spoken, { merged, labelled }: SpeakerNames): SpeakerKey {
  const key = turn.saidBy ?? heardKey(turn, labelled !== null);
  // A speaker is merged into one that is not merged itself (`withMerged`).
  return merged?.[key] ?? key;
}

const heardKey = ({ channel, speaker }: Spoken, isLabelled: boolean): SpeakerKey =>
  isLabelled && speaker !== null && speaker !== UNKNOWN ? `${channel} ${speaker}` : channel;

/** A given name, or else the usual one. */
export function speakerName(key: SpeakerKey, { names, usual, labelled }: SpeakerNames): string {
  const given = names?.[key]?.trim();
  if (given) return given;
  if (isChannel(key)) return usual[key];
  const label = key.slice(key.indexOf(" ") + 1);
  return labelled?.(label) ?? label;
}

/** Then its name is also that of recordings to come. */
export const isChannel = (key: SpeakerKey): key is ChannelName => key === "tab" || key === "mic";

export const speakerOf = (turn: Spoken, names: SpeakerNames): string =>
  speakerName(speakerKey(turn, names), names);

/** In the order in which they first speak. */
export const speakersIn = (turns: readonly Turn[], names: SpeakerNames): readonly SpeakerKey[] => [
  ...new Set(turns.map((turn) => speakerKey(turn, names))),
];

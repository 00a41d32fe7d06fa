/**
 * Who speaks in a turn. By the channel it came through, or by what diarization made of a meeting with one channel, or as a
 * person has said: who can name speakers, hold two of them to be one, and give a turn to another.
 */

import type { ChannelName, Meeting, PartialTurn, SpeakerKey, Turn } from "../meeting.ts";
import { folded } from "../text/fold.ts";
import { withSpeaker } from "./edits.ts";

/** What the speakers of a meeting are called. */
export interface SpeakerNames extends Pick<Partial<Meeting>, "names" | "merged"> {
  /** Of each channel, where nobody gave it another. */
  readonly usual: Readonly<Record<ChannelName, string>>;
  /** Of a diarization label such as "A"; null where each channel is one side. */
  readonly labelled: ((label: string) => string) | null;
}

/** What a language calls those whom nobody has named. */
export interface UsualNames {
  readonly usual: SpeakerNames["usual"];
  readonly labelled: (label: string) => string;
}

/** What a meeting keeps of its speakers. */
export interface KeptSpeakers extends Pick<Partial<Meeting>, "names" | "merged"> {
  readonly channels: readonly unknown[];
}

/** Of two channels each is one side, and nobody is told apart within it. */
export const namesIn = (
  { names = {}, merged = {}, channels }: KeptSpeakers,
  { usual, labelled }: UsualNames,
): SpeakerNames => ({ names, merged, usual, labelled: channels.length > 1 ? null : labelled });

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

/** Whom somebody has named; without that name nobody would know who it is. */
export const isPerson = (key: SpeakerKey): boolean => key.startsWith(PERSON);
export const personKey = (id: string): SpeakerKey => `${PERSON}${id}`;
const PERSON = "person ";

export const speakerOf = (turn: Spoken, names: SpeakerNames): string =>
  speakerName(speakerKey(turn, names), names);

/** Who spoke as it was heard, whatever a person has said since. */
export const heardSpeaker = (turn: Turn, names: SpeakerNames): SpeakerKey =>
  speakerKey(withSpeaker(turn, null), names);

/** The one who is called so, in whatever case; undefined where nobody is. */
export const speakerCalled = (
  name: string,
  speakers: readonly SpeakerKey[],
  names: SpeakerNames,
): SpeakerKey | undefined => {
  const wanted = folded(name.trim());
  return speakers.find((key) => folded(speakerName(key, names)) === wanted);
};

/** In the order in which they first speak. */
export const speakersIn = (turns: readonly Turn[], names: SpeakerNames): readonly SpeakerKey[] => [
  ...new Set(turns.map((turn) => speakerKey(turn, names))),
];

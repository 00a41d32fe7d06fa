/**
 * Determines the speaker of a turn: its channel, a diarization label in it, or the user's choice. The user can name speakers, merge two of them, and assign a turn to another.
 */

import type { ChannelName, Meeting, PartialTurn, SpeakerKey, Turn } from "../meeting.ts";
import { folded } from "../text/fold.ts";
import { withSpeaker } from "./edits.ts";

export interface SpeakerNames extends Pick<Partial<Meeting>, "names" | "merged"> {
  /** Name of each channel that has no name of its own. */
  readonly usual: Readonly<Record<ChannelName, string>>;
  /** Channel of one person, whose labels don't count: the microphone beside a tab. */
  readonly onePerson?: ChannelName;
  /** Writes a diarization label such as "A"; `null` if each channel is one speaker. */
  readonly labelled: ((label: string) => string) | null;
}

/** Names in one language for speakers without a name of their own. */
export interface UsualNames {
  readonly usual: SpeakerNames["usual"];
  readonly labelled: (label: string) => string;
}

/** Speakers as a meeting stores them. */
export interface StoredSpeakers extends Pick<Partial<Meeting>, "names" | "merged"> {
  readonly channels: readonly unknown[];
}

export const namesIn = (
  { names = {}, merged = {}, channels }: StoredSpeakers,
  { usual, labelled }: UsualNames,
): SpeakerNames => ({
  names,
  merged,
  usual,
  labelled,
  ...(channels.length > 1 && { onePerson: "mic" }),
});

/** Label of a speaker with too little audio (docs/protocol.md#server-messages). */
export const UNKNOWN_SPEAKER = "UNKNOWN";

/** Whether a label tells one speaker from others. */
export const isSpeakerLabel = (label: string | null): label is string =>
  label !== null && label !== UNKNOWN_SPEAKER;

type Spoken = Pick<PartialTurn, "channel" | "speaker"> & Partial<Pick<Turn, "saidBy">>;

/** Key of the speaker of a turn. Renaming does not change it. */
export function speakerKey(turn: Spoken, names: SpeakerNames): SpeakerKey {
  const key = turn.saidBy ?? heardKey(turn, names);
  // The target of a merge is never merged itself (`withMerged`).
  return own(names.merged, key) ?? key;
}

function heardKey({ channel, speaker }: Spoken, { labelled, onePerson }: SpeakerNames): SpeakerKey {
  const isLabelled = labelled !== null && channel !== onePerson;
  return isLabelled && isSpeakerLabel(speaker) ? labelKey(channel, speaker) : channel;
}

const labelKey = (channel: ChannelName, label: string): SpeakerKey => `${channel} ${label}`;

/** Labels of a channel that the user has merged into another label of it. */
export const mergedLabels = (
  channel: ChannelName,
  merged: StoredSpeakers["merged"] = {},
): ReadonlyMap<string, string> => {
  const labelOf = (key: SpeakerKey): string | null =>
    key.startsWith(`${channel} `) ? key.slice(channel.length + 1) : null;
  return new Map(
    Object.entries(merged).flatMap(([from, into]) => {
      const [label, target] = [labelOf(from), labelOf(into)];
      return label === null || target === null ? [] : [[label, target]];
    }),
  );
};

/** Labels of a channel that the user has named or merged: no other speaker may get them. */
export const namedLabels = (
  channel: ChannelName,
  { names = {}, merged = {} }: Pick<StoredSpeakers, "names" | "merged">,
): readonly string[] =>
  [...Object.keys(names), ...Object.keys(merged), ...Object.values(merged)]
    .filter((key) => key.startsWith(`${channel} `))
    .map((key) => key.slice(channel.length + 1));

export function speakerName(key: SpeakerKey, { names, usual, labelled }: SpeakerNames): string {
  const given = own(names, key)?.trim();
  if (given) return given;
  if (isChannel(key)) return usual[key];
  const label = key.slice(key.indexOf(" ") + 1);
  return labelled?.(label) ?? label;
}

/** The value under a key that may come from a file: never one that every object has, such as "constructor". */
const own = (
  record: Readonly<Record<SpeakerKey, string>> | undefined,
  key: SpeakerKey,
): string | undefined => (record && Object.hasOwn(record, key) ? record[key] : undefined);

export const isChannel = (key: SpeakerKey): key is ChannelName => key === "tab" || key === "mic";

/** A person that the user has added by name. Without a name the key says nothing. */
export const isPerson = (key: SpeakerKey): boolean => key.startsWith(PERSON);
export const personKey = (id: string): SpeakerKey => `${PERSON}${id}`;
const PERSON = "person ";

export const speakerOf = (turn: Spoken, names: SpeakerNames): string =>
  speakerName(speakerKey(turn, names), names);

/** Speaker of a turn without the user's choice. */
export const heardSpeaker = (turn: Turn, names: SpeakerNames): SpeakerKey =>
  speakerKey(withSpeaker(turn, null), names);

/** Finds a speaker by name, ignoring case and diacritics. */
export const speakerCalled = (
  name: string,
  speakers: readonly SpeakerKey[],
  names: SpeakerNames,
): SpeakerKey | undefined => {
  const wanted = folded(name.trim());
  return speakers.find((key) => folded(speakerName(key, names)) === wanted);
};

/** Speakers in the order in which they first speak. */
export const speakersIn = (turns: readonly Turn[], names: SpeakerNames): readonly SpeakerKey[] => [
  ...new Set(turns.map((turn) => speakerKey(turn, names))),
];

/** Who speaks in a turn: by the channel it came through, or by what diarization made of a meeting with one channel. */

import type { ChannelName, ChannelNames, PartialTurn } from "../meeting.ts";

/** What the speakers of a meeting are called. */
export interface SpeakerNames {
  readonly tab: string;
  readonly mic: string;
  /** Of a diarization label such as "A"; null where one channel is one side. */
  readonly labelled: ((label: string) => string) | null;
}

/** What protocol §4 calls a speaker of whom too little was heard. */
const UNKNOWN = "UNKNOWN";

/** A given name, or else the usual one. */
export const channelName = (
  channel: ChannelName,
  given: ChannelNames,
  usual: Readonly<Record<ChannelName, string>>,
): string => given[channel]?.trim() || usual[channel];

type Spoken = Pick<PartialTurn, "channel" | "speaker">;

const labelOf = ({ speaker }: Spoken, { labelled }: SpeakerNames): string | null =>
  labelled && speaker !== null && speaker !== UNKNOWN ? labelled(speaker) : null;

export const speakerOf = (turn: Spoken, names: SpeakerNames): string =>
  labelOf(turn, names) ?? names[turn.channel];

/** It is the channel that has this name, and a person can change it. */
export const isNamedByChannel = (turn: Spoken, names: SpeakerNames): boolean =>
  labelOf(turn, names) === null;

/** The same for two turns of one speaker, however often that speaker is renamed. */
export const speakerKey = ({ channel, speaker }: Spoken): string => `${channel} ${speaker ?? ""}`;

/** The source of a recording: a tab, the microphone, or both as two channels. */

import type { ChannelName } from "../meeting.ts";

export const SOURCES = ["tab", "mic", "both"] as const;

export type Source = (typeof SOURCES)[number];

/** Channels are in this order everywhere. */
export const channelsOf = (source: Source): readonly ChannelName[] =>
  source === "both" ? ["tab", "mic"] : [source];

/** A microphone that the user has chosen. `deviceId` stays the same for this extension until site data are cleared. */
export interface Microphone {
  readonly deviceId: string;
  /** Name of the device, as Chrome has it. */
  readonly label: string;
}

/** What is recorded: the sound of a tab, of the microphone, or both at once, each as a channel of its own. */

import type { ChannelName } from "../meeting.ts";

export const SOURCES = ["tab", "mic", "both"] as const;

export type Source = (typeof SOURCES)[number];

/** In the order in which channels are listed everywhere. */
export const channelsOf = (source: Source): readonly ChannelName[] =>
  source === "both" ? ["tab", "mic"] : [source];

/** The microphone a person has chosen. `deviceId` is stable for this extension until site data are cleared. */
export interface Microphone {
  readonly deviceId: string;
  /** As Chrome names it. */
  readonly label: string;
}

/** What the speakers of a meeting are called: by the names they were given, else "Them" and "You", or "Speaker A". */

import { i18n } from "#i18n";
import type { ChannelName, ChannelNames, Meeting } from "../core/meeting.ts";
import { speakerName, type SpeakerNames } from "../core/transcript/speaker.ts";

const usualNames = (): SpeakerNames["usual"] => ({
  tab: i18n.t("transcript.them"),
  mic: i18n.t("transcript.you"),
});

export function channelNames(names: ChannelNames = {}): Readonly<Record<ChannelName, string>> {
  const known: SpeakerNames = { names, usual: usualNames(), labelled: null };
  return { tab: speakerName("tab", known), mic: speakerName("mic", known) };
}

/** Of two channels each is one side, and nobody is told apart within it. */
export const speakerNames = ({
  names = {},
  merged = {},
  channels,
}: Partial<Pick<Meeting, "names" | "merged">> & {
  readonly channels: readonly unknown[];
}): SpeakerNames => ({
  names,
  merged,
  usual: usualNames(),
  labelled: channels.length > 1 ? null : (label) => i18n.t("transcript.speaker", [label]),
});

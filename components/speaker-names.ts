/** What the speakers of a meeting are called: by the names they were given, else as "Them" and "You". */

import { i18n } from "#i18n";
import type { ChannelName, ChannelNames } from "../core/meeting.ts";
import { channelName, type SpeakerNames } from "../core/transcript/speaker.ts";

export function channelNames(given: ChannelNames = {}): Readonly<Record<ChannelName, string>> {
  const usual = { tab: i18n.t("transcript.them"), mic: i18n.t("transcript.you") };
  return { tab: channelName("tab", given, usual), mic: channelName("mic", given, usual) };
}

/** Of two channels each is one side, and nobody is told apart within it. */
export const speakerNames = (
  given: ChannelNames | undefined,
  channelCount: number,
): SpeakerNames => ({
  ...channelNames(given),
  labelled: channelCount > 1 ? null : (label) => i18n.t("transcript.speaker", [label]),
});

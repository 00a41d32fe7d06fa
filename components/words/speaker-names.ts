/** Names of the speakers of a meeting: given by the user, or else "Them", "You", "Speaker A". */

import { i18n } from "#i18n";
import type { ChannelName, ChannelNames } from "../../core/meeting.ts";
import {
  type StoredSpeakers,
  namesIn,
  speakerName,
  type SpeakerNames,
} from "../../core/transcript/speaker.ts";

const usualNames = (): SpeakerNames["usual"] => ({
  tab: i18n.t("transcript.them"),
  mic: i18n.t("transcript.you"),
});

export function channelNames(names: ChannelNames = {}): Readonly<Record<ChannelName, string>> {
  const known: SpeakerNames = { names, usual: usualNames(), labelled: null };
  return { tab: speakerName("tab", known), mic: speakerName("mic", known) };
}

export const speakerNames = (meeting: StoredSpeakers): SpeakerNames =>
  namesIn(meeting, {
    usual: usualNames(),
    labelled: (label) => i18n.t("transcript.speaker", [label]),
  });

/** What speakers are called, in the meeting on show and in the one that is being recorded, and how that is changed. */

import { computed, type Ref } from "vue";
import { channelNames, speakerNames } from "../../../components/words/speaker-names.ts";
import { stableComputed } from "../../../components/parts/stable-computed.ts";
import type { Meeting, SpeakerKey } from "../../../core/meeting.ts";
import type { CaptureSettings, Settings } from "../../../core/settings/settings.ts";
import { isChannel, isPerson, type SpeakerNames } from "../../../core/transcript/speaker.ts";

interface NameSources {
  readonly settings: Readonly<Ref<Settings | null>>;
  readonly recordingId: Readonly<Ref<string | null>>;
  readonly shown: { readonly meeting: Meeting | null };
  readonly edit: (meetingId: string, change: (meeting: Meeting) => Meeting) => Promise<void>;
  readonly save: (change: Partial<CaptureSettings>) => Promise<void>;
}

export function useNames({ settings, recordingId, shown, edit, save }: NameSources) {
  const forNew = computed(() => settings.value?.capture.names ?? {});
  /** A meeting is another object after each of its changes, most of which are not about names. */
  const given = stableComputed(() => ({
    names: (shown.meeting ? shown.meeting.names : forNew.value) ?? {},
    merged: shown.meeting?.merged ?? {},
    channels: (shown.meeting?.channels ?? []).map(({ name }) => name),
  }));
  const ofShown = computed<SpeakerNames>(() => speakerNames(given.value));
  const ofRecording = stableComputed(() =>
    channelNames(
      shown.meeting && shown.meeting.id === recordingId.value ? shown.meeting.names : forNew.value,
    ),
  );

  /** In the meeting on show; the name of a channel in those to come as well. */
  async function rename(speaker: SpeakerKey, name: string): Promise<void> {
    if (!shown.meeting || (name === "" && isPerson(speaker))) return;
    await edit(shown.meeting.id, (meeting) => ({
      ...meeting,
      names: { ...meeting.names, [speaker]: name },
    }));
    if (isChannel(speaker)) await save({ names: { ...forNew.value, [speaker]: name } });
  }

  return { ofShown, ofRecording, rename };
}

/** What there is to hear of the meeting on show, also while it is being recorded. */

import { computed, type Ref } from "vue";
import { recordedMs } from "../../../core/recording/transcription-lag.ts";
import { CHANNEL_NAMES, type ChannelName } from "../../../core/meeting.ts";
import type { LiveState } from "../../../core/protocol/live.ts";
import type { ShownMeeting } from "../shown/use-meeting.ts";

export interface AudioSource {
  readonly shown: Readonly<ShownMeeting>;
  readonly recording: Readonly<Ref<LiveState | null>>;
  /** The meeting on show is the one under way. */
  readonly isBeingRecorded: Readonly<Ref<boolean>>;
}

export function useAudio({ shown, recording, isBeingRecorded }: AudioSource) {
  /** By the file, and by what its recorder has said of it since. */
  const onDisk = computed(() => {
    if (shown.meetingId === null || shown.meeting?.soundDeletedAt !== undefined) return [];
    const live = recording.value?.meetingId === shown.meetingId ? recording.value.channels : [];
    return [...live, ...shown.channels].filter(({ recordedSamples }) => recordedSamples > 0);
  });
  const lengthMs = computed(() => recordedMs(onDisk.value));
  const canPlay = computed(() => lengthMs.value > 0);
  const channels = computed<readonly ChannelName[]>((before) => {
    const now = CHANNEL_NAMES.filter((name) => onDisk.value.some((each) => each.name === name));
    return before?.join() === now.join() ? before : now;
  });
  /** Also before its recorder has been heard. */
  const isGrowing = computed(() => isBeingRecorded.value || shown.meeting?.state === "recording");
  return { lengthMs, canPlay, channels, isGrowing };
}

/** The list of meetings with what is being done with each, as the Meetings view shows it. */

import { computed, type Ref } from "vue";
import type { MeetingRow } from "../../components/MeetingList.vue";
import type { Meeting } from "../../core/meeting.ts";
import type { LiveState } from "../../core/protocol/live.ts";

interface Sources {
  readonly meetings: Readonly<Ref<readonly Meeting[]>>;
  readonly behindMs: Readonly<Ref<ReadonlyMap<string, number>>>;
  readonly recording: Readonly<Ref<LiveState | null>>;
  readonly transcribing: Readonly<Ref<ReadonlyMap<string, LiveState>>>;
}

export function useMeetingRows({ meetings, behindMs, recording, transcribing }: Sources) {
  // Both stay the same while the levels and ledgers of the live channel change ten times a second.
  const recordingId = computed(() => {
    const now = recording.value;
    return now && now.phase !== "saved" ? now.meetingId : null;
  });
  const transcribingIds = computed(() => [...transcribing.value.keys()].join(" "));

  function activityOf(meetingId: string): MeetingRow["activity"] {
    if (meetingId === recordingId.value) return "recording";
    return transcribingIds.value.split(" ").includes(meetingId) ? "transcribing" : null;
  }

  return computed<readonly MeetingRow[]>(() =>
    meetings.value.map((meeting) => ({
      meeting,
      activity: activityOf(meeting.id),
      behindMs: behindMs.value.get(meeting.id) ?? 0,
    })),
  );
}

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

  function activityOf({ id, state }: Meeting): MeetingRow["activity"] {
    // Stored so, it is at work even before its recorder has spoken: else it would be marked as interrupted.
    if (id === recordingId.value || state === "recording") return "recording";
    return transcribingIds.value.split(" ").includes(id) ? "transcribing" : null;
  }

  return computed<readonly MeetingRow[]>(() =>
    meetings.value.map((meeting) => ({
      meeting,
      activity: activityOf(meeting),
      behindMs: behindMs.value.get(meeting.id) ?? 0,
    })),
  );
}

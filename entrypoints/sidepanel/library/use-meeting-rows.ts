/** The list of meetings with what is being done with each, as the Meetings view shows it. */

import { computed, type Ref } from "vue";
import type { MeetingRow } from "../../../components/library/meeting-row.ts";
import type { Meeting } from "../../../core/meeting.ts";
import type { LiveState } from "../../../core/protocol/live.ts";

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

  function activityOf(
    { id, state }: Meeting,
    transcribed: ReadonlySet<string>,
  ): MeetingRow["activity"] {
    // Stored so, it is at work even before its recorder has spoken: else it would be marked as interrupted.
    if (id === recordingId.value || state === "recording") return "recording";
    return transcribed.has(id) ? "transcribing" : null;
  }

  /** By meeting. A row that says the same stays the same object, so that of thousands only those are drawn again that change. */
  let before: ReadonlyMap<string, MeetingRow> = new Map();

  return computed<readonly MeetingRow[]>(() => {
    const transcribed = new Set(transcribingIds.value.split(" "));
    const rows = meetings.value.map((meeting) => {
      const activity = activityOf(meeting, transcribed);
      const row = { meeting, activity, behindMs: behindMs.value.get(meeting.id) ?? 0 };
      const old = before.get(meeting.id);
      return old && saysTheSame(old, row) ? old : row;
    });
    before = new Map(rows.map((row) => [row.meeting.id, row]));
    return rows;
  });
}

/** The list is read anew each time it is opened, so the same meeting comes as another object. */
const saysTheSame = (one: MeetingRow, other: MeetingRow): boolean =>
  one.activity === other.activity &&
  one.behindMs === other.behindMs &&
  (one.meeting === other.meeting || JSON.stringify(one.meeting) === JSON.stringify(other.meeting));

/** The rows of the meeting list: each meeting with the job that is at work on it and the lag of its transcript. */

import { computed } from "vue";
import type { MeetingRow } from "../../../components/library/meeting-row.ts";
import type { Meeting } from "../../../core/meeting.ts";
import type { useMeetings } from "../shown/use-meetings.ts";

export function useMeetingRows({
  meetings,
  lagMs,
  recording,
  transcribing,
}: ReturnType<typeof useMeetings>) {
  // These two stay equal while the live channel reports levels five times a second.
  const recordingId = computed(() => {
    const now = recording.value;
    return now && now.phase !== "saved" ? now.meetingId : null;
  });
  const transcribingIds = computed(() => [...transcribing.value.keys()].join(" "));

  function activityOf(
    { id, state }: Meeting,
    transcribed: ReadonlySet<string>,
  ): MeetingRow["activity"] {
    if (transcribed.has(id)) return "transcribing";
    // A stored "recording" counts before the live channel has reported it: otherwise the row would say "interrupted".
    return id === recordingId.value || state === "recording" ? "recording" : null;
  }

  /** Rows by meeting. An equal row stays the same object, so that of thousands only the changed rows are rendered again. */
  let before: ReadonlyMap<string, MeetingRow> = new Map();

  return computed<readonly MeetingRow[]>(() => {
    const transcribed = new Set(transcribingIds.value.split(" "));
    const rows = meetings.value.map((meeting) => {
      const activity = activityOf(meeting, transcribed);
      const row = { meeting, activity, lagMs: lagMs.value.get(meeting.id) ?? 0 };
      const old = before.get(meeting.id);
      return old && isEqual(old, row) ? old : row;
    });
    before = new Map(rows.map((row) => [row.meeting.id, row]));
    return rows;
  });
}

/** Compares by content, because each reading of the list creates new objects. */
const isEqual = (one: MeetingRow, other: MeetingRow): boolean =>
  one.activity === other.activity &&
  one.lagMs === other.lagMs &&
  (one.meeting === other.meeting || JSON.stringify(one.meeting) === JSON.stringify(other.meeting));

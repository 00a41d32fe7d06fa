/** The user's own lines of the shown meeting: what the notepad shows, and how it stores them. */

import { computed } from "vue";
import type { StoreLines } from "../../../components/notes/use-notepad.ts";
import { stableComputed } from "../../../components/parts/stable-computed.ts";
import type { OwnLine } from "../../../core/meeting.ts";
import { withLineChanges } from "../../../core/notes/own-lines.ts";
import { recordedMs } from "../../../core/recording/transcription-lag.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { sendCommand } from "../send-command.ts";
import type { useMeetings } from "../shown/use-meetings.ts";

export function useOwnLines({ shown, recording, facts, edit }: ReturnType<typeof useMeetings>) {
  /** Bound to the meeting, because the notepad stores its last lines when another meeting is shown already. */
  const store = computed<StoreLines>(() => {
    const { meetingId } = shown;
    return async (changes, isLeaving) => {
      if (meetingId === null) return false;
      // The panel may be gone before its own transaction has begun.
      if (isLeaving)
        return (await sendCommand({ to: "background", type: "edit-lines", meetingId, changes })).ok;
      try {
        return (await edit(meetingId, (meeting) => withLineChanges(meeting, changes))) !== null;
      } catch (error) {
        reportUnexpected("storing own lines")(error);
        return false;
      }
    };
  });

  /** After the meeting a new line belongs to the end. */
  const nowMs = (): number =>
    facts.isBeingRecorded.value && recording.value
      ? Math.round(recordedMs(recording.value.channels))
      : facts.lengthMs.value;

  const lines = stableComputed<readonly OwnLine[]>(() => shown.meeting?.ownLines ?? []);

  return {
    lines,
    /** Notes show them, once there is more than an empty notepad. */
    areInNotes: computed(() => lines.value.length > 0 && !facts.isBeingRecorded.value),
    store,
    nowMs,
  };
}

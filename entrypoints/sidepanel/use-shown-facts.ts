/** What follows from the meeting on show: what it is called, how long it is, what can be done with it. */

import { computed, type Ref } from "vue";
import { i18n } from "#i18n";
import { formatDate } from "../../components/format-date.ts";
import { formatClock } from "../../core/clock-time.ts";
import type { Turn } from "../../core/meeting.ts";
import type { Problem } from "../../core/problem.ts";
import type { LiveState } from "../../core/protocol/live.ts";
import type { ShownMeeting } from "./use-meeting.ts";

export function useShownFacts(
  shown: Readonly<ShownMeeting>,
  turns: Readonly<Ref<readonly Turn[]>>,
  live: Readonly<Ref<LiveState | null>>,
) {
  const isShownLive = computed(
    () => live.value !== null && live.value.meetingId === shown.meetingId,
  );
  const isLive = computed(() => live.value !== null && live.value.phase !== "saved");
  const isBeingRecorded = computed(() => isLive.value && isShownLive.value);

  const note = computed(() => shown.notes.at(-1) ?? null);
  const hasWords = computed(() => turns.value.some((turn) => turn.text.trim() !== ""));
  const lengthMs = computed(() => shown.meeting?.durationMs || shown.soundMs);
  const canExportWav = computed(
    () => shown.meeting !== null && !isBeingRecorded.value && shown.soundMs > 0,
  );
  const canExportMarkdown = computed(
    () => shown.meeting !== null && (turns.value.length > 0 || note.value !== null),
  );

  const title = computed(() => {
    if (shown.meetingId === null) return i18n.t("extension.name");
    const known = shown.meeting?.title ?? (isShownLive.value ? live.value?.title : undefined);
    return known || i18n.t("document.untitled");
  });
  const subtitle = computed(() => {
    if (!shown.meeting) return "";
    const date = formatDate(shown.meeting.startedAt);
    // While it is being recorded the dock says how long.
    return isBeingRecorded.value ? date : `${formatClock(lengthMs.value)} · ${date}`;
  });

  /** Changes only with the turns, so that the notes are not drawn again ten times a second. */
  const turnOf = computed(() => {
    const all = turns.value;
    return (turnNumber: number): Turn | null => all[turnNumber - 1] ?? null;
  });

  /** What holds by itself: of the recording under way, else of the meeting on show. */
  const standingProblems = computed<readonly Problem[]>(() => {
    if (live.value && (isLive.value || isShownLive.value)) return live.value.problems;
    return shown.meeting?.problem ? [shown.meeting.problem] : [];
  });

  return {
    isLive,
    isBeingRecorded,
    note,
    hasWords,
    lengthMs,
    canExportWav,
    canExportMarkdown,
    title,
    subtitle,
    turnOf,
    standingProblems,
  };
}

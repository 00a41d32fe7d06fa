/** What follows from the meeting on show: what it is called, how long it is, what it lacks, what can be done with it. */

import { computed, type Ref } from "vue";
import { i18n } from "#i18n";
import { formatDate } from "../../../components/words/format-date.ts";
import type { OngoingProblem } from "../../../components/words/problem-sentence.ts";
import type { EmptyReason } from "../../../components/transcript/EmptyTranscript.vue";
import { formatClock } from "../../../core/clock-time.ts";
import { recordedMs, untranscribedMs } from "../../../core/recording/transcription-lag.ts";
import type { Mark, Turn } from "../../../core/meeting.ts";
import { isTooShort, transcriptLines } from "../../../core/notes/transcript-lines.ts";
import type { Problem } from "../../../core/problem.ts";
import type { LiveState } from "../../../core/protocol/live.ts";
import { hasWords as isSpoken } from "../../../core/transcript/transcript-items.ts";
import type { ShownMeeting } from "./use-meeting.ts";

export function useShownFacts(
  shown: Readonly<ShownMeeting>,
  turns: Readonly<Ref<readonly Turn[]>>,
  recording: Readonly<Ref<LiveState | null>>,
  /** The work on the meeting on show, if its transcript is being completed. */
  transcribing: Readonly<Ref<LiveState | null>>,
) {
  const isShownRecording = computed(
    () => recording.value !== null && recording.value.meetingId === shown.meetingId,
  );
  const isRecording = computed(() => recording.value !== null && recording.value.phase !== "saved");
  const isBeingRecorded = computed(() => isRecording.value && isShownRecording.value);
  const isAtWork = computed(() => isBeingRecorded.value || transcribing.value !== null);
  /** Of a meeting that nobody is at work on. */
  const behindMs = computed(() => (isAtWork.value ? 0 : untranscribedMs(shown.channels)));

  const spoken = computed(() => turns.value.filter(isSpoken));
  const canMakeNotes = computed(
    () => !isTooShort(transcriptLines(spoken.value.slice(0, ENOUGH_TURNS))),
  );
  const marks = computed(() => shown.meeting?.marks ?? NO_MARKS);
  const audioMs = computed(() => recordedMs(shown.channels));
  const lengthMs = computed(() => shown.meeting?.durationMs || audioMs.value);
  const canExportWav = computed(
    () => shown.meeting !== null && !isBeingRecorded.value && audioMs.value > 0,
  );
  /** What is being done with it, as a row of the list says it. */
  const activity = computed(() => {
    if (isBeingRecorded.value || shown.meeting?.state === "recording") return "recording";
    return transcribing.value ? "transcribing" : null;
  });
  const canTranscribeAgain = computed(() => canExportWav.value && !isAtWork.value);
  const canExportMarkdown = computed(
    () => shown.meeting !== null && (spoken.value.length > 0 || shown.notes.length > 0),
  );

  const title = computed(() => {
    if (shown.meetingId === null) return i18n.t("extension.name");
    const known =
      shown.meeting?.title ?? (isShownRecording.value ? recording.value?.title : undefined);
    return known || i18n.t("document.untitled");
  });
  const subtitle = computed(() => {
    if (!shown.meeting) return "";
    const date = formatDate(shown.meeting.startedAt);
    // While it is being recorded the dock says how long.
    return isBeingRecorded.value ? date : `${formatClock(lengthMs.value)} · ${date}`;
  });

  /** Why the transcript has no words. */
  const emptyReason = computed<EmptyReason>(() => {
    if (shown.meetingId === null) return "nothing";
    if (isBeingRecorded.value) return "listening";
    if (transcribing.value) return "transcribing";
    if (behindMs.value > 0) return "behind";
    return shown.meeting?.soundDeletedAt === undefined ? "silent" : "soundless";
  });

  /** What holds by itself: of the recording under way, wherever the person is, and of the meeting on show. */
  const ongoingProblems = computed<readonly OngoingProblem[]>(() => {
    const ofRecording = isRecording.value ? (recording.value?.problems ?? []) : [];
    const all: readonly OngoingProblem[] = [
      ...ofRecording.map((problem) => ({ problem, situation: "recording" as const })),
      ...problemsOfShown().map((problem) => ({ problem, situation: "stored" as const })),
    ];
    return all.filter(({ problem: { reason } }, index) => {
      return all.findIndex(({ problem }) => problem.reason === reason) === index;
    });
  });

  function problemsOfShown(): readonly Problem[] {
    if (transcribing.value) return transcribing.value.problems;
    if (isBeingRecorded.value) return [];
    const stored = shown.meeting?.problem ? [shown.meeting.problem] : [];
    return isShownRecording.value ? [...(recording.value?.problems ?? []), ...stored] : stored;
  }

  return {
    isRecording,
    isBeingRecorded,
    behindMs,
    emptyReason,
    canMakeNotes,
    marks,
    lengthMs,
    canExportWav,
    canExportMarkdown,
    canTranscribeAgain,
    activity,
    title,
    subtitle,
    ongoingProblems,
  };
}

/** So many turns with words in them hold enough to make notes of. */
const ENOUGH_TURNS = 20;
const NO_MARKS: readonly Mark[] = [];

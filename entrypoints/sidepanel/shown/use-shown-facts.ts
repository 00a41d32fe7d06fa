/** Facts that follow from the shown meeting and its jobs: title, length, lag, and the actions that are possible. */

import { computed, type Ref } from "vue";
import { i18n } from "#i18n";
import type { EmptyReason } from "../../../components/transcript/EmptyTranscript.vue";
import { formatDate } from "../../../components/words/format-date.ts";
import type { OngoingProblem } from "../../../components/words/problem-sentence.ts";
import { meetingTitle } from "../../../components/library/meeting-row.ts";
import { formatClock } from "../../../core/clock-time.ts";
import type { Mark, Turn } from "../../../core/meeting.ts";
import { isQuestion } from "../../../core/notes/versions.ts";
import { isTooShort, transcriptLines } from "../../../core/notes/transcript-lines.ts";
import type { Problem } from "../../../core/problem.ts";
import type { LiveState } from "../../../core/protocol/live.ts";
import { recordedMs, untranscribedMs } from "../../../core/recording/transcription-lag.ts";
import { hasWords } from "../../../core/transcript/transcript-items.ts";
import type { ShownMeeting } from "./use-shown-meeting.ts";

interface FactSources {
  readonly shown: Readonly<ShownMeeting>;
  readonly turns: Readonly<Ref<readonly Turn[]>>;
  readonly recording: Readonly<Ref<LiveState | null>>;
  /** The transcription of the shown meeting. */
  readonly transcribing: Readonly<Ref<LiveState | null>>;
}

export function useShownFacts({ shown, turns, recording, transcribing }: FactSources) {
  const recordingId = computed(() => recording.value?.meetingId ?? null);
  const isShownRecording = computed(
    () => recording.value !== null && recording.value.meetingId === shown.meetingId,
  );
  const isRecording = computed(() => recording.value !== null && recording.value.phase !== "saved");
  const isBeingRecorded = computed(() => isRecording.value && isShownRecording.value);
  const isAtWork = computed(() => isBeingRecorded.value || transcribing.value !== null);
  const activity = computed(() => {
    if (transcribing.value) return "transcribing";
    return isBeingRecorded.value || shown.meeting?.state === "recording" ? "recording" : null;
  });

  /** 0 while a job is at work on it. */
  const lagMs = computed(() => (isAtWork.value ? 0 : untranscribedMs(shown.channels)));
  const audioMs = computed(() => recordedMs(shown.channels));
  const lengthMs = computed(() => shown.meeting?.durationMs || audioMs.value);
  const spoken = computed(() => turns.value.filter(hasWords));
  const hasOwnLines = computed(() => (shown.meeting?.ownLines ?? []).length > 0);
  const hasAudio = computed(
    () => shown.meeting !== null && !isBeingRecorded.value && audioMs.value > 0,
  );

  const title = computed(() => {
    if (shown.meetingId === null) return i18n.t("extension.name");
    const live = isShownRecording.value ? recording.value?.title : undefined;
    return meetingTitle({ title: shown.meeting?.title ?? live ?? "" });
  });
  const subtitle = computed(() => {
    if (!shown.meeting) return "";
    const date = formatDate(shown.meeting.startedAt);
    // The dock shows the length of a recording.
    if (isBeingRecorded.value) return date;
    const sample = shown.meeting.isSample ? [i18n.t("library.sample")] : [];
    const length = shown.meeting.hasEstimatedTimes
      ? i18n.t("library.estimatedTimes")
      : formatClock(lengthMs.value);
    return [...sample, length, date].join(" · ");
  });

  /** Why the transcript is empty, if it is. */
  const emptyReason = computed<EmptyReason>(() => {
    if (shown.meetingId === null) return "nothing";
    if (isBeingRecorded.value) return "listening";
    if (transcribing.value) return "transcribing";
    if (lagMs.value > 0) return "behind";
    return shown.meeting?.soundDeletedAt === undefined ? "silent" : "soundless";
  });

  return {
    /** The meeting that is being recorded, or was last. */
    recordingId,
    /** Some meeting is being recorded. */
    isRecording,
    /** The shown meeting is being recorded. */
    isBeingRecorded,
    activity,
    /** It has notes, or lines of the user. */
    hasNotes: computed(() => hasOwnLines.value || shown.notes.some((note) => !isQuestion(note))),
    lagMs,
    lengthMs,
    marks: computed(() => shown.meeting?.marks ?? NO_MARKS),
    title,
    subtitle,
    emptyReason,
    canMakeNotes: computed(() => !isTooShort(transcriptLines(spoken.value.slice(0, ENOUGH_TURNS)))),
    canExportAudio: hasAudio,
    canExportText: computed(
      () =>
        shown.meeting !== null &&
        (spoken.value.length > 0 || shown.notes.length > 0 || hasOwnLines.value),
    ),
    canTranscribeAgain: computed(() => hasAudio.value && !isAtWork.value),
    ongoingProblems: computed(() => ongoingProblems(shown, recording.value, transcribing.value)),
  };
}

/** Problems of the recording, whichever meeting is shown, and of the shown meeting; each reason once. */
function ongoingProblems(
  { meetingId, meeting }: Readonly<ShownMeeting>,
  recording: LiveState | null,
  transcribing: LiveState | null,
): readonly OngoingProblem[] {
  const isRecording = recording !== null && recording.phase !== "saved";
  const isShown = recording?.meetingId === meetingId;
  function ofShown(): readonly Problem[] {
    if (transcribing) return transcribing.problems;
    if (isRecording && isShown) return [];
    const stored = meeting?.problem ? [meeting.problem] : [];
    return isShown ? [...(recording?.problems ?? []), ...stored] : stored;
  }
  const ofRecording = isRecording ? recording.problems : [];
  const all: readonly OngoingProblem[] = [
    ...ofRecording.map((problem) => ({ problem, situation: "recording" }) as const),
    ...ofShown().map((problem) => ({ problem, situation: "stored" }) as const),
  ];
  return all.filter(({ problem: { reason } }, index) => {
    return all.findIndex(({ problem }) => problem.reason === reason) === index;
  });
}

/** This many turns with words are enough to know that notes can be made. */
const ENOUGH_TURNS = 20;
const NO_MARKS: readonly Mark[] = [];

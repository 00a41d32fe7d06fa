/** A row of the meeting list, and its words. */

import { i18n } from "#i18n";
import { formatClock } from "../../core/clock-time.ts";
import { oneLine } from "../../core/export/one-line.ts";
import { audioBytes } from "../../core/library/deletion.ts";
import type { Meeting } from "../../core/meeting.ts";
import type { LiveState } from "../../core/protocol/live.ts";
import { formatBytes } from "../words/format-number.ts";

export interface MeetingRow {
  readonly meeting: Meeting;
  /** `null` if there is no current job. */
  readonly activity: LiveState["activity"] | null;
  /** Lag of the transcript while there is no current job. */
  readonly lagMs: number;
}

/** Without characters that turn the words around them, as file names are. */
export const meetingTitle = ({ title }: Pick<Meeting, "title">): string =>
  oneLine(title) || i18n.t("document.untitled");

/** Returns nothing for a complete, transcribed meeting. */
export function stateWords({ meeting, activity, lagMs }: MeetingRow): readonly string[] {
  if (activity) return [i18n.t(ACTIVITY_KEY[activity])];
  const state = meeting.state === "interrupted" ? [i18n.t("meetings.interrupted")] : [];
  return lagMs > 0 ? [...state, i18n.t("meetings.behind", [formatClock(lagMs)])] : state;
}

const ACTIVITY_KEY = {
  recording: "meetings.recording",
  transcribing: "meetings.transcribing",
} as const;

/** Returns length, source and size; during a recording only the source, because the others still change. */
export function factWords({ meeting, activity }: MeetingRow): readonly string[] {
  const source = i18n.t(SOURCE_KEY[sourceOf(meeting)]);
  if (activity === "recording") return [source];
  const size =
    meeting.soundDeletedAt === undefined
      ? formatBytes(audioBytes(meeting))
      : i18n.t("library.textOnly");
  const length = meeting.hasEstimatedTimes ? [] : [formatClock(meeting.durationMs)];
  return [...length, source, size];
}

function sourceOf({ channels, importedAt, isSample }: Meeting): keyof typeof SOURCE_KEY {
  if (isSample) return "sample";
  if (importedAt !== undefined) return "imported";
  return channels.length > 1 ? "both" : (channels[0]?.name ?? "tab");
}

const SOURCE_KEY = {
  tab: "library.tab",
  mic: "library.mic",
  both: "library.both",
  imported: "library.imported",
  sample: "library.sample",
} as const;

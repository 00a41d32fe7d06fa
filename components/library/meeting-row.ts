/** A row of the list of meetings, and the words in it. */

import { i18n } from "#i18n";
import { formatClock } from "../../core/clock-time.ts";
import { audioBytes } from "../../core/library/audio-size.ts";
import type { Meeting } from "../../core/meeting.ts";
import type { LiveState } from "../../core/protocol/live.ts";
import { formatBytes } from "../words/format-bytes.ts";

/** A meeting, what is being done with it, and how far its transcript is behind while nothing is. */
export interface MeetingRow {
  readonly meeting: Meeting;
  readonly activity: LiveState["activity"] | null;
  readonly behindMs: number;
}

export const meetingTitle = ({ title }: Meeting): string => title || i18n.t("document.untitled");

/** Of a meeting that is whole and transcribed there is nothing to say. */
export function stateWords({ meeting, activity, behindMs }: MeetingRow): readonly string[] {
  if (activity) return [i18n.t(ACTIVITY_KEY[activity])];
  const state = meeting.state === "interrupted" ? [i18n.t("meetings.interrupted")] : [];
  return behindMs > 0 ? [...state, i18n.t("meetings.behind", [formatClock(behindMs)])] : state;
}

const ACTIVITY_KEY = {
  recording: "meetings.recording",
  transcribing: "meetings.transcribing",
} as const;

/** Its length, where its sound came from, and how much room that takes; while it is recorded, only what is known. */
export function factWords({ meeting, activity }: MeetingRow): readonly string[] {
  const source = i18n.t(SOURCE_KEY[sourceOf(meeting)]);
  if (activity === "recording") return [source];
  const size =
    meeting.soundDeletedAt === undefined
      ? formatBytes(audioBytes(meeting))
      : i18n.t("library.textOnly");
  return [formatClock(meeting.durationMs), source, size];
}

function sourceOf({ channels, importedAt }: Meeting): keyof typeof SOURCE_KEY {
  if (importedAt !== undefined) return "imported";
  return channels.length > 1 ? "both" : (channels[0]?.name ?? "tab");
}

const SOURCE_KEY = {
  tab: "library.tab",
  mic: "library.mic",
  both: "library.both",
  imported: "library.imported",
} as const;

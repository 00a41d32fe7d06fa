/** The meeting's record in the database while it is recorded: its beginning, its marks and the labels of its channels. */

import { clipped, LONGEST } from "../../../core/bounds.ts";
import type { ChannelName, Mark, Meeting } from "../../../core/meeting.ts";
import type { MeetingPlan } from "../../../core/protocol/offscreen-requests.ts";
import type { ChannelInput } from "../../../core/protocol/recorder.ts";
import { oneLine } from "../../../core/export/one-line.ts";
import type { Gap } from "../../../core/recording/gap-watch.ts";
import { withMark, withPauseEnded } from "../../../core/recording/marks.ts";

export const newMeeting = (
  { meetingId, title, pageUrl, settings }: MeetingPlan,
  inputs: readonly ChannelInput<MessagePort>[],
): Meeting => ({
  id: meetingId,
  // A page chooses its title: nothing in it may turn the words around it.
  title: clipped(oneLine(title), LONGEST.pageTitle),
  pageUrl: pageUrl !== null && pageUrl.length <= LONGEST.pageAddress ? pageUrl : null,
  startedAt: Date.now(),
  durationMs: 0,
  state: "recording",
  channels: inputs.map(({ name, label }) => ({
    name,
    label: clipped(label, LONGEST.pageTitle),
    transcribedSamples: 0,
  })),
  problem: null,
  names: settings.capture.names,
  marks: [],
});

export interface MeetingRecord {
  /** A channel has come to the meeting's `ordinal`th pause, from 1 on. Returns whether it is the first channel to do so. */
  paused(ordinal: number, atMs: number): boolean;
  /** A channel goes on after this pause. Returns whether it is the first channel to do so. */
  resumed(ordinal: number): boolean;
  gap(found: Gap): void;
  bookmark(atMs: number): void;
  label(channel: ChannelName, label: string): void;
}

/** Every channel reports every pause at the same sample, so the first report counts. */
export function keepRecord(change: (how: (meeting: Meeting) => Meeting) => void): MeetingRecord {
  let pauses = 0;
  let resumes = 0;

  const mark = (added: Mark): void => change((meeting) => withMark(meeting, added));

  return {
    paused(ordinal, atMs) {
      if (ordinal <= pauses) return false;
      pauses = ordinal;
      mark({ type: "pause", atMs, pausedAt: Date.now(), resumedAt: null });
      return true;
    },
    resumed(ordinal) {
      if (ordinal <= resumes) return false;
      resumes = ordinal;
      const resumedAt = Date.now();
      change((meeting) => withPauseEnded(meeting, resumedAt));
      return true;
    },
    gap: (found) => mark({ type: "gap", ...found }),
    bookmark: (atMs) => mark({ type: "bookmark", id: crypto.randomUUID(), atMs, note: "" }),
    label: (name, label) =>
      change((meeting) => ({
        ...meeting,
        channels: meeting.channels.map((each) =>
          each.name === name ? { ...each, label: clipped(label, LONGEST.pageTitle) } : each,
        ),
      })),
  };
}

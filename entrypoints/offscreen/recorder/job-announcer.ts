/** Announces a job's state to all panels, and its phase to the offscreen document. */

import type { ChannelName, Meeting, PartialTurn } from "../../../core/meeting.ts";
import type { Problem } from "../../../core/problem.ts";
import {
  type LiveEvent,
  type LiveState,
  PRESENT_EVERY_MS,
  type RecorderPhase,
} from "../../../core/protocol/live.ts";
import type { RecorderReport } from "../../../core/protocol/recorder.ts";
import {
  type ChannelState,
  type JobState,
  liveState,
  newJob,
  phaseOf,
  problemsOf,
  type ProblemSource,
  withProblem,
} from "../../../core/recording/job-state.ts";
import type { Covered } from "../../../core/speech/drafts.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { openLiveChannel } from "../../shared/live-channel.ts";
import type { Channel } from "./channel.ts";

/** A panel counts as gone after this time without a word from it. Chrome may delay a timer of a busy panel. */
const PRESENT_FOR_MS = 3 * PRESENT_EVERY_MS;

export interface JobAnnouncer {
  readonly problems: readonly Problem[];
  /** A panel is open and can be seen. */
  readonly isWatched: boolean;
  /** Announces these channels from now on. */
  begin(channels: readonly Channel[]): void;
  /** Null takes the problem of this source back. */
  setProblem(source: ProblemSource, found: Problem | null): void;
  /** Changes the state and announces it. */
  update(change: (job: JobState) => JobState): void;
  announce(): void;
  /** Announces the state if its phase has changed. */
  announceNewPhase(): void;
  partial(channel: ChannelName, partial: PartialTurn | null): void;
  draftsReplaced(channel: ChannelName, covered: Covered): void;
  post(event: LiveEvent): void;
  close(): void;
}

/** @param onMeeting receives the meeting's record when another context has changed it */
export function createJobAnnouncer(
  meeting: Meeting,
  activity: LiveState["activity"],
  report: (report: RecorderReport) => void,
  onMeeting: (meeting: Meeting) => void,
): JobAnnouncer {
  let job = newJob(activity);
  let channels: readonly Channel[] = [];
  let lastPhase: RecorderPhase | null = null;
  let presentUntil = 0;
  const onPresence = (): void => void (presentUntil = Date.now() + PRESENT_FOR_MS);
  const live = openLiveChannel({
    onPresence,
    onHello() {
      onPresence();
      announce();
      for (const { name, transcriber } of channels) partial(name, transcriber.status().partial);
    },
    onEvent(event) {
      if (event.type === "meeting" && event.meeting.id === meeting.id) onMeeting(event.meeting);
    },
  });

  const states = (): readonly ChannelState[] =>
    channels.map((channel) =>
      channel.state(job.problems.get(channel.name) ?? job.problems.get("audio") ?? null),
    );

  function announce(): void {
    const state = liveState(job, meeting, states());
    post({ type: "state", state });
    if (state.phase === lastPhase) return;
    lastPhase = state.phase;
    report({ type: "phase", phase: state.phase });
  }

  /** A failed announcement must not disturb the recording. */
  function post(event: LiveEvent): void {
    try {
      live.announce(event);
    } catch (error) {
      reportUnexpected("announcing")(error);
    }
  }

  function partial(channel: ChannelName, partial: PartialTurn | null): void {
    post({ type: "partial", meetingId: meeting.id, channel, partial });
  }

  function update(change: (job: JobState) => JobState): void {
    job = change(job);
    announce();
  }

  return {
    get problems() {
      return problemsOf(job, states());
    },
    get isWatched() {
      return Date.now() < presentUntil;
    },
    begin(opened) {
      channels = opened;
      announce();
    },
    setProblem: (source, found) => update((now) => withProblem(now, source, found)),
    update,
    announce,
    announceNewPhase() {
      if (phaseOf(job, states()) !== lastPhase) announce();
    },
    partial,
    draftsReplaced: (channel, covered) =>
      post({ type: "drafts-replaced", meetingId: meeting.id, channel, covered }),
    post,
    close: live.close,
  };
}

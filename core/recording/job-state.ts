/** The state of a job as panels see it, derived from the states of its channels. */

import type { ChannelName, Meeting } from "../meeting.ts";
import type { Problem } from "../problem.ts";
import type { ChannelStatus, LiveState, RecorderPhase } from "../protocol/live.ts";
import type { Phase } from "../speech/session.ts";

/** Subject of a problem; a channel stands for its source. */
export type ProblemSource =
  | ChannelName
  | "audio"
  | "space"
  | "disk"
  | "database"
  | "storing"
  | "silence"
  | "insights"
  | "end";

export interface JobState {
  readonly activity: LiveState["activity"];
  readonly stage: Stage;
  /** The user is asked whether to go on, after so many minutes of silence; null: not asked. */
  readonly silentMinutes: number | null;
  /** Everything is stored, the meeting's record too. */
  readonly isStored: boolean;
  /** Problems beyond the channels' own, at most one of each source. */
  readonly problems: ReadonlyMap<ProblemSource, Problem>;
}

export interface ChannelState {
  readonly status: ChannelStatus;
  readonly progress: ChannelProgress;
  readonly problems: readonly Problem[];
}

export const newJob = (activity: LiveState["activity"]): JobState => ({
  activity,
  stage: activity,
  silentMinutes: null,
  isStored: false,
  problems: new Map(),
});

/** @param found null takes the problem of this source back */
export function withProblem(job: JobState, source: ProblemSource, found: Problem | null): JobState {
  const problems = new Map(job.problems);
  if (found) problems.set(source, found);
  else problems.delete(source);
  return { ...job, problems };
}

export function phaseOf(
  { activity, stage, isStored }: JobState,
  channels: readonly ChannelState[],
): RecorderPhase {
  const derived = livePhase(
    channels.map(({ progress }) => progress),
    stage,
  );
  if (derived !== "saved" || isStored) return derived;
  // Sessions may be closed before what they brought is stored.
  return activity === "recording" ? "saving" : "catching-up";
}

/** All problems, each reason once: two channels often have the same one. */
export function problemsOf(
  { problems }: JobState,
  channels: readonly ChannelState[],
): readonly Problem[] {
  const all = [...problems.values(), ...channels.flatMap((channel) => channel.problems)];
  return all.filter(
    ({ reason }, index) => all.findIndex((other) => other.reason === reason) === index,
  );
}

export const liveState = (
  job: JobState,
  { id, title, pageUrl, startedAt }: Pick<Meeting, "id" | "title" | "pageUrl" | "startedAt">,
  channels: readonly ChannelState[],
): LiveState => ({
  meetingId: id,
  activity: job.activity,
  title,
  ...(pageUrl !== null && { pageUrl }),
  startedAt,
  phase: phaseOf(job, channels),
  channels: channels.map(({ status }) => status),
  ...(job.silentMinutes !== null && { silentMinutes: job.silentMinutes }),
  problems: problemsOf(job, channels),
});

/** A lag beyond this is shown; reconnecting and the jitter of a network stay below it. */
const CATCHING_UP_MS = 3_000;

export interface ChannelProgress {
  readonly phase: Phase;
  /** Some session of this channel has been live. */
  readonly hasBeenLive: boolean;
  /** The last session was lost, or the last attempt to open one failed. */
  readonly hasFailed: boolean;
  readonly lagMs: number;
}

/** `ending`: the recording has ended, and its last words are awaited. `transcribing`: from disk, without a user who waits. */
export type Stage = "recording" | "paused" | "ending" | "transcribing";

/**
 * Derives the phase of a meeting from the states of its channels. * The worst state of all channels. A transcriber that gave up does not change that audio is recorded. A pause comes first, because the
 * user asked for it; the lag is shown beside it.
 */
export function livePhase(channels: readonly ChannelProgress[], stage: Stage): RecorderPhase {
  if (channels.length === 0) return "connecting";
  if (stage === "paused") return "paused";
  const isOver = stage !== "recording" && channels.every(({ phase }) => phase === "closed");
  if (isOver) return "saved";
  if (stage === "ending") return "saving";
  // A refused session waits for the user or the team; its problem says so.
  const open = channels.filter(({ phase }) => phase !== "closed" && phase !== "blocked");
  if (open.some((channel) => !isLive(channel) && channel.hasFailed)) return "reconnecting";
  // A rollover is not shown: a channel that has been live only changes sessions.
  if (open.some((channel) => !channel.hasBeenLive)) return "connecting";
  const isBehind = open.some(({ lagMs }) => lagMs > CATCHING_UP_MS);
  return isBehind || stage === "transcribing" ? "catching-up" : "recording";
}

const isLive = ({ phase }: ChannelProgress): boolean => phase === "live" || phase === "draining";

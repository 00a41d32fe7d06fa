/**
 * Jobs of the offscreen document, as a pure machine: `transition(jobs, event)` returns the next jobs and the effects to
 * perform. The rules of Start, Stop, failed Starts and closing are here; `entrypoints/offscreen/run-jobs.ts` performs them.
 *
 *     recording      opening → starting → running → releasing → saving → wrapping-up
 *     transcription            starting → running ─────────────────────→ wrapping-up
 *
 * One recording at a time holds sources (up to `releasing`). It is saved while the next one may already run.
 */

import { assertNever } from "../assert-never.ts";
import { fail, ok, type Problem, problem, type Result } from "../problem.ts";
import type { RequestTo } from "../protocol/control.ts";
import type { RecorderPhase } from "../protocol/live.ts";
import type {
  CaptureRequest,
  MeetingPlan,
  NoteRequest,
  RecordingAct,
} from "../protocol/offscreen-requests.ts";
import type { RecorderCommand, RecorderReport, TranscriptionJob } from "../protocol/recorder.ts";
import { accepted, lasting, NO_SILENCE, type Silence } from "../recording/long-silence.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * Limit for opening the sources, and again for the first frame on disk; both usually take less than a second. While the user
 * picks a tab in Chrome's dialog there is no limit.
 */
export const START_TIMEOUT_MS = 15_000;
/**
 * Limit for a thread without a frame to finish, once its sources are released: 2 s for late frames, and 15 s until its
 * transcribers stop waiting for a session (`ENDING_TIMEOUT_MS` of `core/speech/session.ts`).
 */
export const EMPTY_TIMEOUT_MS = 20_000;
/** Interval of checks of a silent tab: a crashed page fires no event (docs/platform.md#stream-ids-and-capture). */
export const CHECK_TAB_EVERY_MS = 5_000;

const MS_PER_MINUTE = 60_000;

type RequestId = number;
type JobId = number;

interface Recording {
  readonly type: "recording";
  readonly id: JobId;
  /** Its settings are kept up to date. */
  readonly plan: MeetingPlan;
  readonly hasMic: boolean;
  /**
   * `opening` and `releasing`: the sources. `starting`: the thread has not stored a frame. `saving`: the thread has not
   * finished. `wrapping-up`: notes are made, or an empty meeting is discarded.
   */
  readonly stage: "opening" | "starting" | "running" | "releasing" | "saving" | "wrapping-up";
  /** The first frame is on disk. */
  readonly hasBegun: boolean;
  /** Request of Start, until it is answered. */
  readonly start: RequestId | null;
  /** Requests of Stop, until the sources are released. */
  readonly stops: readonly RequestId[];
  /** Why the recording ended; null: not yet, or by Stop. */
  readonly endedBy: Problem | null;
  /** null: the thread has reported none. */
  readonly phase: RecorderPhase | null;
  readonly isMuted: boolean;
  readonly silence: Silence;
  /** Acts that wait for the first frame: a pause before it would keep it from coming. */
  readonly earlyActs: readonly WaitingAct[];
  /** The transcript is incomplete for lack of a connection. */
  readonly canGoOn: boolean;
}

type WaitingAct = Extract<RecordingAct, { type: "pause" | "resume" | "bookmark" }>;

interface Transcription {
  readonly type: "transcription";
  readonly id: JobId;
  readonly plan: TranscriptionJob;
  readonly stage: "starting" | "running" | "wrapping-up";
  /** null: answered, or continues a recording. */
  readonly request: RequestId | null;
}

type Job = Recording | Transcription;

export interface Jobs {
  /** Oldest first. */
  readonly all: readonly Job[];
  readonly isMakingNotes: boolean;
  /** From now on the service worker gets no answer to requests for work, and repeats them with the next document. */
  readonly isClosing: boolean;
  readonly nextId: JobId;
}

export const NO_JOBS: Jobs = { all: [], isMakingNotes: false, isClosing: false, nextId: 1 };

/** An event or an effect of one job. */
type OfJob<Type extends string, Fields = object> = {
  readonly type: Type;
  readonly job: JobId;
} & Readonly<Fields>;

export type TimerName = "start" | "empty" | "check-tab" | "live-notes";

export type JobsEvent =
  | { readonly type: "request"; readonly id: RequestId; readonly request: RequestTo<"offscreen"> }
  | { readonly type: "notes-idle" }
  | JobEvent;

type JobEvent =
  | OfJob<"capture-opened">
  | OfJob<"capture-failed", { problem: Problem }>
  /** The source of the whole meeting is gone. */
  | OfJob<"source-ended", { problem: Problem }>
  | OfJob<"released">
  | OfJob<"report", { report: RecorderReport }>
  /** The script of the thread does not run. */
  | OfJob<"crash", { message: string }>
  | OfJob<"wrapped-up">
  | OfJob<"timeout", { timer: TimerName }>;

type CaptureAct =
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "mute-mic"; readonly isMuted: boolean }
  | { readonly type: "mute-tab"; readonly isMuted: boolean };

/** Acts and commands for a capture or thread that does not exist yet wait for it. */
export type JobsEffect =
  | { readonly type: "answer"; readonly id: RequestId; readonly result: Result<unknown> }
  /** Leads to `capture-opened` or `capture-failed`. */
  | OfJob<"open-capture", { capture: CaptureRequest }>
  /** Releases the sources that are open, and the others as soon as they open. */
  | OfJob<"abandon-capture">
  /** Leads to `released`. */
  | OfJob<"release-capture">
  | OfJob<"act-on-capture", { act: CaptureAct }>
  /** Starts a thread that records the open capture. */
  | OfJob<"record", { plan: MeetingPlan }>
  | OfJob<"transcribe", { plan: TranscriptionJob }>
  | OfJob<"command-thread", { command: RecorderCommand<never> }>
  | OfJob<"terminate-thread">
  | {
      readonly type: "report-phase";
      readonly phase: RecorderPhase;
      readonly isMuted: boolean;
      /** The user is asked whether the recording is to go on. */
      readonly isAsked: boolean;
    }
  | OfJob<"check-tab">
  | OfJob<"start-insights", { plan: MeetingPlan }>
  /** Leads to `wrapped-up`. */
  | OfJob<"stop-insights">
  /** Stops insights too, then makes those and the notes of a complete transcript; leads to `wrapped-up`. */
  | OfJob<"make-last-notes", { plan: Pick<MeetingPlan, "meetingId" | "settings"> }>
  /** Deletes a meeting that has no audio; leads to `wrapped-up`. */
  | OfJob<"discard", { meetingId: string }>
  | { readonly type: "make-note"; readonly request: NoteRequest; readonly settings: Settings }
  | { readonly type: "cancel-note"; readonly request: NoteRequest }
  | { readonly type: "make-live-note"; readonly plan: MeetingPlan }
  | { readonly type: "cancel-live-notes"; readonly plan: MeetingPlan }
  | OfJob<"set-timer", { timer: TimerName; ms: number }>
  | OfJob<"clear-timer", { timer: TimerName }>
  /** Reports to the service worker that no job is left, and closes the document. */
  | { readonly type: "close" };

export interface Step {
  readonly jobs: Jobs;
  readonly effects: readonly JobsEffect[];
}

/** Ignores an event without a meaning in the present stage, such as a late timer or a report for a job that is gone. */
export function transition(jobs: Jobs, event: JobsEvent): Step {
  const { jobs: next, effects } = decide(jobs, event);
  if (!isBusy(jobs) || isBusy(next)) return { jobs: next, effects };
  return { jobs: { ...next, isClosing: true }, effects: [...effects, { type: "close" }] };
}

const isBusy = ({ all, isMakingNotes }: Jobs): boolean => all.length > 0 || isMakingNotes;

function decide(jobs: Jobs, event: JobsEvent): Step {
  if (event.type === "request") return receive(jobs, event.id, event.request);
  if (event.type === "notes-idle") return perform({ ...jobs, isMakingNotes: false });
  const job = jobs.all.find(({ id }) => id === event.job);
  if (!job) return perform(jobs);
  return job.type === "recording"
    ? recordingStep(jobs, job, event)
    : transcriptionStep(jobs, job, event);
}

const perform = (jobs: Jobs, ...effects: readonly JobsEffect[]): Step => ({ jobs, effects });

/** Adds the job, or replaces that of the same id. */
function put(jobs: Jobs, job: Job, ...effects: readonly JobsEffect[]): Step {
  const isKnown = jobs.all.some(({ id }) => id === job.id);
  const all = isKnown
    ? jobs.all.map((each) => (each.id === job.id ? job : each))
    : [...jobs.all, job];
  return perform({ ...jobs, all }, ...effects);
}

function remove(jobs: Jobs, job: Job, ...effects: readonly JobsEffect[]): Step {
  const left = { ...jobs, all: jobs.all.filter(({ id }) => id !== job.id) };
  const isUnsaved = job.type === "recording" && job.phase !== null && job.phase !== "saved";
  if (!isUnsaved || reported(jobs)?.id !== job.id) return perform(left, ...effects);
  // Its thread was terminated. The badge must not stay.
  const phase = reported(left)?.phase ?? "saved";
  return perform(left, ...effects, { type: "report-phase", phase, isMuted: false, isAsked: false });
}

const recordings = ({ all }: Jobs): readonly Recording[] =>
  all.filter((job) => job.type === "recording");

/** The recording whose phases the service worker receives: the newest, while the previous one may still be saved. */
const reported = (jobs: Jobs): Recording | undefined =>
  recordings(jobs).findLast(({ stage }) => stage !== "opening");

/** The recording that holds sources. */
const capturing = (jobs: Jobs): Recording | undefined => recordings(jobs).find(isCapturing);

const isCapturing = (job: Recording): boolean =>
  job.stage === "opening" || isRecording(job) || job.stage === "releasing";

const isRecording = ({ stage }: Recording): boolean => stage === "starting" || stage === "running";

/** Its transcript may still grow. */
const isLive = (job: Recording): boolean => isCapturing(job) || job.stage === "saving";

const answer = (id: RequestId | null, result: Result<unknown>): readonly JobsEffect[] =>
  id === null ? [] : [{ type: "answer", id, result }];
const refusal = (found: Problem): Result<never> => ({ ok: false, problem: found });
const DONE = ok(null);

const setTimer = ({ id: job }: Job, timer: TimerName, ms: number): JobsEffect => {
  return { type: "set-timer", job, timer, ms };
};
const clearTimer = ({ id: job }: Job, timer: TimerName): JobsEffect => {
  return { type: "clear-timer", job, timer };
};

function receive(jobs: Jobs, id: RequestId, request: RequestTo<"offscreen">): Step {
  switch (request.type) {
    case "record":
      return jobs.isClosing ? perform(jobs) : start(jobs, id, request);
    case "stop":
      return stop(jobs, id);
    case "act":
      return answered(id, act(jobs, request.act));
    case "tab-muted":
      return answered(id, muteTab(jobs, request.isMuted));
    case "transcribe":
      return jobs.isClosing ? perform(jobs) : transcribe(jobs, id, request);
    case "make-note": {
      if (jobs.isClosing) return perform(jobs);
      const { request: note, settings } = request;
      const busy = { ...jobs, isMakingNotes: true };
      return answered(id, perform(busy, { type: "make-note", request: note, settings }));
    }
    case "cancel-note":
      return answered(id, perform(jobs, { type: "cancel-note", request: request.request }));
    default:
      return assertNever(request);
  }
}

const answered = (id: RequestId, { jobs, effects }: Step): Step =>
  perform(jobs, ...effects, ...answer(id, DONE));

function start(
  jobs: Jobs,
  request: RequestId,
  { capture, plan }: RequestTo<"offscreen", "record">,
): Step {
  if (capturing(jobs)) return perform(jobs, ...answer(request, fail("already-recording")));
  const job: Recording = {
    type: "recording",
    id: jobs.nextId,
    plan,
    hasMic: capture.mic !== null,
    stage: "opening",
    hasBegun: false,
    start: request,
    stops: [],
    endedBy: null,
    phase: null,
    isMuted: false,
    silence: NO_SILENCE,
    earlyActs: [],
    canGoOn: false,
  };
  return put(
    { ...jobs, nextId: job.id + 1 },
    job,
    { type: "open-capture", job: job.id, capture },
    ...(capture.tab === "picker" ? [] : [setTimer(job, "start", START_TIMEOUT_MS)]),
  );
}

function stop(jobs: Jobs, request: RequestId): Step {
  const job = capturing(jobs);
  if (!job) return perform(jobs, ...answer(request, DONE));
  const stopped = { ...job, stops: [...job.stops, request] };
  return job.stage === "releasing" ? put(jobs, stopped) : end(jobs, stopped, null);
}

/** Releases the sources. @param reason null: Stop */
function end(jobs: Jobs, job: Recording, reason: Problem | null): Step {
  const ended: Recording = { ...job, endedBy: reason };
  const clear = clearTimer(job, "start");
  if (job.stage === "opening")
    return remove(jobs, job, clear, { type: "abandon-capture", job: job.id }, ...answers(ended));
  return put(jobs, { ...ended, stage: "releasing" }, clear, clearTimer(job, "check-tab"), {
    type: "release-capture",
    job: job.id,
  });
}

/** Answers at the release of the sources. A Start that is still unanswered has failed. */
const answers = ({ start, stops, endedBy }: Recording): readonly JobsEffect[] => [
  ...answer(start, refusal(endedBy ?? problem("start-stopped"))),
  ...stops.flatMap((each) => answer(each, DONE)),
];

function recordingStep(jobs: Jobs, job: Recording, event: JobEvent): Step {
  switch (event.type) {
    case "capture-opened":
      if (job.stage !== "opening") return perform(jobs);
      return put(
        jobs,
        { ...job, stage: "starting" },
        { type: "record", job: job.id, plan: job.plan },
        setTimer(job, "start", START_TIMEOUT_MS),
      );
    case "capture-failed":
      return job.stage === "opening" ? end(jobs, job, event.problem) : perform(jobs);
    case "source-ended":
      return job.stage === "opening" || isRecording(job)
        ? end(jobs, job, event.problem)
        : perform(jobs);
    case "released":
      return job.stage === "releasing" ? save(jobs, job) : perform(jobs);
    case "report":
      return receiveReport(jobs, job, event.report);
    case "crash":
      return job.stage === "starting"
        ? end(jobs, job, problem("unexpected", event.message))
        : perform(jobs);
    case "wrapped-up":
      return job.canGoOn ? continueLater(jobs, job) : remove(jobs, job);
    case "timeout":
      return timeout(jobs, job, event.timer);
    default:
      return assertNever(event);
  }
}

function receiveReport(jobs: Jobs, job: Recording, report: RecorderReport): Step {
  switch (report.type) {
    case "begun":
      return job.hasBegun ? perform(jobs) : begin(jobs, job);
    case "phase":
      return withPhase(jobs, { ...job, phase: report.phase });
    case "silence":
      if (report.channel !== "tab" || !isRecording(job)) return perform(jobs);
      return report.isSilent
        ? checkTab(jobs, job)
        : perform(jobs, clearTimer(job, "check-tab"), { type: "check-tab", job: job.id });
    case "unheard":
      return job.stage === "running" ? unheard(jobs, job, report.minutes) : perform(jobs);
    case "failed":
      return isRecording(job) ? end(jobs, job, report.problem) : perform(jobs);
    case "finished":
      return job.stage === "saving" ? finish(jobs, job, report.canGoOn) : perform(jobs);
    default:
      return assertNever(report);
  }
}

function withPhase(jobs: Jobs, job: Recording, ...effects: readonly JobsEffect[]): Step {
  const { phase, isMuted } = job;
  const isAsked = job.silence.shown?.isPaused === false;
  return phase === null || reported(jobs)?.id !== job.id
    ? put(jobs, job, ...effects)
    : put(jobs, job, ...effects, { type: "report-phase", phase, isMuted, isAsked });
}

const unheard = (jobs: Jobs, job: Recording, minutes: number): Step =>
  withSilence(jobs, job, lasting(job.silence, minutes, askAfterMinutes(job.plan.settings)));

const askAfterMinutes = ({ capture }: Settings): number | null => capture.askAfterSilentMinutes;

/** Asks, pauses, or takes the question back. */
function withSilence(
  jobs: Jobs,
  before: Recording,
  silence: Silence,
  ...effects: readonly JobsEffect[]
): Step {
  const job: Recording = { ...before, silence };
  const { shown } = silence;
  const last = before.silence.shown;
  if (shown?.minutes === last?.minutes && shown?.isPaused === last?.isPaused)
    return put(jobs, job, ...effects);
  const pause: readonly JobsEffect[] = shown?.isPaused ? [actEffect(job, { type: "pause" })] : [];
  return withPhase(jobs, job, ...effects, ...pause, {
    type: "command-thread",
    job: job.id,
    command: { type: "long-silence", found: shown },
  });
}

const checkTab = (jobs: Jobs, job: Recording): Step =>
  perform(jobs, { type: "check-tab", job: job.id }, setTimer(job, "check-tab", CHECK_TAB_EVERY_MS));

/** The first frame is on disk. */
function begin(jobs: Jobs, job: Recording): Step {
  const { plan } = job;
  const begun: Recording = { ...job, hasBegun: true };
  const success = answer(job.start, ok({ meetingId: plan.meetingId }));
  if (job.stage === "starting")
    return put(
      jobs,
      { ...begun, stage: "running", start: null, earlyActs: [] },
      clearTimer(job, "start"),
      ...success,
      { type: "start-insights", job: job.id, plan },
      ...liveNotesTimer(job, null, plan.settings),
      ...job.earlyActs.map((early) => actEffect(job, early)),
    );
  // The frame was under way when Start was stopped or failed. It is kept.
  const isStopped = job.stage === "releasing" && job.endedBy === null;
  return isStopped
    ? put(jobs, { ...begun, start: null }, ...success)
    : put(jobs, begun, clearTimer(job, "empty"));
}

const save = (jobs: Jobs, job: Recording): Step =>
  put(
    jobs,
    { ...job, stage: "saving", start: null, stops: [] },
    { type: "command-thread", job: job.id, command: { type: "end", problem: job.endedBy } },
    ...(job.hasBegun ? [] : [setTimer(job, "empty", EMPTY_TIMEOUT_MS)]),
    ...answers(job),
  );

/** The thread has finished. */
function finish(jobs: Jobs, job: Recording, canGoOn: boolean): Step {
  if (!job.hasBegun) return discard(jobs, job);
  return put(
    jobs,
    { ...job, stage: "wrapping-up", canGoOn },
    { type: "terminate-thread", job: job.id },
    clearTimer(job, "live-notes"),
    { type: "cancel-live-notes", plan: job.plan },
    canGoOn
      ? { type: "stop-insights", job: job.id }
      : { type: "make-last-notes", job: job.id, plan: job.plan },
  );
}

const discard = (jobs: Jobs, job: Recording): Step =>
  put(
    jobs,
    { ...job, stage: "wrapping-up" },
    clearTimer(job, "empty"),
    { type: "terminate-thread", job: job.id },
    { type: "discard", job: job.id, meetingId: job.plan.meetingId },
  );

/** Transcribes the rest as soon as there is a connection. Notes are made afterwards. */
function continueLater(jobs: Jobs, job: Recording): Step {
  const { meetingId, settings } = job.plan;
  return transcribe(remove(jobs, job).jobs, null, { meetingId, settings, from: "offset" });
}

function timeout(jobs: Jobs, job: Recording, timer: TimerName): Step {
  switch (timer) {
    case "start":
      return job.stage === "opening" || job.stage === "starting"
        ? end(jobs, job, problem("no-audio"))
        : perform(jobs);
    case "empty":
      return job.stage === "saving" && !job.hasBegun ? discard(jobs, job) : perform(jobs);
    case "check-tab":
      return isRecording(job) ? checkTab(jobs, job) : perform(jobs);
    case "live-notes":
      if (!isLive(job)) return perform(jobs);
      return perform(
        { ...jobs, isMakingNotes: true },
        { type: "make-live-note", plan: job.plan },
        ...liveNotesTimer(job, null, job.plan.settings),
      );
    default:
      return assertNever(timer);
  }
}

/** Changes the timer if the interval differs from that of `before`. */
function liveNotesTimer(
  job: Job,
  before: Settings | null,
  settings: Settings,
): readonly JobsEffect[] {
  const ms = liveNotesMs(settings);
  if (ms === (before && liveNotesMs(before))) return [];
  return [ms === null ? clearTimer(job, "live-notes") : setTimer(job, "live-notes", ms)];
}

/** Interval of live notes; null: none. */
const liveNotesMs = ({ notes }: Settings): number | null =>
  notes.chosen.length > 0 && notes.liveEveryMinutes !== null
    ? notes.liveEveryMinutes * MS_PER_MINUTE
    : null;

function act(jobs: Jobs, asked: RecordingAct): Step {
  if (asked.type === "configure") return configure(jobs, asked.settings);
  const job = capturing(jobs);
  if (!job || job.stage === "releasing") return perform(jobs);
  if (asked.type === "mute") return mute(jobs, job, asked.isMuted);
  if (asked.type === "toggle-mute") return mute(jobs, job, !job.isMuted);
  if (asked.type === "go-on") return goOn(jobs, job);
  if (job.stage !== "running") return put(jobs, { ...job, earlyActs: [...job.earlyActs, asked] });
  const effect = actEffect(job, asked);
  return asked.type === "bookmark"
    ? perform(jobs, effect)
    : withSilence(jobs, job, NO_SILENCE, effect);
}

/** The answer may come just after the pause that it was to prevent. */
const goOn = (jobs: Jobs, job: Recording): Step =>
  job.silence.shown?.isPaused
    ? withSilence(jobs, job, NO_SILENCE, actEffect(job, { type: "resume" }))
    : withSilence(jobs, job, accepted(job.silence));

const actEffect = ({ id: job }: Recording, asked: WaitingAct): JobsEffect =>
  asked.type === "bookmark"
    ? { type: "command-thread", job, command: asked }
    : { type: "act-on-capture", job, act: asked };

/**
 * New settings hold for the recording, for the notes of one that is being saved, and for transcriptions, which may wait for nothing but
 * them.
 */
function configure(jobs: Jobs, settings: Settings): Step {
  const changed = jobs.all.filter((job) => job.type === "transcription" || isLive(job));
  return changed.reduce<Step>((step, job) => {
    const next = configureJob(step.jobs, job, settings);
    return perform(next.jobs, ...step.effects, ...next.effects);
  }, perform(jobs));
}

function configureJob(jobs: Jobs, job: Job, settings: Settings): Step {
  const tellThread: JobsEffect = {
    type: "command-thread",
    job: job.id,
    command: { type: "configure", settings },
  };
  if (job.type === "transcription")
    return put(jobs, { ...job, plan: { ...job.plan, settings } }, tellThread);
  return withSilence(
    jobs,
    { ...job, plan: { ...job.plan, settings } },
    lasting(job.silence, job.silence.minutes, askAfterMinutes(settings)),
    ...(isRecording(job) ? [tellThread] : []),
    ...(job.hasBegun ? liveNotesTimer(job, job.plan.settings, settings) : []),
  );
}

/** Takes effect before the first frame too. */
function mute(jobs: Jobs, job: Recording, isMuted: boolean): Step {
  // The shortcut exists without a microphone too.
  if (!job.hasMic) return perform(jobs);
  return withPhase(
    jobs,
    { ...job, isMuted },
    { type: "act-on-capture", job: job.id, act: { type: "mute-mic", isMuted } },
    { type: "command-thread", job: job.id, command: { type: "muted", channel: "mic", isMuted } },
  );
}

function muteTab(jobs: Jobs, isMuted: boolean): Step {
  const job = capturing(jobs);
  if (!job) return perform(jobs);
  return perform(jobs, {
    type: "act-on-capture",
    job: job.id,
    act: { type: "mute-tab", isMuted },
  });
}

function transcribe(
  jobs: Jobs,
  request: RequestId | null,
  { meetingId, from, settings }: TranscriptionJob,
): Step {
  const id = jobs.nextId;
  const plan: TranscriptionJob = { meetingId, from, settings };
  return put(
    { ...jobs, nextId: id + 1 },
    { type: "transcription", id, plan, stage: "starting", request },
    { type: "transcribe", job: id, plan },
  );
}

function transcriptionStep(jobs: Jobs, job: Transcription, event: JobEvent): Step {
  if (event.type === "wrapped-up") return remove(jobs, job);
  if (event.type === "crash" && job.stage === "starting")
    return failTranscription(jobs, job, problem("unexpected", event.message));
  if (event.type !== "report") return perform(jobs);
  const { report } = event;
  const terminate: JobsEffect = { type: "terminate-thread", job: job.id };
  switch (report.type) {
    case "begun":
      return put(jobs, { ...job, stage: "running", request: null }, ...answer(job.request, DONE));
    case "failed":
      return failTranscription(jobs, job, report.problem);
    case "finished":
      if (report.canGoOn) return remove(jobs, job, terminate);
      return put(jobs, { ...job, stage: "wrapping-up" }, terminate, {
        type: "make-last-notes",
        job: job.id,
        plan: job.plan,
      });
    case "phase":
    case "silence":
    case "unheard":
      return perform(jobs);
    default:
      return assertNever(report);
  }
}

const failTranscription = (jobs: Jobs, job: Transcription, found: Problem): Step =>
  remove(
    jobs,
    job,
    { type: "terminate-thread", job: job.id },
    ...answer(job.request, refusal(found)),
  );

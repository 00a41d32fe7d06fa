/** Performs the effects of the offscreen document's machine (`core/offscreen/jobs.ts`) and dispatches events to it. */

import { assertNever } from "../../core/assert-never.ts";
import { withDeletion } from "../../core/library/deletion.ts";
import { type JobsEffect, type JobsEvent, NO_JOBS, transition } from "../../core/offscreen/jobs.ts";
import type { ChannelName } from "../../core/meeting.ts";
import { fail, type Problem, type Result } from "../../core/problem.ts";
import type { RequestTo, Responders } from "../../core/protocol/control.ts";
import type { CaptureRequest } from "../../core/protocol/offscreen-requests.ts";
import type { RecorderCommand, RecorderReport } from "../../core/protocol/recorder.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { hasAudio } from "../shared/audio-file.ts";
import { updateMeeting } from "../shared/database/meeting-store.ts";
import { withDatabase } from "../shared/database/open.ts";
import { reportUnexpected } from "../shared/errors.ts";
import type { askBackground } from "../shared/requests.ts";
import { announceOnce } from "../shared/live-channel.ts";
import { cancelLiveNotes, makeChosenNotes, makeLiveNote } from "./notes/automatic-notes.ts";
import { keepInsights, makeLastInsights } from "./notes/insight-batches.ts";
import { createNoteMaker, type NoteMaker } from "./notes/note-maker.ts";

export interface CapturedChannel {
  readonly name: ChannelName;
  /** Chrome's name of the device; empty for a tab. */
  readonly label: string;
  readonly frames: MessagePort;
  /** Problem of the source when it was opened. */
  readonly problem: Problem | null;
}

export interface Capture {
  readonly channels: readonly CapturedChannel[];
  /** All channels pause and resume at the same sample. */
  pause(): void;
  resume(): void;
  muteMic(isMuted: boolean): void;
  /** Mutes the playback of the tab; it is recorded all the same. */
  muteTab(isMuted: boolean): void;
  /** Hands over the last samples, releases the sources and gives the tab its own sound back. Takes two seconds at most. */
  end(): Promise<void>;
}

export interface CaptureListener {
  /** The source of the whole meeting is gone; it would deliver only zeros. */
  onEnded(why: Problem): void;
  /** The channel's frames come over this port from now on; those of the port before precede them. */
  onFrames(channel: ChannelName, frames: MessagePort): void;
  /** The audio context has died; `false`: another one runs. */
  onAudioLost(isLost: boolean): void;
  onMicLabel(label: string): void;
  /** Replaces the previous problem; null: none. */
  onMicProblem(found: Problem | null): void;
}

export interface RecorderThread {
  tell(command: RecorderCommand<MessagePort>, transfer?: Transferable[]): void;
  terminate(): void;
}

export interface ThreadListener {
  readonly onReport: (report: RecorderReport) => void;
  /** The script of the thread does not run. */
  readonly onCrash: (message: string) => void;
}

export interface JobDependencies {
  /** @param abandoned releases the sources that are open, and the others as soon as they open */
  readonly openCapture: (
    request: CaptureRequest,
    listener: CaptureListener,
    abandoned: AbortSignal,
  ) => Promise<Result<Capture>>;
  readonly startThread: (listener: ThreadListener) => RecorderThread;
  readonly askBackground: typeof askBackground;
  readonly close: () => void;
}

type JobId = Extract<JobsEffect, { type: "record" }>["job"];

/** Resources of a job. */
interface Resources {
  readonly abandon: AbortController;
  readonly capture: PromiseWithResolvers<Capture>;
  readonly thread: PromiseWithResolvers<RecorderThread>;
  stopInsights: () => Promise<void>;
}

/** How effects reach the machine and the resources of their job. */
interface Runner {
  readonly dispatch: (event: JobsEvent) => void;
  readonly resourcesOf: (job: JobId) => Resources;
  readonly settingsOf: (job: JobId) => Settings | undefined;
  /** Waits for the thread if it does not exist yet. */
  readonly command: (job: JobId, command: RecorderCommand<never>) => void;
}

type Performers<Type extends JobsEffect["type"] = JobsEffect["type"]> = {
  readonly [T in Type]: (effect: Extract<JobsEffect, { type: T }>) => void;
};

/** @returns responders to the service worker; requests for work that come while the document closes stay unanswered */
export function runJobs(dependencies: JobDependencies): Responders<"offscreen"> {
  let jobs = NO_JOBS;
  let requests = 0;
  const unanswered = new Map<number, (answer: unknown) => void>();
  const resources = new Map<JobId, Resources>();

  const runner: Runner = {
    dispatch,
    resourcesOf(job) {
      const own = resources.get(job) ?? createResources();
      resources.set(job, own);
      return own;
    },
    settingsOf: (job) => jobs.all.find(({ id }) => id === job)?.plan.settings,
    command(job, command) {
      void runner.resourcesOf(job).thread.promise.then((thread) => thread.tell(command));
    },
  };
  const performers: Performers = {
    answer({ id, result }) {
      unanswered.get(id)?.(result);
      unanswered.delete(id);
    },
    ...captureEffects(dependencies, runner),
    ...threadEffects(dependencies, runner),
    ...noteEffects(dependencies, runner),
    ...timerEffects(runner),
    ...backgroundEffects(dependencies, runner),
  };

  function dispatch(event: JobsEvent): void {
    const step = transition(jobs, event);
    jobs = step.jobs;
    for (const effect of step.effects) perform(effect);
    for (const job of resources.keys())
      if (!jobs.all.some(({ id }) => id === job)) resources.delete(job);
  }

  function perform<Type extends JobsEffect["type"]>(
    effect: Extract<JobsEffect, { type: Type }>,
  ): void {
    const type: Type = effect.type;
    performers[type](effect);
  }

  /** The machine answers a request with a result of its type. */
  function respond<Answer>(request: RequestTo<"offscreen">): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const id = requests++;
    unanswered.set(id, resolve as (answer: unknown) => void);
    dispatch({ type: "request", id, request });
    return promise;
  }

  return {
    record: respond,
    stop: respond,
    act: respond,
    "tab-muted": respond,
    transcribe: respond,
    "make-note": respond,
    "cancel-note": respond,
  };
}

const createResources = (): Resources => ({
  abandon: new AbortController(),
  capture: Promise.withResolvers(),
  thread: Promise.withResolvers(),
  stopInsights: async () => {},
});

function captureEffects(
  { openCapture }: JobDependencies,
  { dispatch, resourcesOf, command }: Runner,
): Performers<"open-capture" | "abandon-capture" | "release-capture" | "act-on-capture"> {
  return {
    "open-capture"({ job, capture: request }) {
      const { abandon, capture } = resourcesOf(job);
      const listener: CaptureListener = {
        onEnded: (found) => dispatch({ type: "source-ended", job, problem: found }),
        onFrames: (channel, frames) =>
          void resourcesOf(job).thread.promise.then((thread) =>
            thread.tell({ type: "frames", channel, frames }, [frames]),
          ),
        onAudioLost: (isLost) => command(job, { type: "audio-lost", isLost }),
        onMicLabel: (label) => command(job, { type: "label", channel: "mic", label }),
        onMicProblem: (found) => command(job, { type: "source", channel: "mic", problem: found }),
      };
      void openCapture(request, listener, abandon.signal)
        .catch((error: unknown) => {
          reportUnexpected("opening the sources")(error);
          return fail("unexpected", String(error));
        })
        .then((opened) => {
          if (!opened.ok) return dispatch({ type: "capture-failed", job, problem: opened.problem });
          capture.resolve(opened.value);
          dispatch({ type: "capture-opened", job });
        });
    },
    "abandon-capture": ({ job }) => resourcesOf(job).abandon.abort(),
    "release-capture"({ job }) {
      void resourcesOf(job)
        .capture.promise.then((capture) => capture.end())
        .catch(reportUnexpected("releasing the sources"))
        .then(() => dispatch({ type: "released", job }));
    },
    "act-on-capture"({ job, act }) {
      void resourcesOf(job).capture.promise.then((capture) => {
        switch (act.type) {
          case "pause":
            return capture.pause();
          case "resume":
            return capture.resume();
          case "mute-mic":
            return capture.muteMic(act.isMuted);
          case "mute-tab":
            return capture.muteTab(act.isMuted);
          default:
            return assertNever(act);
        }
      });
    },
  };
}

function threadEffects(
  { startThread }: JobDependencies,
  { dispatch, resourcesOf, command }: Runner,
): Performers<"record" | "transcribe" | "command-thread" | "terminate-thread"> {
  const startFor = (job: JobId): RecorderThread =>
    startThread({
      onReport: (report) => dispatch({ type: "report", job, report }),
      onCrash: (message) => dispatch({ type: "crash", job, message }),
    });

  return {
    record({ job, plan }) {
      const own = resourcesOf(job);
      void own.capture.promise.then((capture) => {
        const thread = startFor(job);
        const channels = capture.channels.map(({ name, label, frames }) => ({
          name,
          label: name === "tab" ? plan.title : label,
          frames,
        }));
        thread.tell(
          { type: "record", plan, channels },
          channels.map(({ frames }) => frames),
        );
        for (const { name, problem } of capture.channels)
          if (problem) thread.tell({ type: "source", channel: name, problem });
        own.thread.resolve(thread);
      });
    },
    transcribe({ job, plan }) {
      const thread = startFor(job);
      thread.tell({ type: "transcribe", ...plan });
      resourcesOf(job).thread.resolve(thread);
    },
    "command-thread": ({ job, command: told }) => command(job, told),
    "terminate-thread"({ job }) {
      void resourcesOf(job).thread.promise.then((thread) => thread.terminate());
    },
  };
}

function noteEffects(
  { askBackground }: JobDependencies,
  { dispatch, resourcesOf, settingsOf, command }: Runner,
): Performers<
  | "start-insights"
  | "stop-insights"
  | "make-last-notes"
  | "make-note"
  | "cancel-note"
  | "make-live-note"
  | "cancel-live-notes"
> {
  const notes: NoteMaker = createNoteMaker(() => dispatch({ type: "notes-idle" }));
  const stopInsights = (job: JobId): Promise<void> =>
    resourcesOf(job).stopInsights().catch(reportUnexpected("stopping insights"));

  return {
    "start-insights"({ job, plan }) {
      resourcesOf(job).stopInsights = keepInsights(
        plan.meetingId,
        () => settingsOf(job) ?? plan.settings,
        (found) => command(job, { type: "insights", problem: found }),
      );
    },
    "stop-insights"({ job }) {
      void stopInsights(job).then(() => dispatch({ type: "wrapped-up", job }));
    },
    "make-last-notes"({ job, plan }) {
      const { meetingId, settings } = plan;
      void stopInsights(job)
        .then(() =>
          Promise.all([
            makeLastInsights(meetingId, settings).catch(reportUnexpected("insights of a meeting")),
            makeChosenNotes(plan, notes)
              .then(async (areMade) => {
                if (areMade)
                  await askBackground({ to: "background", type: "notes-ready", meetingId });
              })
              .catch(reportUnexpected("notes of a meeting")),
          ]),
        )
        .then(() => dispatch({ type: "wrapped-up", job }));
    },
    "make-note": ({ request, settings }) => void notes.make(request, settings),
    "cancel-note": ({ request }) => notes.cancel(request),
    "make-live-note": ({ plan }) => makeLiveNote(plan, notes),
    "cancel-live-notes": ({ plan }) => cancelLiveNotes(plan, notes),
  };
}

function timerEffects({ dispatch }: Runner): Performers<"set-timer" | "clear-timer"> {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const clear = (key: string): void => {
    clearTimeout(timers.get(key));
    timers.delete(key);
  };
  return {
    "set-timer"({ job, timer, ms }) {
      const key = `${job} ${timer}`;
      clear(key);
      timers.set(
        key,
        setTimeout(() => dispatch({ type: "timeout", job, timer }), ms),
      );
    },
    "clear-timer": ({ job, timer }) => clear(`${job} ${timer}`),
  };
}

function backgroundEffects(
  { askBackground, close }: JobDependencies,
  { dispatch, command }: Runner,
): Performers<"report-phase" | "check-tab" | "discard" | "close"> {
  return {
    "report-phase"({ phase, isMuted, isAsked }) {
      askBackground({ to: "background", type: "phase", phase, isMuted, isAsked }).catch(
        reportUnexpected("reporting the phase"),
      );
    },
    "check-tab"({ job }) {
      askBackground({ to: "background", type: "look-at-source" })
        .then((found) => {
          const problem = found.ok ? found.value : null;
          command(job, { type: "source", channel: "tab", problem });
        })
        .catch(reportUnexpected("checking the captured page"));
    },
    discard({ job, meetingId }) {
      void discardEmpty(meetingId)
        .catch(reportUnexpected("discarding an empty meeting"))
        .then(() => dispatch({ type: "wrapped-up", job }));
    },
    close() {
      askBackground({ to: "background", type: "idle" }).catch(reportUnexpected("closing"));
      close();
    },
  };
}

/** Marks the meeting as deleted, unless it has audio: audio is never given up. */
async function discardEmpty(meetingId: string): Promise<void> {
  if (await hasAudio(meetingId)) return;
  const meeting = await withDatabase((database) =>
    updateMeeting(database, meetingId, (now) => withDeletion(now, Date.now())),
  );
  if (meeting) announceOnce({ type: "meeting", meeting });
}

/** The offscreen document: does what the service worker asks, and tells it the phase. Decides nothing about the meeting. */

import { fail, ok, type Problem, type Result } from "../../core/problem.ts";
import type { AnswerOf, RequestTo } from "../../core/protocol/control.ts";
import type {
  CaptureRequest,
  MeetingPlan,
  RecordingAct,
} from "../../core/protocol/offscreen-requests.ts";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { keepInsights, makeLastInsights } from "./notes/insight-batches.ts";
import { keepLiveNotes, makeChosenNotes } from "./notes/automatic-notes.ts";
import { createNoteMaker } from "./notes/note-maker.ts";
import { listenForErrors, reportUnexpected } from "../shared/errors.ts";
import { answerRequests, askBackground } from "../shared/requests.ts";
import { startRecorderThread } from "./recorder-thread.ts";
import { type Recording, startRecording } from "./recording.ts";
import type { TranscriptionJob } from "../../core/protocol/recorder.ts";

interface CurrentRecording {
  /** Null: it could not begin. */
  readonly recording: Promise<Recording | null>;
  /** Its sources are free again; its last words are still awaited. */
  isCaptured: boolean;
  /** Those that hold now. */
  settings: Settings;
}

listenForErrors(window, "offscreen document");

/** Set from the moment of Start, so that a second Start finds it. */
let current: CurrentRecording | null = null;
/** Meetings whose last words are still awaited, and threads that transcribe from disk. */
let works = 0;
const notes = createNoteMaker(closeWhenIdle);

answerRequests("offscreen", {
  record: ({ capture, plan }) => start(capture, plan),
  stop: () => stop(),
  act: ({ act: asked }) => act(asked),
  async "tab-muted"({ isMuted }) {
    (await current?.recording)?.muteTab(isMuted);
    return ok(null);
  },
  async "make-note"({ request, settings }) {
    void notes.make(request, settings);
    return ok(null);
  },
  async "cancel-note"({ request }) {
    notes.cancel(request);
    return ok(null);
  },
  transcribe: (request) => transcribe(request),
});

async function start(
  request: CaptureRequest,
  plan: MeetingPlan,
): Promise<AnswerOf<"offscreen", "record">> {
  if (current && !current.isCaptured) return fail("already-recording");
  const attempt = startRecording(request, plan, {
    // The last words of one meeting may come after the first of the next, of which alone the service worker is told.
    onPhase: (phase, isMuted) => current === own && tellPhase(phase, isMuted),
    onCaptured: () => void (own.isCaptured = true),
    lookAtTab,
  }).catch((error: unknown) => fail("unexpected", String(error)));
  const own: CurrentRecording = {
    recording: attempt.then((result) => (result.ok ? result.value : null)),
    isCaptured: false,
    settings: plan.settings,
  };
  current = own;
  works++;
  const result = await attempt;
  if (!result.ok) {
    release(own);
    endJob();
    return result;
  }
  const stopLiveNotes = keepLiveNotes(plan.meetingId, plan.settings, notes);
  const stopInsights = keepInsights(
    plan.meetingId,
    () => own.settings,
    result.value.tellInsightProblem,
  );
  void result.value.finished.then(async ({ canGoOn }) => {
    stopLiveNotes();
    release(own);
    await stopInsights();
    const ended = { ...plan, settings: own.settings };
    if (!canGoOn) return summarize(ended);
    finishLater(ended);
    endJob();
  });
  return ok({ meetingId: plan.meetingId });
}

function release(ended: CurrentRecording): void {
  if (current === ended) current = null;
}

async function stop(): Promise<Result<null>> {
  const running = await current?.recording;
  await running?.end(null);
  return ok(null);
}

async function act(asked: RecordingAct): Promise<Result<null>> {
  if (current && asked.type === "configure") current.settings = asked.settings;
  const running = await current?.recording;
  running?.act(asked);
  return ok(null);
}

/** What could not be transcribed while somebody waited is transcribed as soon as there is a connection. */
function finishLater({ meetingId, settings }: MeetingPlan): void {
  transcribe({ meetingId, from: "offset", settings }).catch(reportUnexpected("transcribing later"));
}

async function transcribe(job: TranscriptionJob): Promise<Result<null>> {
  works++;
  const thread = startRecorderThread({ onPhase() {}, onSilence() {}, onFailed() {} });
  thread.tell({ type: "transcribe", ...job });
  const begun = await thread.begun;
  if (begun.ok) {
    void thread.finished.then(({ canGoOn }) => (canGoOn ? endJob() : summarize(job)));
  } else {
    thread.terminate();
    endJob();
  }
  return begun;
}

/** The end of a work: what the person wants made of every meeting is made, now that all its words are there. */
function summarize({ meetingId, settings }: Pick<MeetingPlan, "meetingId" | "settings">): void {
  void Promise.all([
    makeLastInsights(meetingId, settings).catch(reportUnexpected("insights of a meeting")),
    makeChosenNotes(meetingId, settings, notes).catch(reportUnexpected("notes of a meeting")),
  ]).then(endJob);
}

function endJob(): void {
  works--;
  closeWhenIdle();
}

/** A command that comes too late for this document finds none and opens the next. */
function closeWhenIdle(): void {
  if (works > 0 || notes.isBusy) return;
  tellBackground({ to: "background", type: "idle" });
  close();
}

const tellPhase = (phase: RecorderPhase, isMuted: boolean): void =>
  tellBackground({ to: "background", type: "phase", phase, isMuted });

function tellBackground(report: RequestTo<"background", "phase" | "idle">): void {
  askBackground(report).catch(reportUnexpected("telling the service worker"));
}

async function lookAtTab(): Promise<Problem | null> {
  try {
    const seen = await askBackground({ to: "background", type: "look-at-source" });
    return seen.ok ? seen.value : null;
  } catch (error) {
    reportUnexpected("looking at the page")(error);
    return null;
  }
}

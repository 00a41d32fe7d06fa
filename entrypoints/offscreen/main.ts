/** The offscreen document: does what the service worker asks, and tells it the phase. Decides nothing about the meeting. */

import { browser } from "wxt/browser";
import { assertNever } from "../../core/assert-never.ts";
import { fail, ok, type Problem, type Result } from "../../core/problem.ts";
import type {
  ControlMessage,
  MeetingPlan,
  SourceResult,
  StartResult,
  StopResult,
  TranscribeResult,
} from "../../core/protocol/control.ts";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import { reportSurprise } from "../shared/report-surprise.ts";
import { startRecorderThread } from "./recorder-thread.ts";
import { type Recording, startRecording } from "./recording.ts";
import type { TranscriptionJob } from "./recorder/protocol.ts";

type OffscreenMessage = Extract<ControlMessage, { to: "offscreen" }>;

/** Set from the moment of Start, so that a second Start finds it. */
let recording: Promise<Recording | null> | null = null;
/** Threads that transcribe from disk. */
let transcriptions = 0;

browser.runtime.onMessage.addListener((message: ControlMessage, _sender, respond) => {
  if (message.to !== "offscreen") return false;
  void answerTo(message)
    .catch((error: unknown) => fail("unexpected", String(error)))
    .then(respond);
  return true;
});

function answerTo(message: OffscreenMessage): Promise<Result<unknown>> {
  switch (message.type) {
    case "capture-tab":
      return start(message.streamId, message.plan);
    case "stop":
      return stop();
    case "transcribe":
      return transcribe(message);
    default:
      return assertNever(message);
  }
}

async function start(streamId: string, plan: MeetingPlan): Promise<StartResult> {
  if (recording) return fail("already-recording");
  const attempt = startRecording(streamId, plan, { onPhase: tellPhase, lookAtSource });
  recording = attempt.then((result) => (result.ok ? result.value : null));
  const result = await attempt;
  if (!result.ok) {
    recording = null;
    return result;
  }
  void result.value.finished.then(({ canGoOn }) => {
    recording = null;
    if (canGoOn) return finishLater(plan);
    closeWhenIdle();
  });
  return ok({ meetingId: plan.meetingId });
}

async function stop(): Promise<StopResult> {
  const running = await recording;
  await running?.end(null);
  return ok(null);
}

/** What could not be transcribed while somebody waited is transcribed as soon as there is a connection. */
function finishLater({ meetingId, settings }: MeetingPlan): void {
  transcribe({ meetingId, from: "offset", settings }).catch(reportSurprise("transcribing later"));
}

async function transcribe({
  meetingId,
  from,
  settings,
}: TranscriptionJob): Promise<TranscribeResult> {
  transcriptions++;
  const thread = startRecorderThread({ onPhase() {}, onSilence() {}, onFailed() {} });
  thread.tell({ type: "transcribe", meetingId, from, settings });
  const begun = await thread.begun;
  if (!begun.ok) thread.terminate();
  const over = begun.ok ? thread.finished : Promise.resolve();
  void over.then(() => {
    transcriptions--;
    closeWhenIdle();
  });
  return begun;
}

/** A command that comes too late for this document finds none and opens the next. */
function closeWhenIdle(): void {
  if (recording || transcriptions > 0) return;
  tellBackground({ to: "background", type: "idle" });
  close();
}

const tellPhase = (phase: RecorderPhase): void =>
  tellBackground({ to: "background", type: "phase", phase });

function tellBackground(message: ControlMessage): void {
  browser.runtime.sendMessage(message).catch(reportSurprise("telling the service worker"));
}

async function lookAtSource(): Promise<Problem | null> {
  const message: ControlMessage = { to: "background", type: "look-at-source" };
  try {
    const seen: SourceResult = await browser.runtime.sendMessage(message);
    return seen.ok ? seen.value : null;
  } catch (error) {
    reportSurprise("looking at the page")(error);
    return null;
  }
}

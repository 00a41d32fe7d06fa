/** One recording: a capture, and the recorder thread that its sound flows to. */

import { assertNever } from "../../core/assert-never.ts";
import { type Problem, type Result, ok } from "../../core/problem.ts";
import type {
  CaptureRequest,
  MeetingPlan,
  RecordingAct,
} from "../../core/protocol/offscreen-requests.ts";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import { type Capture, openCapture } from "./capture/capture.ts";
import { type RecorderThread, startRecorderThread } from "./recorder-thread.ts";
import type { RecorderCommand } from "../../core/protocol/recorder.ts";

export interface Recording {
  act(asked: RecordingAct): void;
  /** Why insights that are not the speech service's are missing; null: they are not. */
  tellInsightProblem(found: Problem | null): void;
  /** The user has muted the captured tab, or unmuted it. */
  muteTab(isMuted: boolean): void;
  /** Ends the capture; `finished` follows when everything is stored. A second call changes nothing. */
  end(reason: Problem | null): Promise<void>;
  readonly finished: RecorderThread["finished"];
}

export interface RecordingListener {
  /** The phase has changed, or whether the microphone is muted. */
  readonly onPhase: (phase: RecorderPhase, isMuted: boolean) => void;
  /** The sources are let go of; storing goes on. */
  readonly onCaptured: () => void;
  /** What is wrong with the page that is being recorded; null where nothing is. Never rejects. */
  readonly lookAtTab: () => Promise<Problem | null>;
}

/** How often a silent page is looked at: a crash fires no event. */
const LOOK_EVERY_MS = 5_000;

/** Resolves once the first frame is on disk; after a failure nothing of the attempt is left running. */
export async function startRecording(
  request: CaptureRequest,
  plan: MeetingPlan,
  { onPhase, onCaptured, lookAtTab }: RecordingListener,
): Promise<Result<Recording>> {
  let phase: RecorderPhase = "connecting";
  let isMuted = false;
  let looking: ReturnType<typeof setInterval> | undefined;
  let ending: Promise<void> | null = null;
  const recorder = Promise.withResolvers<RecorderThread>();

  /** A microphone may come and go before the thread is there, while Chrome's picker waits for the person. */
  const tellOfMic = (command: RecorderCommand<MessagePort>): void =>
    void recorder.promise.then((thread) => thread.tell(command));

  const opened = await openCapture(request, {
    onEnded: (why) => void end(why),
    onMicLabel: (label) => tellOfMic({ type: "label", channel: "mic", label }),
    onMicProblem: (found) => tellOfMic({ type: "source", channel: "mic", problem: found }),
  });
  if (!opened.ok) return opened;
  const capture: Capture = opened.value;
  const thread = startRecorderThread({
    onPhase(next) {
      phase = next;
      onPhase(phase, isMuted);
    },
    onSilence(channel, isSilent) {
      if (channel !== "tab") return;
      clearInterval(looking);
      if (isSilent) looking = setInterval(() => void look(), LOOK_EVERY_MS);
      void look();
    },
    onFailed: (why) => void end(why),
  });
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
  recorder.resolve(thread);

  async function look(): Promise<void> {
    const found = await lookAtTab();
    if (!ending) thread.tell({ type: "source", channel: "tab", problem: found });
  }

  function mute(muted: boolean): void {
    // The shortcut works also where no microphone is recorded.
    if (!request.mic) return;
    isMuted = muted;
    capture.muteMic(isMuted);
    thread.tell({ type: "muted", channel: "mic", isMuted });
    onPhase(phase, isMuted);
  }

  function act(asked: RecordingAct): void {
    if (ending) return;
    switch (asked.type) {
      case "pause":
        return capture.pause();
      case "resume":
        return capture.resume();
      case "mute":
        return mute(asked.isMuted);
      case "toggle-mute":
        return mute(!isMuted);
      case "bookmark":
      case "configure":
        return thread.tell(asked);
      default:
        assertNever(asked);
    }
  }

  function end(reason: Problem | null): Promise<void> {
    clearInterval(looking);
    ending ??= capture.end().then(() => {
      onCaptured();
      thread.tell({ type: "end", problem: reason });
    });
    return ending;
  }

  const begun = await thread.begun;
  if (begun.ok)
    return ok({
      act,
      tellInsightProblem: (found) => thread.tell({ type: "insights", problem: found }),
      muteTab: capture.muteTab,
      end,
      finished: thread.finished,
    });
  await end(begun.problem);
  thread.terminate();
  return begun;
}

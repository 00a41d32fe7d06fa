/** One recording: a capture, and the recorder thread that its sound flows to. */

import { type Problem, type Result, fail, ok } from "../../core/problem.ts";
import type { MeetingPlan } from "../../core/protocol/control.ts";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import { type Capture, captureTab } from "./capture.ts";
import { type RecorderThread, startRecorderThread } from "./recorder-thread.ts";

export interface Recording {
  /** Ends the capture; `finished` follows when everything is stored. A second call changes nothing. */
  end(reason: Problem | null): Promise<void>;
  readonly finished: RecorderThread["finished"];
}

export interface RecordingListener {
  readonly onPhase: (phase: RecorderPhase) => void;
  /** What is wrong with the page that is being recorded; null where nothing is. Never rejects. */
  readonly lookAtSource: () => Promise<Problem | null>;
}

/** How often a silent page is looked at: a crash fires no event. */
const LOOK_EVERY_MS = 5_000;

/** Resolves once the first frame is on disk; after a failure nothing of the attempt is left running. */
export async function startRecording(
  streamId: string,
  plan: MeetingPlan,
  { onPhase, lookAtSource }: RecordingListener,
): Promise<Result<Recording>> {
  let capture: Capture;
  let ending: Promise<void> | null = null;
  try {
    capture = await captureTab(streamId, (why) => void end(why));
  } catch (error) {
    return fail("capture-failed", String(error));
  }
  let looking: ReturnType<typeof setInterval> | undefined;
  const thread = startRecorderThread({
    onPhase,
    onSilence(isSilent) {
      clearInterval(looking);
      if (isSilent) looking = setInterval(() => void look(), LOOK_EVERY_MS);
      void look();
    },
    onFailed: (why) => void end(why),
  });
  const { frames } = capture;
  thread.tell({ type: "record", plan, channels: [{ name: "tab", frames }] }, [frames]);

  async function look(): Promise<void> {
    const found = await lookAtSource();
    if (!ending) thread.tell({ type: "source", problem: found });
  }

  function end(reason: Problem | null): Promise<void> {
    clearInterval(looking);
    ending ??= capture.end().then(() => thread.tell({ type: "end", problem: reason }));
    return ending;
  }

  const begun = await thread.begun;
  if (begun.ok) return ok({ end, finished: thread.finished });
  await end(begun.problem);
  thread.terminate();
  return begun;
}

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

/** Resolves once the first frame is on disk; after a failure nothing of the attempt is left running. */
export async function startRecording(
  streamId: string,
  plan: MeetingPlan,
  onPhase: (phase: RecorderPhase) => void,
): Promise<Result<Recording>> {
  let capture: Capture;
  let ending: Promise<void> | null = null;
  try {
    capture = await captureTab(streamId, (why) => void end(why));
  } catch (error) {
    return fail("capture-failed", String(error));
  }
  const thread = startRecorderThread({ onPhase, onFailed: (why) => void end(why) });
  const { frames } = capture;
  thread.tell({ type: "record", plan, channels: [{ name: "tab", frames }] }, [frames]);

  function end(reason: Problem | null): Promise<void> {
    ending ??= capture.end().then(() => thread.tell({ type: "end", problem: reason }));
    return ending;
  }

  const begun = await thread.begun;
  if (begun.ok) return ok({ end, finished: thread.finished });
  await end(begun.problem);
  thread.terminate();
  return begun;
}

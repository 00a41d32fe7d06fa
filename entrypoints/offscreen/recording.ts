/** One recording: a capture, and the recorder thread that its sound flows to. */

import { type Problem, type Result, fail, ok } from "../../core/problem.ts";
import type { MeetingPlan } from "../../core/protocol/control.ts";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import { reportSurprise } from "../shared/report-surprise.ts";
import { type Capture, captureTab } from "./capture.ts";
import type { RecorderCommand, RecorderReport } from "./recorder/protocol.ts";
import RecorderThread from "./recorder/recorder.worker.ts?worker";

export interface Recording {
  /** Ends the capture; `finished` follows when everything is stored. A second call changes nothing. */
  end(reason: Problem | null): Promise<void>;
  /** Resolves when the recorder thread has stored everything and is gone. */
  readonly finished: Promise<void>;
}

/** Resolves once the first frame is on disk; after a failure nothing of the attempt is left running. */
export async function startRecording(
  streamId: string,
  plan: MeetingPlan,
  onPhase: (phase: RecorderPhase) => void,
): Promise<Result<Recording>> {
  const firstFrame = Promise.withResolvers<Result<null>>();
  const finished = Promise.withResolvers<void>();
  let capture: Capture;
  let ending: Promise<void> | null = null;
  try {
    capture = await captureTab(streamId, (why) => void end(why));
  } catch (error) {
    return fail("capture-failed", String(error));
  }

  const thread = new RecorderThread();
  const tell = (message: RecorderCommand, transfer: Transferable[] = []): void =>
    thread.postMessage(message, transfer);
  thread.onmessage = ({ data }: MessageEvent<RecorderReport>) => {
    switch (data.type) {
      case "recording":
        return firstFrame.resolve(ok(null));
      case "phase":
        return onPhase(data.phase);
      case "failed":
        firstFrame.resolve({ ok: false, problem: data.problem });
        void end(data.problem);
        return;
      case "finished":
        thread.terminate();
        finished.resolve();
    }
  };
  // A surprise in the thread does not stop it: the next frame is recorded all the same. Only one that could not even begin
  // is given up.
  thread.onerror = ({ message }) => {
    reportSurprise("recorder thread")(message);
    firstFrame.resolve(fail("unexpected", message));
  };
  const { frames } = capture;
  tell({ type: "begin", plan, channels: [{ name: "tab", frames }] }, [frames]);

  function end(reason: Problem | null): Promise<void> {
    ending ??= capture.end().then(() => tell({ type: "end", problem: reason }));
    return ending;
  }

  const started = await firstFrame.promise;
  if (started.ok) return ok({ end, finished: finished.promise });
  await capture.end();
  thread.terminate();
  return started;
}

/** A recorder thread as the offscreen document sees it: commands out, its reports as promises and calls. */

import type { ChannelName } from "../../core/meeting.ts";
import { type Problem, type Result, fail, ok } from "../../core/problem.ts";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import { reportUnexpected } from "../shared/errors.ts";
import type { RecorderCommand, RecorderReport } from "../../core/protocol/recorder.ts";
import Thread from "./recorder/recorder.worker.ts?worker";

export interface RecorderThread {
  tell(command: RecorderCommand<MessagePort>, transfer?: Transferable[]): void;
  /** Resolves once it is at work, or with what stood in its way. */
  readonly begun: Promise<Result<null>>;
  /** Resolves when it has stored everything, and is gone. */
  readonly finished: Promise<{ readonly canGoOn: boolean }>;
  /** Ends it at once: for one that could not begin. */
  terminate(): void;
}

export interface RecorderListener {
  onPhase(phase: RecorderPhase): void;
  /** Nothing but digital silence has come on this channel for a while, or sound has come again. */
  onSilence(channel: ChannelName, isSilent: boolean): void;
  /** It can't go on: let go of the sources. */
  onFailed(problem: Problem): void;
}

export function startRecorderThread(listener: RecorderListener): RecorderThread {
  const begun = Promise.withResolvers<Result<null>>();
  const finished = Promise.withResolvers<{ readonly canGoOn: boolean }>();
  const thread = new Thread();
  thread.onmessage = ({ data }: MessageEvent<RecorderReport>) => {
    switch (data.type) {
      case "begun":
        return begun.resolve(ok(null));
      case "phase":
        return listener.onPhase(data.phase);
      case "silence":
        return listener.onSilence(data.channel, data.isSilent);
      case "failed":
        begun.resolve({ ok: false, problem: data.problem });
        return listener.onFailed(data.problem);
      case "finished":
        thread.terminate();
        return finished.resolve(data);
    }
  };
  // The thread logs its own errors (`listenForErrors`) and goes on. An error arrives here only if its script does not run.
  thread.onerror = ({ message }) => {
    reportUnexpected("recorder thread")(message);
    begun.resolve(fail("unexpected", message));
  };
  return {
    tell: (command, transfer = []) => thread.postMessage(command, transfer),
    begun: begun.promise,
    finished: finished.promise,
    terminate: () => thread.terminate(),
  };
}

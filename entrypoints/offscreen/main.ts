/** The offscreen document: connects its jobs to the service worker, to the sources and to recorder threads. */

import type { EngineRequest } from "../../core/protocol/engine.ts";
import type { RecorderReport } from "../../core/protocol/recorder.ts";
import { listenForErrors, reportUnexpected } from "../shared/errors.ts";
import { answerRequests, askBackground } from "../shared/requests.ts";
import { openCapture } from "./capture/capture.ts";
import { createEngineThread } from "./engine/engine-thread.ts";
import Thread from "./recorder/recorder.worker.ts?worker";
import { type RecorderThread, runJobs, type ThreadListener } from "./run-jobs.ts";

listenForErrors(window, "offscreen document");
const engine = createEngineThread();
answerRequests(
  "offscreen",
  runJobs({ openCapture, startThread, askBackground, close: () => close() }),
);

function startThread({ onReport, onCrash }: ThreadListener): RecorderThread {
  const thread = new Thread();
  thread.onmessage = ({ data }: MessageEvent<RecorderReport | EngineRequest<MessagePort>>) =>
    data.type === "open-engine" ? engine.serve(data.port) : onReport(data);
  // The thread logs its own errors (`listenForErrors`) and continues. An error arrives here only if its script does not run.
  thread.onerror = ({ message }) => {
    reportUnexpected("recorder thread")(message);
    onCrash(message);
  };
  return {
    tell: (command, transfer = []) => thread.postMessage(command, transfer),
    terminate: () => thread.terminate(),
  };
}

/** The engine thread as the offscreen document keeps it: one for all jobs, and only while it is needed. */

import type { EngineSession, EngineThreadReport } from "../../../core/protocol/engine.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import EngineWorker from "./engine.worker.ts?worker";

/** Loading takes seconds, so a pause of the meeting keeps the model, and a later meeting does not. */
const KEPT_MS = 60_000;

export interface EngineThread {
  /** Opens one session, whose messages go over this port. */
  serve(port: MessagePort): void;
}

export function createEngineThread(): EngineThread {
  let thread: Worker | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function end(): void {
    thread?.terminate();
    thread = null;
  }

  function start(): Worker {
    const started = new EngineWorker();
    started.onmessage = ({ data }: MessageEvent<EngineThreadReport>) => {
      clearTimeout(timer);
      if (data.sessions === 0) timer = setTimeout(end, KEPT_MS);
    };
    // The thread logs its own errors (`listenForErrors`). An error arrives here only if its script does not run.
    started.onerror = ({ message }) => {
      reportUnexpected("engine thread")(message);
      end();
    };
    return started;
  }

  return {
    serve(port) {
      clearTimeout(timer);
      thread ??= start();
      const session: EngineSession<MessagePort> = { type: "session", port };
      thread.postMessage(session, [port]);
    },
  };
}

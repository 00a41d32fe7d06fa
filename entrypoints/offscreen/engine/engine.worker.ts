/** The engine thread: loads the speech model once and serves the sessions of all recorder threads. */

import { assertNever } from "../../../core/assert-never.ts";
import type {
  EngineCommand,
  EngineReport,
  EngineSession,
  EngineThreadReport,
} from "../../../core/protocol/engine.ts";
import { createEngine, type Engine } from "../../../core/speech/on-device/engine.ts";
import {
  createEngineSession,
  type EngineSessionHandle,
} from "../../../core/speech/on-device/engine-session.ts";
import type { EngineFailure } from "../../../core/speech/on-device/service.ts";
import { listenForErrors, reportUnexpected } from "../../shared/errors.ts";
import { failureOf, loadNetworks } from "./load-networks.ts";

listenForErrors(self, "engine thread");

const sessions = new Set<EngineSessionHandle>();
let engine: Promise<Engine> | null = null;

addEventListener("message", ({ data }: MessageEvent<EngineSession<MessagePort>>) => {
  switch (data.type) {
    case "session":
      return serve(data.port);
    default:
      assertNever(data.type);
  }
});

function serve(port: MessagePort): void {
  const session = createEngineSession({
    engine: (engine ??= load()),
    post: (report: EngineReport) => port.postMessage(report),
    onClosed() {
      port.close();
      sessions.delete(session);
      reportSessions();
    },
  });
  sessions.add(session);
  reportSessions();
  port.addEventListener("message", ({ data }: MessageEvent<EngineCommand>) =>
    session.command(data),
  );
  port.start();
}

function reportSessions(): void {
  const report: EngineThreadReport = { type: "sessions", sessions: sessions.size };
  postMessage(report);
}

async function load(): Promise<Engine> {
  try {
    const networks = await loadNetworks();
    return createEngine({
      ...networks,
      now: () => performance.now(),
      nextTask,
      onFailure: (reason) => endAll("crashed", reason),
    });
  } catch (error) {
    endAll(failureOf(error), error);
    throw error;
  }
}

/** The next session loads the engine again. */
function endAll(failure: EngineFailure, reason: unknown): void {
  reportUnexpected("speech engine")(reason);
  engine = null;
  for (const session of sessions) session.fail(failure);
}

const { port1: ticks, port2: tick } = new MessageChannel();
const waiting: (() => void)[] = [];
ticks.onmessage = () => waiting.shift()?.();

/** A message to itself is a later task, like a timer, but without a timer's least delay. */
function nextTask(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting.push(resolve);
  tick.postMessage(null);
  return promise;
}

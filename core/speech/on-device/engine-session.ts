/** One session of a recorder thread with the engine: commands in, messages of a speech service out. */

import { samplesToMs } from "../../audio/format.ts";
import type { EngineCommand, EngineReport } from "../../protocol/engine.ts";
import { assertNever } from "../../assert-never.ts";
import type { HeardWord, SpeechMessage } from "../service.ts";
import type { Engine, Recognition } from "./engine.ts";
import type { StreamEvent } from "./stream.ts";

export interface EngineSessionOptions {
  /** Resolves when the networks are loaded. Audio is kept until then. */
  readonly engine: Promise<Engine>;
  readonly post: (report: EngineReport) => void;
  /** The session is over; nothing is posted any more. */
  readonly onClosed: () => void;
}

/** The session begins at once, so that the audio of the first seconds is not behind when the networks are loaded. */
export function createEngineSession({ engine, post, onClosed }: EngineSessionOptions) {
  const waiting: Int16Array[] = [];
  let recognition: Recognition | null = null;
  let isOpen = true;
  let acceptedMs = 0;
  let order = 0;

  const send = (message: SpeechMessage): void => {
    if (isOpen) post({ type: "message", message });
  };
  const reportDone = (): void => {
    if (isOpen && recognition)
      post({ type: "done", doneMs: Math.max(0, acceptedMs - recognition.lagMs()) });
  };

  const turn = (words: readonly HeardWord[], endOfTurn: boolean): void =>
    send({
      type: "turn",
      order,
      endOfTurn,
      formatted: true,
      transcript: words.map(({ text }) => text).join(" "),
      words,
      language: null,
      speaker: null,
    });

  function onEvent(event: StreamEvent): void {
    switch (event.type) {
      case "speech-started":
        send(event);
        break;
      case "partial":
        turn(event.words, false);
        break;
      case "final":
        turn(event.words, true);
        order++;
        break;
      case "other-language":
        send(event);
        break;
      default:
        assertNever(event);
    }
    reportDone();
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    recognition?.close();
    onClosed();
  }

  async function open(): Promise<void> {
    const loaded = await engine;
    if (!isOpen) return;
    recognition = loaded.open(onEvent);
    for (const samples of waiting) recognition.accept(samples);
    waiting.length = 0;
  }

  async function terminate(): Promise<void> {
    await opened;
    await recognition?.finish();
    send({ type: "termination", heardSeconds: null, sessionSeconds: null });
    close();
  }

  send({ type: "begin", sessionId: "", expiresAt: null, reported: null });
  const opened = open();
  leaveToFail(opened);

  return {
    command(command: EngineCommand): void {
      switch (command.type) {
        case "audio":
          acceptedMs += samplesToMs(command.samples.length);
          if (recognition) recognition.accept(command.samples);
          else waiting.push(command.samples);
          return reportDone();
        case "terminate":
          return leaveToFail(terminate());
        case "abandon":
          return close();
        default:
          assertNever(command);
      }
    },
    /** The engine has failed. */
    fail(failure: Extract<EngineReport, { type: "failed" }>["failure"]): void {
      if (isOpen) post({ type: "failed", failure });
      close();
    },
  };
}

/** Work rejects only if the engine has failed, which is reported and ends every session by `fail`. */
const leaveToFail = (work: Promise<void>): void => void work.catch(() => {});

export type EngineSessionHandle = ReturnType<typeof createEngineSession>;

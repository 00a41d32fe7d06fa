/**
 * Speech thread: owns the model and one recognizer per stream, and handles the messages of thread-messages.ts in order.
 * Streams take turns by message; at 0.2 core each, several keep up with live speech.
 */

import { parentPort, type MessagePort } from "node:worker_threads";
import { assertNever } from "../../../core/assert-never.ts";
import type { Hypothesis } from "../engine.ts";
import { loadVosk, type ModelPointer, type Vosk } from "./library.ts";
import { type FromThread, type ToThread, SpeechUnavailable } from "./thread-messages.ts";
import { withModelFolder } from "./model.ts";
import { openStream, type Stream } from "./stream.ts";

if (parentPort === null) throw new Error("thread.ts is the start of a worker thread");
await start(parentPort);

async function start(port: MessagePort): Promise<void> {
  const send = (message: FromThread): void => port.postMessage(message);
  try {
    const vosk = loadVosk();
    serve(port, send, vosk, await loadModel(vosk));
    send({ type: "ready" });
  } catch (error) {
    if (!(error instanceof SpeechUnavailable)) throw error;
    send({ type: "unavailable", message: error.message });
  }
}

function loadModel(vosk: Vosk): Promise<ModelPointer> {
  return withModelFolder(process.env["VOSK_MODEL"], (folder) => {
    const model = vosk.openModel(folder);
    if (model === null) {
      throw new SpeechUnavailable(
        `The speech model in ${folder} does not load; see the lines above.`,
      );
    }
    return model;
  });
}

function serve(
  port: MessagePort,
  send: (message: FromThread) => void,
  vosk: Vosk,
  model: ModelPointer,
): void {
  const streams = new Map<number, Stream>();

  function close(id: number): void {
    streams.get(id)?.free();
    streams.delete(id);
  }

  port.on("message", (message: ToThread) => {
    switch (message.type) {
      case "open": {
        const { stream, sampleRate } = message;
        const onHypothesis = (hypothesis: Hypothesis): void =>
          send({ type: "hypothesis", stream, hypothesis });
        streams.set(stream, openStream(vosk, model, sampleRate, onHypothesis));
        break;
      }
      case "samples":
        streams.get(message.stream)?.accept(message.samples);
        break;
      case "end-turn":
        streams.get(message.stream)?.endTurn();
        break;
      case "finish":
        streams.get(message.stream)?.endTurn();
        close(message.stream);
        send({ type: "finished", stream: message.stream });
        break;
      case "close":
        close(message.stream);
        break;
      case "shut-down":
        for (const id of streams.keys()) close(id);
        vosk.freeModel(model);
        port.close();
        break;
      default:
        assertNever(message);
    }
  });
}

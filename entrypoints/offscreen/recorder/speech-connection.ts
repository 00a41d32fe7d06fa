/** Opens the connection of one speech session. */

import { assertNever } from "../../../core/assert-never.ts";
import { samplesToMs } from "../../../core/audio/format.ts";
import type { EngineCommand, EngineReport, EngineRequest } from "../../../core/protocol/engine.ts";
import { closeCodeOf } from "../../../core/speech/on-device/service.ts";
import type {
  ConnectionListener,
  SessionRequest,
  SpeechConnection,
} from "../../../core/speech/service.ts";

export function openConnection(
  request: SessionRequest,
  listener: ConnectionListener,
): SpeechConnection {
  switch (request.transport) {
    case "websocket":
      return openWebSocket(request.address, listener);
    case "engine":
      return openEngineSession(listener);
  }
}

function openWebSocket(address: string, listener: ConnectionListener): SpeechConnection {
  const socket = new WebSocket(address);
  const abandoned = new AbortController();
  const { signal } = abandoned;
  socket.addEventListener("message", ({ data }) => listener.onMessage(data), { signal });
  // An "error" event carries no information, and "close" always follows it.
  socket.addEventListener("close", ({ code, reason }) => listener.onClosed(code, reason), {
    signal,
  });

  return {
    get backlogBytes() {
      return socket.bufferedAmount;
    },
    sendAudio: (samples) => socket.send(samples),
    send: (message) => socket.send(JSON.stringify(message)),
    abandon() {
      abandoned.abort();
      socket.close(1000);
    },
  };
}

/** Bytes of a millisecond of audio: 16 samples of 16 bits. */
const BYTES_PER_MS = 32;

/** The document passes the port on to the engine thread, which it starts if there is none. */
function openEngineSession(listener: ConnectionListener): SpeechConnection {
  const { port1: port, port2: remote } = new MessageChannel();
  let sentMs = 0;
  let doneMs = 0;
  const post = (command: EngineCommand, transfer: Transferable[] = []): void =>
    port.postMessage(command, transfer);

  port.onmessage = ({ data }: MessageEvent<EngineReport>) => {
    switch (data.type) {
      case "message":
        return listener.onMessage(data.message);
      case "done":
        doneMs = data.doneMs;
        return;
      case "failed":
        port.close();
        return listener.onClosed(closeCodeOf(data.failure), "");
      default:
        assertNever(data);
    }
  };
  const request: EngineRequest<MessagePort> = { type: "open-engine", port: remote };
  postMessage(request, { transfer: [remote] });

  return {
    get backlogBytes() {
      return (sentMs - doneMs) * BYTES_PER_MS;
    },
    sendAudio(samples) {
      sentMs += samplesToMs(samples.length);
      // The recorder goes on using its frame.
      const copy = samples.slice();
      post({ type: "audio", samples: copy }, [copy.buffer]);
    },
    send: () => post({ type: "terminate" }),
    abandon() {
      post({ type: "abandon" });
      port.close();
    },
  };
}
